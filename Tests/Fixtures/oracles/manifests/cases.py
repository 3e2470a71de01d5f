"""The topologies that are built, and where their output is: a folder for each, with `topology.yaml`, `ir.json` and `infra`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .folder import Folder
from .reference import Program, programs

TARGET = "kubernetes"
# Nothing but the topology is looked at: most of them have no code.
ALONE = ["--no-fs", "--no-probe"]


class BuildFailed(Exception):
    """infracc reports errors, or ends in another way that it must not."""


@dataclass
class Case:
    """One environment of one topology."""

    title: str
    path: Path
    program: Program

    @property
    def folder(self) -> Folder:
        return Folder.at(self.path)

    @property
    def has_script(self) -> bool:
        """Whether the Secrets come from a script, and from no operator of the cluster."""
        return "store" not in (self.program.options.get("secrets") or {})


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs infracc in a folder, without colors and without a home."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def build(program: Path, folder: Path, text: str) -> None:
    """Writes a topology, builds it, and keeps its IR."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "topology.yaml").write_text(text)
    built = run(program, folder, "build", *ALONE, "--target", TARGET, "topology.yaml")
    if built.returncode != 0:
        errors = [line for line in built.stderr.splitlines() if line.startswith("error")]
        raise BuildFailed(f"{folder.name}: {built.returncode}: {' '.join(errors[:5])}")
    shown = run(program, folder, "build", *ALONE, "--emit-ir", "topology.yaml")
    (folder / "ir.json").write_text(shown.stdout)


def within(folder: Path) -> Iterator[Case]:
    """The environments of one topology; each has its folder, unless it is of a kind that no folder is written for."""
    for program in programs(json.loads((folder / "ir.json").read_text()), TARGET):
        path = folder / "infra" / program.name / TARGET
        if program.body["environment"]["kind"] == "standard" or path.exists():
            yield Case(f"{folder.name}, {program.name}", path, program)


def all_within(output: Path) -> list[Case]:
    """Those of every topology below a folder."""
    return [case for path in sorted(output.glob("*/ir.json")) for case in within(path.parent)]
