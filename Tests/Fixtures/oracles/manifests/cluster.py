"""Runs the emitted scripts against the stand-in for kubectl."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .folder import Body

STAND_IN = Path(__file__).with_name("standin.py")


@dataclass
class Output:
    """What a script left behind."""

    status: int
    text: str


class Cluster:
    """A cluster without nodes, and a copy of the folder whose scripts are run."""

    def __init__(self, folder: Path, kubectl: Path, shell: str = "sh") -> None:
        self.shell = shell
        self.home = Path(tempfile.mkdtemp(prefix="infracc-cluster-"))
        # A script that does not quote its own path fails here.
        self.folder = self.home / "a folder" / "kubernetes"
        shutil.copytree(folder, self.folder)
        self.state = self.home / "state"
        self.state.mkdir()
        program = self.home / "bin" / "kubectl"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
        # Nothing here is worth waiting for.
        (program.parent / "sleep").write_text("#!/bin/sh\n")
        for file in program.parent.iterdir():
            file.chmod(0o755)
        # The look from outside keeps how many calls there were before it.
        self.looked = self.state / "looked"
        look = self.home / "a folder" / "scripts" / "smoke.sh"
        look.parent.mkdir()
        look.write_text('#!/bin/sh\nwc -l < "$STAND_IN/calls.jsonl" > "$STAND_IN/looked"\n')
        look.chmod(0o755)
        self.environment = {
            "PATH": f"{program.parent}:/usr/bin:/bin",
            "STAND_IN": str(self.state),
            "INFRACC_KUBECTL": str(kubectl),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.home),
        }

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    def command(self, script: str, arguments: tuple[str, ...]) -> list[str]:
        return [self.shell, str(self.folder / script), *arguments]

    def run(self, script: str, *arguments: str, variables: dict[str, str] | None = None) -> Output:
        result = subprocess.run(
            self.command(script, arguments),
            env=self.environment | (variables or {}),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return Output(result.returncode, result.stdout.decode(errors="replace"))

    def interrupt(self, script: str, *arguments: str, number: int, during: str) -> Output:
        """Sends a signal to the script and to all that it started, as a terminal does, during a call of kubectl."""
        self.behave(sleeping=during)
        with subprocess.Popen(
            self.command(script, arguments),
            env=self.environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
        ) as process:
            limit = time.monotonic() + 60
            while not any(call["verb"] == during for call in self.calls()):
                if process.poll() is not None or time.monotonic() > limit:
                    break
                time.sleep(0.02)
            time.sleep(0.1)
            if process.poll() is None:
                os.killpg(process.pid, number)
            text, _ = process.communicate(timeout=60)
            return Output(process.returncode, text.decode(errors="replace"))

    def answer_nothing(self) -> None:
        """From now on kubectl succeeds and prints nothing, in no time: as in a cluster that has nothing."""
        (self.home / "bin" / "kubectl").write_text("#!/bin/sh\n")

    def behave(self, **settings: Any) -> None:
        (self.state / "settings.json").write_text(json.dumps(settings))

    def calls(self) -> list[Body]:
        path = self.state / "calls.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def forget_calls(self) -> None:
        (self.state / "calls.jsonl").unlink(missing_ok=True)

    @property
    def objects(self) -> Body:
        path = self.state / "objects.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    @objects.setter
    def objects(self, objects: Body) -> None:
        (self.state / "objects.json").write_text(json.dumps(objects))

    def secrets(self) -> dict[tuple[str, str], str]:
        """The values of all Secrets."""
        found = {}
        for name, body in self.objects.items():
            if name.startswith("Secret/"):
                for entry, value in (body.get("data") or {}).items():
                    found[name.removeprefix("Secret/"), entry] = base64.b64decode(value).decode()
        return found

    def settings(self) -> dict[str, str]:
        """What operators set that is no secret."""
        return dict(self.objects.get("ConfigMap/settings", {}).get("data") or {})

    def leftovers(self) -> list[str]:
        """What a script left beside the manifests."""
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith("."))


CHANGING = {"apply", "create", "patch", "delete", "replace", "scale", "set", "annotate", "label", "edit"}


def changes(calls: list[Body]) -> list[Body]:
    """The calls that change a cluster."""
    return [
        call
        for call in calls
        if call["verb"] in CHANGING and not any(word.startswith("--dry-run=") for word in call["arguments"])
    ]
