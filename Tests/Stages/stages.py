#!/usr/bin/env python3
"""stages.py CONTEXT DOCKERFILE [--lock COMMAND] [--port PORT] [--path PATH]: builds a Dockerfile without an engine.

Each stage is a copy of this machine that nothing is left of: an overlay above its files, in which the instructions run
as they are written, with this machine's Python, Node.js and Go in place of those of the base images; `FROM scratch` is an
empty directory. STAGES_TOOLS names a directory with `yarn` or `bun`, which are then there as if npm had installed them from its
registry, or as in the image of Bun. With --port the process of the image is started as its user: the health path must answer, the image's
own health check must agree, and SIGTERM must end the process.

--lock runs a command in the first stage before its first COPY of the sources and takes over what it writes beside the
manifest: a lock file that fits the day of the test.

Ends with 0, with 1 where an instruction failed, with 2 where the process does not do what it must.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 10.0
# Installs no program that is there already.
NPM = """#!/bin/sh
case "$*" in "install --global --force "*yarn*) exit 0 ;; esac
exec {npm} "$@"
"""
CHROOT = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin") or "chroot"


class Failed(Exception):
    """An instruction that did not end with 0."""


@dataclass
class Stage:
    name: str
    root: Path
    layers: list[Path]
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def run(self, words: list[str], user: str = "0:0") -> subprocess.Popen[str]:
        return subprocess.Popen(self.words(words, user), env=self.environment, text=True)

    def words(self, words: list[str], user: str) -> list[str]:
        """A stage without a shell has no `cd` either: its processes start at the top."""
        if not (self.root / "bin/sh").exists():
            return [CHROOT, f"--userspec={user}", str(self.root), *words]
        shell = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', self.folder, *words]
        return [CHROOT, f"--userspec={user}", str(self.root), *shell]

    def place(self, path: str) -> Path:
        return self.root / os.path.normpath(os.path.join(self.folder, path)).lstrip("/")


class Builder:
    def __init__(self, context: Path, work: Path, lock: str | None) -> None:
        self.context = context
        self.work = work
        self.lock = lock
        self.stages: list[Stage] = []

    @property
    def stage(self) -> Stage:
        return self.stages[-1]

    def begin(self, base: str, name: str) -> None:
        number = len(self.stages)
        parent = next((stage for stage in self.stages if stage.name == base), None)
        folders = [self.work / f"{number}-{part}" for part in ("upper", "work", "root")]
        for folder in folders:
            folder.mkdir()
        upper, work, root = folders
        stage = Stage(name, root, [upper, *(parent.layers if parent else [])])
        stage.environment = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        for variable in ("PIP_CERT", "PIP_FIND_LINKS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            if value := os.environ.get(variable):
                stage.environment[variable] = value
        if base != "scratch":
            lower = ":".join(str(layer) for layer in [*stage.layers[1:], Path("/")])
            mount("-t", "overlay", "-o", f"lowerdir={lower},upperdir={upper},workdir={work}", "overlay", str(root))
            mount("-t", "proc", "proc", str(root / "proc"))
            mount("--rbind", "/dev", str(root / "dev"))
            self.stand_in(base, root)
        if parent:
            stage.environment = dict(parent.environment)
            stage.folder = parent.folder
        self.stages.append(stage)

    @staticmethod
    def stand_in(base: str, root: Path) -> None:
        """What the public image has under other names, or this machine elsewhere."""
        python = root / "usr/local/bin/python"
        if base.startswith("python:") and not python.exists():
            python.symlink_to("/usr/bin/python3")
        tools = Path(os.environ.get("STAGES_TOOLS", "/nowhere"))
        if base.startswith("node:") and (tools / "yarn").exists():
            (root / "usr/local/bin/yarn").symlink_to(tools / "yarn")
            npm = root / "usr/local/bin/npm"
            npm.unlink(missing_ok=True)
            npm.write_text(NPM.format(npm=shutil.which("npm")))
            npm.chmod(0o755)
        if base.startswith("oven/bun:"):
            # A copy: the user of the image may not enter the directory.
            shutil.copy(tools / "bun", root / "usr/local/bin/bun")
        if base.startswith("golang:"):
            go = os.environ["STAGES_GO"]
            (root / "usr/local/bin/go").unlink(missing_ok=True)
            (root / "usr/local/bin/go").symlink_to(go)

    def execute(self, command: str) -> None:
        words = ["/bin/sh", "-c", command]
        if self.stage.run(words).wait() != 0:
            raise Failed(command)

    def copy(self, words: list[str]) -> None:
        source_stage: Stage | None = None
        owner = "0:0"
        while words[0].startswith("--"):
            option, value = words.pop(0)[2:].split("=", 1)
            if option == "from":
                source_stage = next(stage for stage in self.stages if stage.name == value)
            elif option == "chown":
                owner = value
        *sources, target = words
        found: list[Path] = []
        for source in sources:
            origin = source_stage.root if source_stage else self.context
            matches = sorted(origin.glob(source.strip("/"))) if source.strip("./") else [origin]
            if not matches and "[" not in source:
                raise Failed(f"COPY {source}: there is no such file")
            found += matches
        for path in found:
            self.copy_one(path, target, owner, several=len(found) > 1)

    def copy_one(self, path: Path, target: str, owner: str, several: bool) -> None:
        place = self.stage.place(target)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            check("cp", "--archive", f"{path}/.", str(place))
        elif target.endswith("/") or several or place.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            check("cp", "--archive", str(path), str(place))
            place = place / path.name
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            check("cp", "--archive", str(path), str(place))
        check("chown", "--recursive", "--no-dereference", owner, str(place))

    def settle_lock(self) -> None:
        """Runs in a copy of the context in the stage, and brings back what is new."""
        if not self.lock:
            return
        command, self.lock = self.lock, None
        place = self.stage.root / "lock"
        shutil.copytree(self.context, place)
        before = self.stage.folder
        self.stage.folder = "/lock"
        self.execute(command)
        self.stage.folder = before
        shutil.rmtree(place / ".venv", ignore_errors=True)
        shutil.copytree(place, self.context, dirs_exist_ok=True, symlinks=True)

    def instruction(self, keyword: str, text: str) -> None:
        if keyword == "FROM":
            words = text.split()
            self.begin(words[0], words[2] if len(words) > 2 else "")
        elif keyword == "ENV":
            for word in shlex.split(text):
                name, value = word.split("=", 1)
                self.stage.environment[name] = re.sub(
                    r"\$(\w+)", lambda match: self.stage.environment.get(match[1], ""), value
                )
        elif keyword == "WORKDIR":
            self.stage.folder = text
            self.stage.place(".").mkdir(parents=True, exist_ok=True)
        elif keyword == "COPY":
            words = shlex.split(text)
            if not text.startswith("--from"):
                self.settle_lock()
            self.copy(json.loads(text) if text.startswith("[") else words)
        elif keyword == "RUN":
            while text.startswith("--mount="):
                text = text.split(" ", 1)[1]
            self.execute(" ".join(json.loads(text)[2:]) if text.startswith("[") else text)
        elif keyword == "USER":
            self.stage.user = text
        elif keyword == "HEALTHCHECK" and "CMD " in text:
            self.stage.health = json.loads(text.split("CMD ", 1)[1])
        elif keyword == "CMD":
            self.stage.command = json.loads(text)


def check(*words: str) -> None:
    subprocess.run(words, check=True)


def mount(*words: str) -> None:
    check("mount", *words)


def instructions(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in joined.splitlines() if line.strip()]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status < 400)
    except (urllib.error.URLError, OSError):
        return False


def serve(stage: Stage, port: int, path: str) -> None:
    stage.environment["PORT"] = str(port)
    process = stage.run(stage.command, stage.user)
    try:
        deadline = time.monotonic() + 30
        while not answers(f"http://127.0.0.1:{port}{path}"):
            if process.poll() is not None:
                raise Failed(f"the process ended with {process.returncode}")
            if time.monotonic() > deadline:
                raise Failed(f"{path} does not answer")
            time.sleep(0.1)
        if stage.health and stage.run(stage.health, stage.user).wait() != 0:
            raise Failed(f"the health check fails: {stage.health}")
        asks_nothing = [word.replace(path, "/nothing-is-here") for word in stage.health]
        if stage.health and stage.run(asks_nothing, stage.user).wait() == 0:
            raise Failed("the health check takes a path that is not there for healthy")
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            raise Failed("SIGTERM does not end the process") from None
    finally:
        process.kill()


def main() -> int:
    if "--inside" not in sys.argv:
        namespaces = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        return subprocess.run(["unshare", *namespaces, sys.executable, *sys.argv, "--inside"]).returncode
    parser = argparse.ArgumentParser()
    parser.add_argument("context", type=Path)
    parser.add_argument("dockerfile", type=Path)
    parser.add_argument("--lock")
    parser.add_argument("--port", type=int)
    parser.add_argument("--path", default="/health")
    parser.add_argument("--inside", action="store_true")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="stages-"))
    try:
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(work))
        builder = Builder(options.context.resolve(), work, options.lock)
        try:
            for keyword, text in instructions(options.dockerfile.read_text()):
                builder.instruction(keyword, text)
        except Failed as failure:
            print(f"failed: {failure}", file=sys.stderr)
            return 1
        if options.port:
            try:
                serve(builder.stage, options.port, options.path)
            except Failed as failure:
                print(f"failed: {failure}", file=sys.stderr)
                return 2
        return 0
    finally:
        subprocess.run(["umount", "--recursive", "--lazy", str(work)], check=False)
        work.rmdir()


if __name__ == "__main__":
    sys.exit(main())
