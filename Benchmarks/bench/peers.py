"""Other tools over inputs of the same size, in the same run: what people know the speed of.

None of them does what infracc does. rjsonnet and KCL read the same topology and write the compose objects of two
environments (peers/); the others read files that infracc has written, or objects as many as there are services.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.measure import SOURCES, BenchError, Stopwatch

# `.ci/setup --bench` installs them there.
TOOLS = SOURCES.parent / ".build" / "tools" / "bench" / "bin"

JSONNET = """\
import rjsonnet, sys
text = open(sys.argv[1]).read()
sys.stdout.write(rjsonnet.evaluate_file(sys.argv[2], ext_vars={"topology": text}))
"""

KCL = """\
import kcl_lib.api as api, sys
topology = api.Argument(name="topology", value='"' + sys.argv[1] + '"')
result = api.API().exec_program(api.ExecProgramArgs(k_filename_list=[sys.argv[2]], args=[topology]))
sys.stdout.write(result.yaml_result)
sys.exit(0 if result.yaml_result else result.err_message)
"""

DEPLOYMENT = """\
---
apiVersion: apps/v1
kind: Deployment
metadata: {{ name: api-{number} }}
spec:
  replicas: 2
  selector: {{ matchLabels: {{ app: api-{number} }} }}
  template:
    metadata: {{ labels: {{ app: api-{number} }} }}
    spec:
      containers:
        - name: api
          image: example/api:{number}
          ports: [{{ containerPort: 8000 }}]
          env: [{{ name: NEIGHBOR_URL, value: "http://api-{number}" }}]
          resources: {{ limits: {{ cpu: 500m, memory: 512Mi }} }}
"""


@dataclass(frozen=True)
class Project:
    """A topology that was built."""

    folder: Path
    services: int


def _jsonnet(project: Project) -> list[str | Path]:
    return [TOOLS / "python", "-c", JSONNET, project.folder / "topology.yaml", SOURCES / "peers" / "compose.jsonnet"]


def _kcl(project: Project) -> list[str | Path]:
    # It reads nothing outside the folder of its program.
    program = project.folder / "compose.k"
    shutil.copy(SOURCES / "peers" / "compose.k", program)
    return [TOOLS / "python", "-c", KCL, project.folder / "topology.yaml", program]


def _compose(project: Project) -> list[str | Path]:
    file = project.folder / "infra" / "production" / "compose" / "docker-compose.yml"
    return [TOOLS / "docker-compose", "--file", file, "config", "--quiet", "--no-interpolate"]


def _kustomize(project: Project) -> list[str | Path]:
    folder = project.folder / "kustomize"
    (folder / "base").mkdir(parents=True, exist_ok=True)
    objects = "".join(DEPLOYMENT.format(number=number) for number in range(project.services))
    (folder / "base" / "all.yaml").write_text(objects)
    (folder / "base" / "kustomization.yaml").write_text("resources: [all.yaml]\n")
    (folder / "kustomization.yaml").write_text("resources: [base]\nnamespace: staging\n")
    return [TOOLS / "kubectl", "kustomize", folder]


def _ruff(project: Project) -> list[str | Path]:
    return [TOOLS / "ruff", "check", "--no-cache", "--isolated", "--exit-zero", "--quiet", project.folder / "services"]


def _hadolint(project: Project) -> list[str | Path]:
    files = sorted((project.folder / "infra" / "dockerfile").glob("*/Dockerfile"))
    return [TOOLS / "hadolint", "--no-fail", *files]


PEERS: dict[str, Callable[[Project], list[str | Path]]] = {
    "rjsonnet": _jsonnet,
    "KCL": _kcl,
    "docker compose config": _compose,
    "kubectl kustomize": _kustomize,
    "ruff": _ruff,
    "hadolint": _hadolint,
}


def installed() -> list[str]:
    """The peers that can be run here."""
    programs = {
        "rjsonnet": "python",
        "KCL": "python",
        "docker compose config": "docker-compose",
        "kubectl kustomize": "kubectl",
        "ruff": "ruff",
        "hadolint": "hadolint",
    }
    return [name for name in PEERS if os.access(TOOLS / programs[name], os.X_OK)]


def measure(name: str, project: Project, stopwatch: Stopwatch, runs: int) -> float | None:
    """Milliseconds; None where the tool refuses its input."""
    try:
        return stopwatch.run(PEERS[name](project), runs).milliseconds
    except BenchError:
        return None
