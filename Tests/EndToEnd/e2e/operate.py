"""A stack in the hands of its operators: deployed, updated, taken back, destroyed and restored by the emitted scripts alone."""

from __future__ import annotations

import subprocess
import threading
import time
from collections import Counter

from e2e.containers import ENGINE, ComposeStack, docker, inspect
from e2e.examples import Example
from e2e.project import BARE
from e2e.report import Report
from e2e.web import ask

Done = subprocess.CompletedProcess[str]


def addresses(stack: ComposeStack) -> list[str]:
    """Where the public services answer on this machine, as the scripts must be told; asked for while they run."""
    found = {service["name"]: stack.urls(service["name"]) for service in stack.program.processes}
    return [word for name, urls in found.items() if urls for word in ("--base", f"{name}={urls[0]}")]


def script(stack: ComposeStack, name: str, *words: str) -> Done:
    """Runs an emitted script. Standard input is no terminal."""
    override = {"COMPOSE_FILE": ":".join(stack.files)}
    return subprocess.run(
        ["/bin/sh", str(stack.infra / "scripts/compose" / name), *words],
        cwd="/",
        env=BARE | ENGINE | override,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
    )


def name_images(stack: ComposeStack, tag: str) -> None:
    """Gives what was built the tag of a version: with the environment in it where addresses are baked in, else without."""
    environment = stack.program.environment
    for service in stack.program.processes:
        name = f"{stack.example}-{service['name']}"
        for new in (tag, f"{environment}-{tag}"):
            docker("tag", f"{name}:{environment}", f"{name}:{new}")


def versions(stack: ComposeStack) -> set[str]:
    """The tags of the images that services with code run."""
    code = {service["name"] for service in stack.program.processes}
    running = {
        name: data["Config"]["Image"]
        for name, data in stack.all_containers().items()
        if name.split(".")[0] in code and data["State"]["Running"]
    }
    return {image.rsplit(":", 1)[1].rsplit("-", 1)[-1] for image in running.values()}


def run(report: Report, stack: ComposeStack, example: Example, bases: list[str]) -> None:
    for tag in ["v1", "v2"]:
        name_images(stack, tag)
    deploy = ["--yes", "--built", *bases]

    def succeeds(what: str, done: Done) -> str:
        report.need(what, done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:])
        return done.stdout

    succeeds("deploy.sh starts v1 and looks from outside", script(stack, "deploy.sh", "--tag", "v1", *deploy))
    report.equal("v1 runs", versions(stack), {"v1"})
    before = {example.add_row(stack) for _ in range(3)} | example.rows(stack)

    with Load(stack.urls("backend")[0] + "/health") as load:
        said = succeeds("deploy.sh replaces it by v2 under load", script(stack, "deploy.sh", "--tag", "v2", *deploy))
    report.equal("v2 runs", versions(stack), {"v2"})
    report.check("requests were answered before and after", load.answers[200] > 10, dict(load.answers))
    dump = next((line.split()[1].rstrip(",") for line in said.splitlines() if line.startswith("backup: /")), "")
    report.need("a dump was made before the migrations", dump != "", said[-800:])

    broken(report, stack, deploy)
    back = script(stack, "rollback.sh", "--yes", *bases)
    report.check("rollback.sh brings v1 back", back.returncode == 0 and versions(stack) == {"v1"}, back.stderr[-800:])

    stack.compose("rm", "--stop", "--force", "postgres")
    docker("volume", "rm", f"{stack.name}_postgres-data")
    succeeds(
        "deploy.sh starts with an empty database", script(stack, "deploy.sh", "--tag", "v2", "--no-backup", *deploy)
    )
    report.equal("nothing is in it", example.rows(stack), set())
    database = stack.program.service("postgres")["store"]["database"]
    words = [dump.rsplit("/", 1)[1], "--into", database, "--yes"]
    succeeds("restore.sh brings the dump back", script(stack, "restore.sh", *words))
    report.check(f"{len(before)} rows are back", example.rows(stack) == before and len(before) > 2)
    rotated(report, stack, example)
    succeeds("down.sh stops the services", script(stack, "down.sh", "--yes"))
    report.equal("no code runs", versions(stack), set())
    report.check("the stores do", stack.healthy("postgres"))


def broken(report: Report, stack: ComposeStack, deploy: list[str]) -> None:
    """An image that cannot run its command never serves."""
    name_images(stack, "v3")
    docker("tag", "redis:7-bookworm", f"{stack.example}-backend:v3")
    before = {name: data["Id"] for name, data in stack.all_containers().items() if data["State"]["Running"]}
    failed = script(stack, "deploy.sh", "--tag", "v3", "--no-backup", *deploy)
    after = {name: data["Id"] for name, data in stack.all_containers().items() if data["State"]["Running"]}
    report.check("a broken version ends deploy.sh with 1", failed.returncode == 1, failed.stdout[-800:])
    report.check("and what served serves on, untouched", before == after and versions(stack) == {"v2"})


def rotated(report: Report, stack: ComposeStack, example: Example) -> None:
    """Another password of the role, without an operator who knows SQL."""
    secret = next(secret for secret in stack.program.secrets if secret["id"] == "postgres/app_password")
    server = inspect(*stack.containers("postgres"))[0]["State"]["StartedAt"]
    done = script(stack, "rotate-secret.sh", secret["env"], "--yes")
    text = (stack.infra / "compose/.env").read_text()
    value = next(line for line in text.splitlines() if line.startswith(secret["env"] + "=")).split("'")[1]
    report.check("rotate-secret.sh changes the password", done.returncode == 0, done.stderr[-800:])
    report.check("to another one", value != stack.place.secrets[secret["id"]])
    report.check("which it does not print", value not in done.stdout + done.stderr)
    stack.place.secrets[secret["id"]] = value
    report.check("the services log in with it", example.add_row(stack) > 0)
    report.equal("the server ran on", inspect(*stack.containers("postgres"))[0]["State"]["StartedAt"], server)


class Load:
    """Requests, one after another, while something happens."""

    def __init__(self, url: str) -> None:
        self.answers: Counter[int] = Counter()
        self.url = url
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.send)

    def send(self) -> None:
        while not self.stop.is_set():
            self.answers[ask(self.url, timeout=5).status] += 1
            time.sleep(0.1)

    def __enter__(self) -> Load:
        self.thread.start()
        time.sleep(2)
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(2)
        self.stop.set()
        self.thread.join()
