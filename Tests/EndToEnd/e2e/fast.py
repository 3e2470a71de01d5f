"""The stack of one example in one environment as plain processes, inside a sandbox.

PostgreSQL and Redis run with the command, environment, files and health checks of the emitted compose file; the
applications by honcho with the emitted Procfile and env file, started as the Procfile's header says.

    python -m e2e.fast EXAMPLE ENVIRONMENT
"""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from e2e import checks
from e2e.examples import EXAMPLES
from e2e.program import Place
from e2e.project import BARE, HERE, Project
from e2e.registry import PORT, Registry, locks
from e2e.report import Report, Stopped, within
from e2e.stack import Ended


class ProcessStack(Project):
    """Stores and applications, as processes on this (private) machine."""

    def __init__(self, report: Report, example: str, environment: str) -> None:
        place = Place({}, host="localhost", domains=False, variables={"HOSTNAME": "127.0.0.1"})
        super().__init__(report, example, environment, place)
        self.fill_in({})
        self.services = self.model()["services"]
        self.stores: dict[str, subprocess.Popen[bytes]] = {}
        self.honcho: subprocess.Popen[bytes] | None = None
        self.log = Path("/srv/honcho.log")

    def compose_variables(self) -> None:
        """What compose would give to every container is what the topology means."""
        place = Place(self.place.secrets)
        for service in self.program.services:
            if "store" in service:
                continue
            found = self.services[service["name"]]["environment"]
            # Compose writes `$` twice, so that its output can be read again.
            found = {name: value.replace("$$", "$") for name, value in found.items() if value is not None}
            expected = self.program.variables(service["name"], place)
            # What compose adds because a proxy is in front of it.
            found.pop("FORWARDED_ALLOW_IPS", None)
            wrong = sorted(name for name in found.keys() | expected if found.get(name) != expected.get(name))
            self.report.check(f"compose gives {service['name']} {len(expected)} variables as meant", not wrong, wrong)

    # --- Stores -------------------------------------------------------------------------------------

    def start_stores(self) -> None:
        names = " ".join(self.services)
        # A container's own name is not its loopback either.
        Path("/etc/hosts").write_text(f"127.0.0.1 localhost {names}\n127.0.1.1 {socket.gethostname()}\n")
        for store in self.program.stores:
            for name, condition in self.services[store["name"]].get("depends_on", {}).items():
                if condition["condition"] == "service_completed_successfully":
                    self.prepare(name)
                    subprocess.run(self.words(name), env=self.surroundings(name), check=True, capture_output=True)
            self.prepare(store["name"])
            self.start(store["name"])

    def prepare(self, name: str) -> None:
        """The files and folders that compose would mount."""
        for volume in self.services[name].get("volumes", []):
            target = Path(volume["target"])
            if volume["type"] == "bind":
                target.parent.mkdir(parents=True, exist_ok=True)
                # Stores share the directory here; the names of their files differ.
                if Path(volume["source"]).is_dir():
                    shutil.copytree(volume["source"], target, dirs_exist_ok=True)
                else:
                    shutil.copyfile(volume["source"], target)
            else:
                target.mkdir(parents=True, exist_ok=True)
        for target in self.services[name].get("tmpfs", []):
            Path(target.partition(":")[0]).mkdir(parents=True, exist_ok=True)
        # What such an image has at its root, as programs without a shell are.
        for file in (self.image(name) / "root").glob("*"):
            shutil.copy(file, "/")
        ids = {secret["env"]: secret["id"] for secret in self.program.secrets}
        for secret in self.services[name].get("secrets", []):
            file = Path("/run/secrets", secret["source"])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.place.secrets[ids[secret["source"]]])

    def image(self, name: str) -> Path:
        """The folder with what is started in place of a public image: its last name, without the tag."""
        image = str(self.services[name]["image"])
        return HERE / "images" / image.partition(":")[0].rpartition("/")[2]

    def words(self, name: str) -> list[str]:
        model = self.services[name]
        usual = ["docker-entrypoint.sh"] if (self.image(name) / "docker-entrypoint.sh").exists() else []
        entrypoint = model.get("entrypoint") or usual
        if model.get("command") is None:
            # Both are the image's own: the engine knows them, because platforms ask for them in one.
            return [str(word) for word in self.program.service(name)["store"]["container"]["entrypoint"]]
        return [word.replace("$$", "$") for word in [*entrypoint, *model["command"]]]

    def surroundings(self, name: str) -> dict[str, str]:
        path = f"{self.image(name)}:/usr/lib/postgresql/15/bin:{BARE['PATH']}"
        given = self.services[name].get("environment") or {}
        # A process has no host name of its own, which some servers name their data after.
        own = next((service for service in self.program.services if service["name"] == name), {})
        node = own.get("store", {}).get("container", {}).get("hostNameVariable")
        given = given | ({node["name"]: node["value"]["v"]} if node else {})
        return BARE | {"PATH": path, "PGDATA": "/var/lib/postgresql/data"} | given

    def start(self, service: str) -> None:
        folder = "/data" if self.services[service]["image"].startswith("redis") else "/"
        with open(f"/srv/{service}.log", "ab") as log:
            process = subprocess.Popen(
                self.words(service),
                cwd=folder,
                env=self.surroundings(service),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.stores[service] = process
        kind, *test = self.services[service]["healthcheck"]["test"]
        test = [word.replace("$$", "$") for word in test]
        words = test if kind == "CMD" else ["sh", "-c", *test]
        healthy = within(
            lambda: subprocess.run(words, env=self.surroundings(service), capture_output=True).returncode == 0
        )
        self.report.need(f"{service} is healthy", healthy, Path(f"/srv/{service}.log").read_text()[-2000:])

    def stop(self, service: str) -> Ended:
        process = self.stores.pop(service)
        start = time.monotonic()
        # The image of postgres asks for a fast shutdown (SIGINT), redis saves on SIGTERM.
        process.send_signal(signal.SIGINT if self.services[service]["image"].startswith("postgres") else signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        return Ended(time.monotonic() - start, process.returncode)

    def run(self, store: str, words: list[str], environment: dict[str, str]) -> str:
        given = BARE | {"PATH": self.surroundings(store)["PATH"]} | environment
        done = subprocess.run(words, env=given, capture_output=True, text=True, timeout=30)
        return done.stdout + done.stderr

    # --- Applications -------------------------------------------------------------------------------

    def commands(self) -> list[list[str]]:
        """The commands of the Procfile's header: the release, all the others, and what builds."""
        text = (self.infra / "procfile/Procfile").read_text()
        return [shlex.split(line[1:]) for line in text.splitlines() if line.startswith("#   honcho ")]

    def build(self) -> None:
        """The commands of the Procfile's header that build, with the stand-in for npm's registry."""
        environment = BARE | {"npm_config_registry": f"http://127.0.0.1:{PORT}/", "npm_config_update_notifier": "false"}
        built = [service for service in self.program.processes if service.get("localBuild")]
        builds = [words for words in self.commands() if "run" in words]
        # What the machine of a developer has besides: the package manager.
        Path("/usr/local/bin/pnpm").symlink_to(HERE / "packages/pnpm/pnpm.js")
        for service, words in zip(built, builds, strict=True):
            [lock] = locks(self.folder / service["build"]["root"])
            with Registry(lock):
                subprocess.run(words, cwd=self.folder, env=environment, check=True, capture_output=True)

    def release(self) -> None:
        done = subprocess.run(self.commands()[0], cwd=self.folder, env=self.bare, capture_output=True, text=True)
        self.report.need(
            "the release command succeeds", done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        )

    def start_applications(self) -> None:
        with self.log.open("ab") as log:
            self.honcho = subprocess.Popen(self.commands()[1], cwd=self.folder, env=self.bare, stdout=log, stderr=log)

    def stop_applications(self) -> Ended:
        assert self.honcho
        start = time.monotonic()
        self.honcho.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.honcho.wait(40)
        return Ended(time.monotonic() - start, self.honcho.returncode)

    def urls(self, service: str) -> list[str]:
        return [f"http://localhost:{self.program.service(service)['port']}"]

    def environments(self, service: str) -> list[dict[str, str]]:
        """honcho has a process of its own for each that it starts, in the order of the Procfile: the topology's."""
        assert self.honcho
        order = [process["name"] for process in self.program.processes]
        started = [pid for child in sorted(children(self.honcho.pid)) for pid in children(child)]
        pid = started[order.index(service)]
        pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().rstrip("\0").split("\0")
        return [dict(pair.split("=", 1) for pair in pairs)]

    def job(self, service: str) -> str:
        """The command of the Procfile's comment, as a scheduler of this machine would run it."""
        text = (self.infra / "procfile/Procfile").read_text()
        found = re.search(rf"^# {service} is not started here, it runs at .*?\): (.*)$", text, re.MULTILINE)
        assert found, f"no command for {service}"
        words = ["honcho", "-e", str(self.infra / "procfile/.env"), "run", "sh", "-c", found[1]]
        done = subprocess.run(words, cwd=self.folder, env=self.bare, check=True, capture_output=True, text=True)
        return done.stdout

    def logs(self, service: str) -> str:
        file = Path(f"/srv/{service}.log")
        return (file if file.exists() else self.log).read_text()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def main(name: str, environment: str) -> int:
    report = Report(f"{name} {environment}")
    example = EXAMPLES[name]
    with suppress(Stopped):
        stack = ProcessStack(report, name, environment)
        stack.compose_variables()
        stack.start_stores()
        stack.build()
        stack.release()
        example.released(report, stack)
        stack.start_applications()
        checks.health(report, stack)
        checks.variables(report, stack)
        checks.postgres_settings(report, stack)
        checks.redis_settings(report, stack)
        example.cors(report, stack)
        example.chain(report, stack)
        example.released_once(report, stack)
        checks.outages(report, stack, example.spared)
        ended = stack.stop_applications()
        report.check("honcho ends all processes within 5 s", ended.seconds < 5, ended)
    report.line(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
