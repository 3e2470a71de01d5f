"""One environment of an example, compiled and filled in: what both forms of running start from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from e2e.envfile import fill, generated, supplied
from e2e.program import Node, Place, Program
from e2e.report import Report

HERE = Path(__file__).resolve().parent.parent
REPOSITORY = HERE.parent.parent
TOOLS = Path(sys.prefix, "bin")
INFRACC = Path(os.environ.get("INFRACC", REPOSITORY / ".build/debug/infracc"))
#: What a developer's copy may hold besides the sources.
LOCAL = shutil.ignore_patterns("infra", ".env", "node_modules", ".next", "dist", "__pycache__")
#: What a process has that was not given anything.
BARE = {"PATH": f"{TOOLS}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/root", "LANG": "C.UTF-8"}


#: Where `.ci/setup` installs what an example locks.
LOCKED = REPOSITORY / ".build/tools/examples"


class Project:
    """A copy of an example with what infracc emits for it, and env files with values."""

    def __init__(self, report: Report, example: str, environment: str, place: Place) -> None:
        self.report = report
        self.example = example
        locked = LOCKED / example / "bin"
        #: What a process of the example has: its own packages first, where it locks them.
        self.bare = BARE | ({"PATH": f"{locked}:{BARE['PATH']}"} if locked.exists() else {})
        self.folder = Path(f"/srv/{example}-{environment}")
        self.infra = self.folder / "infra" / environment
        if not self.folder.exists():
            source = REPOSITORY / "examples" / example
            shutil.copytree(source, self.folder, ignore=LOCAL)
            subprocess.run([INFRACC, "build", "topology.yaml"], cwd=self.folder, check=True, capture_output=True)
        self.program = Program.load(INFRACC, self.folder, environment)
        self.place = place

    def fill_in(self, settings: dict[str, str]) -> None:
        """Makes the secrets and writes the env files, with what else is to be set for compose."""
        values = self.place.secrets
        compose = (self.infra / "compose/.env.example").read_text()
        values |= supplied(self.program, optional=self.program.environment == "production")
        values |= generated(self.program, compose)
        (self.infra / "compose/.env").write_text(fill(self.program, compose, values, settings))
        procfile = (self.infra / "procfile/.env.example").read_text()
        (self.infra / "procfile/.env").write_text(fill(self.program, procfile, values, {}))

    def model(self) -> Node:
        """What compose makes of the emitted file."""
        words = [str(TOOLS / "docker-compose"), "--profile", "*", "config", "--format", "json"]
        done = subprocess.run(words, cwd=self.infra / "compose", env=BARE, check=True, capture_output=True)
        model: Node = json.loads(done.stdout)
        return model
