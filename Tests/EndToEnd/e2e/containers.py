"""The stack of one example in one environment as containers, by the emitted compose file and its own commands."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import time
from pathlib import Path
from typing import Any

from e2e.program import Place
from e2e.project import BARE, Project
from e2e.report import Report, within
from e2e.stack import Ended

#: How to reach the engine that engine.sh started.
ENGINE = {name: os.environ[name] for name in ("DOCKER_HOST", "DOCKER_CONFIG") if name in os.environ}


def docker(*words: str, environment: dict[str, str] | None = None, check: bool = True) -> str:
    """What a command of docker prints."""
    done = subprocess.run(
        ["docker", *words], env=BARE | ENGINE | (environment or {}), capture_output=True, text=True, timeout=600
    )
    if check and done.returncode != 0:
        raise RuntimeError(f"docker {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def inspect(*containers: str) -> list[Any]:
    return list(json.loads(docker("inspect", *containers))) if containers else []


class ComposeStack(Project):
    """Services as containers."""

    def __init__(self, report: Report, example: str, environment: str, *, beside: bool = False) -> None:
        super().__init__(report, example, environment, Place({}))
        self.fill_in(self.other_ports() if beside else {})
        # What is built uses the machine's network; everything else is as emitted.
        services = self.model()["services"]
        changed: dict[str, Any] = {
            name: {"build": {"network": "host"}} for name in services if "build" in services[name]
        }
        # A sandbox may not raise the number of open files above its own.
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        for name in services:
            if services[name].get("ulimits"):
                changed.setdefault(name, {})["ulimits"] = {"nofile": most}
        override = Path(f"/srv/{example}-{environment}.yml")
        override.write_text(json.dumps({"services": changed}))
        self.files = ["docker-compose.yml", str(override)]

    def other_ports(self) -> dict[str, str]:
        """The ports that the emitted file proposes for a second environment on one machine."""
        text = (self.infra / "compose/.env.example").read_text()
        return dict(re.findall(r"^#([A-Z_]+_PUBLISH)='(.*)'$", text, re.MULTILINE))

    @property
    def name(self) -> str:
        return f"{self.example}-{self.program.environment}"

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command in the folder of the emitted compose file."""
        return subprocess.run(
            words,
            cwd=self.infra / "compose",
            env=BARE | ENGINE | {"COMPOSE_FILE": ":".join(self.files), "DOCKER_BUILDKIT": "1"},
            capture_output=True,
            text=True,
            timeout=900,
        )

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        """Lines that an emitted file gives to operators."""
        return self.command("bash", "-euo", "pipefail", "-c", script)

    def compose(self, *words: str, check: bool = True) -> str:
        """A command of compose, in the folder of the emitted file."""
        done = self.command("docker", "compose", "--ansi", "never", "--progress", "plain", *words)
        if check and done.returncode != 0:
            raise RuntimeError(f"compose {' '.join(words)}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def up(self) -> None:
        """The first command of the emitted file's header."""
        try:
            self.compose("up", "-d", "--build", "--wait")
        except RuntimeError as reason:
            logs = self.compose("logs", "--tail", "30", check=False)
            self.report.need("everything starts", False, f"{str(reason)[-600:]}\n{logs}")

    def down(self) -> None:
        self.compose("down", "--volumes", "--remove-orphans")

    def left(self) -> list[str]:
        """What the engine still has of this project."""
        label = f"label=com.docker.compose.project={self.name}"
        kinds = (["container", "ls", "--all"], ["volume", "ls"], ["network", "ls"])
        return [line for kind in kinds for line in docker(*kind, "--quiet", "--filter", label).split()]

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--all", "--quiet", service).split()

    def all_containers(self) -> dict[str, Any]:
        """Everything of this project, by the name of the service and the number of the replica."""
        ids = docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={self.name}").split()
        found = {}
        for data in inspect(*ids):
            labels = data["Config"]["Labels"]
            number = labels["com.docker.compose.container-number"]
            # A container that `compose run` left behind has no place among the replicas.
            if labels.get("com.docker.compose.oneoff") != "True":
                found[f"{labels['com.docker.compose.service']}.{number}"] = data
        return found

    # --- Stack --------------------------------------------------------------------------------------

    def urls(self, service: str) -> list[str]:
        if not self.program.service(service)["public"]["enabled"]:
            return []
        port = str(self.program.service(service)["port"])
        replicas = self.program.service(service)["scale"]["replicas"]
        lines = [self.compose("port", "--index", str(i + 1), service, port, check=False) for i in range(replicas)]
        return [f"http://{line.strip().replace('127.0.0.1', 'localhost')}" for line in lines if line.strip()]

    def environments(self, service: str) -> list[dict[str, str]]:
        found = []
        for container in self.containers(service):
            text = docker("exec", container, "cat", "/proc/1/environ")
            found.append(dict(pair.split("=", 1) for pair in text.rstrip("\0").split("\0")))
        return found

    def run(self, store: str, words: list[str], environment: dict[str, str]) -> str:
        names = [word for name in environment for word in ("--env", name)]
        return docker("exec", *names, self.containers(store)[0], *words, environment=environment, check=False)

    def stop(self, service: str) -> Ended:
        start = time.monotonic()
        self.compose("stop", service)
        ended = time.monotonic() - start
        codes = {data["State"]["ExitCode"] for data in inspect(*self.containers(service))}
        return Ended(ended, max(codes))

    def start(self, service: str) -> None:
        self.compose("start", service)
        self.report.need(f"{service} is healthy", within(lambda: self.healthy(service), 0.3), self.logs(service))

    def healthy(self, service: str) -> bool:
        states = [data["State"] for data in inspect(*self.containers(service))]
        return all(
            state["Running"] and state.get("Health", {}).get("Status", "healthy") == "healthy" for state in states
        )

    def job(self, service: str) -> str:
        return self.compose("run", "--rm", "--no-deps", service)

    def logs(self, service: str) -> str:
        return self.compose("logs", "--no-log-prefix", service, check=False)
