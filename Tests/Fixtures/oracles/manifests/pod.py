"""Runs the pod of a service and looks at it: `python -m manifests.pod FOLDER SERVICE`; prints what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from . import pod_application, pod_postgres, pod_redis
from .folder import Folder
from .playing import WORK, configure, play, run, workload

KINDS: dict[str, ModuleType] = {"postgres": pod_postgres, "redis": pod_redis, "backtrader": pod_application}


def main(path: Path, name: str) -> list[str]:
    """Runs the service `name` of a folder of manifests; gives what is wrong."""
    folder = Folder.at(path)
    pod = workload(folder, name)
    kind = KINDS[name]
    WORK.mkdir()
    configure()
    kind.image(pod.spec["containers"][0]["image"], name)
    try:
        container = play(folder, name, kind.PASSWORD)
        return list(kind.looked_at(folder, name, container))
    except subprocess.CalledProcessError as error:
        logs = run("logs", f"{name}-{pod.spec['containers'][0]['name']}")
        return [f"{error.cmd} ended with {error.returncode}: {error.stdout} {error.stderr}", logs.stdout + logs.stderr]


def finish(faults: list[Any]) -> None:
    print("\n".join(map(str, faults)), end="")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    finish(main(Path(sys.argv[1]), sys.argv[2]))
