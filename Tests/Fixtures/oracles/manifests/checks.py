"""What the tests call, by name."""

from __future__ import annotations

import fcntl
import filecmp
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import yaml  # type: ignore[import-untyped]

from . import (
    comparison,
    damages,
    deployment,
    expansion,
    expected,
    file_damages,
    making,
    server,
    structure,
    tools,
    topologies,
)
from .cases import ALONE, TARGET, BuildFailed, Case, all_within, build, run, within
from .network import pairs


@dataclass
class Request:
    """Where everything is."""

    output: Path
    tools: Path
    program: Path
    repository: Path
    shell: str
    scenario: str
    only: str

    @property
    def kubectl(self) -> Path:
        return tools.kubectl(self.tools, tools.MINORS[-1])

    @property
    def cases(self) -> list[Case]:
        found = [case for case in all_within(self.output) if self.only in ("", case.title)]
        if not found:
            raise SystemExit(f"nothing was built in {self.output}")
        return found

    def case(self, title: str) -> Case:
        return next(case for case in self.cases if case.title == title)

    def making(self, case: Case) -> making.Making:
        return making.Making(case.path, case.program, self.kubectl, self.shell)


Check = Callable[[Request], list[str]]


def examples(request: Request) -> list[str]:
    """Builds the examples."""
    for path in sorted(request.repository.glob("examples/*/topology.yaml")):
        build(request.program, request.output / path.parent.name, topologies.listed(path.read_text()))
    return []


# Topologies of other tests that this target has no form for, and why.
UNBUILT = {
    "Tests/Fixtures/emit/mounted-files/topology.yaml": "E0217",
    "Tests/Fixtures/emit/odd-names/topology.yaml": "E0902",
    "Tests/Fixtures/emit/pooler/topology.yaml": "E0202",
    "Tests/Fixtures/emit/proxy/topology.yaml": "E0902",
    "Tests/Fixtures/emit/railway-settings/topology.yaml": "E0902",
    "Tests/Fixtures/emit/replica-set/topology.yaml": "E0902",
}


def others(request: Request) -> list[str]:
    """Builds the topologies of other tests, put to this target."""
    faults = []
    found = topologies.others(request.repository)
    for name, text in found.items():
        folder = re.sub("[^A-Za-z0-9]+", "-", name.removeprefix("Tests/Fixtures/").removesuffix(".yaml"))
        try:
            build(request.program, request.output / folder, text)
        except BuildFailed as error:
            if f"error[{UNBUILT.get(name)}]" not in str(error):
                faults.append(str(error))
            continue
        if name in UNBUILT:
            faults.append(f"{name} is built now")
    return faults if len(found) > 30 else [*faults, f"there are only {len(found)} topologies"]


def generated(request: Request) -> list[str]:
    """Builds topologies of the seeds FIRST-LAST."""
    first, last = map(int, request.scenario.split("-"))
    for seed in range(first, last):
        build(request.program, request.output / f"seed-{seed}", topologies.generated(seed))
    return []


def texts(request: Request) -> list[str]:
    """Builds a service with as many texts as are asked for."""
    build(request.program, request.output / "texts", topologies.texts(int(request.scenario), seed=1))
    return []


def over(check: Callable[[Request, Case], list[str]]) -> Check:
    """A check of one environment as one of all that were built."""

    def all_of_them(request: Request) -> list[str]:
        return [f"{case.title}: {fault}" for case in request.cases for fault in check(request, case)]

    return all_of_them


def _structure(request: Request, case: Case) -> list[str]:
    secrets: set[tuple[str, str]] | None = None
    settings: set[str] | None = None
    if case.has_script:
        has_any = (case.path / making.SCRIPT).exists()
        secrets, settings = making.made(request.making(case)) if has_any else (set(), set())
    return structure.faults(case.folder, secrets, settings) + server.faults(case.folder)


def _damages(request: Request) -> list[str]:
    case = request.case("gayed-signals, production")
    secrets, settings = making.made(request.making(case))
    return damages.faults(case.path, case.program, secrets, settings)


def _file_damages(request: Request) -> list[str]:
    """Those of the checks that are named, separated by commas."""
    case = request.case("gayed-signals, production")

    def look(damage: file_damages.Damage, output: Path) -> list[str]:
        inner = replace(request, output=output, scenario=damage.scenario, only=case.title)
        try:
            return TABLE[damage.check](inner)
        except (RuntimeError, yaml.YAMLError, subprocess.SubprocessError) as error:
            return [str(error)]

    return file_damages.faults(case, look, set(request.scenario.split(",")))


def _deployment(request: Request, case: Case) -> list[str]:
    test = deployment.Deployment(case.path, request.kubectl, request.shell)
    return deployment.SCENARIOS[request.scenario](test)


def _secrets(request: Request, case: Case) -> list[str]:
    return making.SCENARIOS[request.scenario](request.making(case)) if case.has_script else []


def _removed(request: Request) -> list[str]:
    """Without a variable there is one pair less, and nothing else."""
    faults = []
    original = topologies.listed((request.repository / "examples/gayed-signals/topology.yaml").read_text())
    readers = {
        "BACKTRADER_URL": "backend backtrader",
        "REDIS_URL": "backend redis",
        "FASTAPI_BASE_URL": "frontend backend",
        "PYTHON_SERVICE_URL": "frontend backtrader",
    }
    before = {case.title.split(", ")[1]: pairs(case.folder) for case in within(request.output / "gayed-signals")}
    for name, pair in readers.items():
        lines = [line for line in original.splitlines() if not line.strip().startswith(name + ":")]
        # The pool belongs to the address.
        if name == "REDIS_URL":
            lines = [line for line in lines if line.strip() != "redis: { size: 50 }"]
        folder = request.output / "removed" / name
        build(request.program, folder, "\n".join(lines) + "\n")
        for case in within(folder):
            gone = {f"{p.source} {p.target}" for p in before[case.program.name] - pairs(case.folder)}
            if gone != {pair} or pairs(case.folder) - before[case.program.name]:
                faults.append(f"without {name} in {case.program.name}: {gone} are gone")
    return faults


def _repeated(request: Request) -> list[str]:
    """A second run writes nothing, another folder gets the same bytes, and an edited file is kept."""
    faults = []
    text = topologies.listed((request.repository / "examples/gayed-signals/topology.yaml").read_text())
    first, second = request.output / "repeated" / "a", request.output / "repeated" / "b"
    build(request.program, first, text)
    build(request.program, second, text)
    faults += _different(filecmp.dircmp(first / "infra", second / "infra"))
    checked = run(request.program, first, "build", *ALONE, "--check", "--target", TARGET, "topology.yaml")
    if checked.returncode != 0:
        faults.append(f"--check after a build: {checked.returncode} {checked.stderr[-300:]}")
    third = request.output / "repeated" / "c"
    third.mkdir(parents=True)
    (third / "topology.yaml").write_text(text)
    run(request.program, third, "build", *ALONE, "-e", "staging", "-t", TARGET, "topology.yaml")
    written = {str(path.relative_to(third)) for path in third.rglob("*") if path.is_file()}
    outside = {name for name in written if "/kubernetes/" in name and not name.startswith("infra/staging/kubernetes/")}
    if outside or not any(name.startswith("infra/staging/kubernetes/") for name in written):
        faults.append(f"-e staging writes {sorted(outside)}")
    edited = first / "infra/production/kubernetes/kustomization.yaml"
    edited.write_text(edited.read_text() + "# mine\n")
    kept = run(request.program, first, "build", *ALONE, "--target", TARGET, "topology.yaml")
    if kept.returncode != 3 or "E1105" not in kept.stderr or not edited.read_text().endswith("# mine\n"):
        faults.append(f"an edited file: {kept.returncode} {kept.stderr[-300:]}")
    return faults


def _different(comparison_: filecmp.dircmp[str]) -> list[str]:
    names = [*comparison_.left_only, *comparison_.right_only, *comparison_.diff_files]
    found = [f"{comparison_.left}: {name} differs" for name in names]
    for inner in comparison_.subdirs.values():
        found += _different(inner)
    return found


def _planted(request: Request, case: Case) -> list[str]:
    """No Secret, and no value that an operator has in the environment of the build."""
    files = [path for path in case.path.rglob("*") if path.is_file()]
    return [f"{file} has a Secret" for file in files if re.search(r"^kind: Secret$", file.read_text(), re.MULTILINE)]


def _random_texts(request: Request) -> list[str]:
    """The escape of the page against the expansion, and the expansion against its table."""
    return expansion.table_faults() + expansion.rule_faults(random.Random(1), int(request.scenario))


def _read_back(request: Request, case: Case) -> list[str]:
    return tools.read_back(request.tools, case.path)


def _checkov(request: Request) -> list[str]:
    return tools.checkov(request.tools, [case.path for case in request.cases])


# The environment whose pod of a service is run.
PODS = {
    "redis": "gayed-signals, production",
    "postgres": "tradesense, production",
    "backtrader": "gayed-signals, production",
}


def _pod(request: Request) -> list[str]:
    """In a sandbox, which sees the repository and has a /tmp of its own."""
    service = request.scenario or "redis"
    case = request.case(request.only or PODS[service])
    sandbox = str(request.repository / "Tests/EndToEnd/sandbox.sh")
    build_folder = request.repository / ".build"
    # One at a time: podman shares the machine's cgroups.
    with (build_folder / "pod.lock").open("w") as lock, tempfile.TemporaryDirectory(dir=build_folder) as seen:
        fcntl.flock(lock, fcntl.LOCK_EX)
        copied = Path(seen) / "manifests"
        shutil.copytree(case.path, copied)
        command = [sandbox, sys.executable, "-m", "manifests.pod", str(copied), service]
        environment = os.environ | {"SANDBOX_NETWORK": "none", "SANDBOX_WRITABLE": ""}
        result = subprocess.run(
            command, cwd=request.repository, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
    return (result.stdout + result.stderr).splitlines() or (["it failed"] if result.returncode else [])


def _server(request: Request, case: Case) -> list[str]:
    """A server that is asked without changing it: INFRACC_KUBECONFIG names one that has the namespace."""
    command = [str(request.kubectl), "--kubeconfig", os.environ["INFRACC_KUBECONFIG"], "apply", "--server-side"]
    command += ["--field-manager=infracc", "--dry-run=server", "-k", str(case.path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()


TABLE: dict[str, Check] = {
    "build-examples": examples,
    "build-others": others,
    "build-generated": generated,
    "build-texts": texts,
    "expected": lambda request: expected.faults(request.cases),
    "kustomize": over(lambda request, case: tools.kustomize(request.tools, case.path)),
    "schemas": lambda request: tools.validate([case.path for case in request.cases]),
    "checkov": _checkov,
    "yamllint": over(lambda request, case: tools.yamllint(case.path)),
    "shellcheck": over(lambda request, case: tools.shellcheck(case.path)),
    "headers": over(lambda request, case: tools.headers(case.path)),
    "structure": over(_structure),
    "network": over(lambda request, case: comparison.network_faults(case.folder, case.program)),
    "values": over(lambda request, case: comparison.value_faults(case.folder, case.program)),
    "read-back": over(_read_back),
    "random-texts": _random_texts,
    "damages": _damages,
    "file-damages": _file_damages,
    "deployment": over(_deployment),
    "secrets": over(_secrets),
    "removed": _removed,
    "repeated": _repeated,
    "planted": over(_planted),
    "pod": _pod,
    "server": over(_server),
}
