"""A changed topology, compiled again: a plain `docker compose up` brings it into what runs."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from e2e import checks
from e2e.containers import ComposeStack, inspect
from e2e.program import Program
from e2e.project import INFRACC
from e2e.report import Report, within
from e2e.stack import psql, redis


def fewer(found: re.Match[str]) -> str:
    return f"max_connections: {int(found[1]) - 1}"


#: What changes, the pattern in the topology, its replacement, and which stores are replaced by it.
CHANGES: list[tuple[str, str, str | Callable[[re.Match[str]], str], set[str]]] = [
    ("work_mem", r"work_mem: 2MiB", "work_mem: 1MiB", set()),
    ("statement_timeout", r"statement_timeout: 25s", "statement_timeout: 20s", set()),
    ("max_connections", r"max_connections: (\d+)", fewer, {"postgres"}),
    ("policy", r"policy: allkeys-lru", "policy: allkeys-lfu", set()),
    # Another start command: it takes care that redis does not start empty.
    ("appendonly", r"(policy: allkeys-lfu)", r"\1\n      appendonly: true", {"redis"}),
    ("databases", r"(policy: allkeys-lfu)", r"\1\n      databases: 4", {"redis"}),
]


def ids(stack: ComposeStack) -> dict[str, str]:
    """The containers that keep running, by name."""
    containers = stack.all_containers()
    return {
        name: data["Id"] for name, data in containers.items() if data["HostConfig"]["RestartPolicy"]["Name"] != "no"
    }


def replaced(stack: ComposeStack, before: dict[str, str]) -> set[str]:
    """The services with another container than before."""
    return {name.split(".")[0] for name, container in ids(stack).items() if before.get(name) != container}


def run(report: Report, stack: ComposeStack) -> None:
    """Each kind of change is looked for on the running server; what need not be replaced is not."""
    topology = stack.folder / "topology.yaml"
    original = topology.read_text()
    redis(stack, "SET", "kept", "here")
    for name, pattern, replacement, expected in CHANGES:
        text, count = re.subn(pattern, replacement, topology.read_text())
        if not count:
            continue
        former = stack.folder / "former.yaml"
        former.write_text(topology.read_text())
        topology.write_text(text)
        told = announced(stack, former)
        before = ids(stack)
        apply(stack)
        stores = {store["name"] for store in stack.program.stores}
        found = replaced(stack, before)
        report.equal(f"{name}: replaced stores", found & stores, expected)
        report.equal(f"{name}: `diff` said what is replaced", told & stores, found & stores)
        report.equal(f"{name}: what was in redis is there", redis(stack, "GET", "kept"), ["here"])
        checks.postgres_settings(report, stack)
        checks.redis_settings(report, stack)
    passwords(report, stack)
    comments(report, stack)
    planted(report, stack)
    topology.write_text(original)
    apply(stack)
    checks.redis_settings(report, stack)


def announced(stack: ComposeStack, former: Path) -> set[str]:
    """The services that are replaced by what `infracc diff` says of the change."""
    words = [str(INFRACC), "diff", former.name, "topology.yaml", "-e", stack.program.environment, "-t", "compose"]
    done = subprocess.run([*words, "--format", "json"], cwd=stack.folder, capture_output=True, text=True)
    stack.report.need("the change is compared", done.returncode == 0, done.stderr)
    rows = json.loads(done.stdout)["environments"][0]["consequences"]
    return {row["service"] for row in rows if row["class"] in {"restart", "rebuild"}}


def apply(stack: ComposeStack) -> None:
    """Compiles, and does what the header of the compose file calls applying a change."""
    words = [str(INFRACC), "build", "topology.yaml"]
    done = subprocess.run(words, cwd=stack.folder, capture_output=True, text=True)
    stack.report.need("the changed topology is compiled", done.returncode == 0, done.stdout + done.stderr)
    stack.program = Program.load(INFRACC, stack.folder, stack.program.environment)
    stack.compose("up", "-d", "--no-build", "--wait")


def passwords(report: Report, stack: ComposeStack) -> None:
    """Another password of the role: what logs in with it is replaced, the server that has it already is not."""
    store = next(store for store in stack.program.stores if store["type"] == "postgres")
    secret = next(secret for secret in stack.program.secrets if secret["id"] == f"{store['name']}/app_password")
    file = stack.infra / "compose/.env"
    old, new = stack.place.secrets[secret["id"]], token_hex(12)
    before = ids(stack)
    start = inspect(*stack.containers(store["name"]))[0]["State"]["StartedAt"]
    psql(stack, f"ALTER ROLE \"{store['store']['user']}\" PASSWORD '{new}'", superuser=True)
    rewrite(file, file.read_text().replace(f"'{old}'", f"'{new}'"))
    stack.place.secrets[secret["id"]] = new
    stack.compose("up", "-d", "--no-build", "--wait")
    found = replaced(stack, before)
    report.check("another password: the services are replaced", bool(found - {store["name"]}))
    report.check("and the server is not", store["name"] not in found)
    report.equal("they log in", psql(stack, "SELECT 1"), [["1"]])
    report.equal("the server ran on", inspect(*stack.containers(store["name"]))[0]["State"]["StartedAt"], start)
    shown = inspect(*stack.containers(store["name"]))[0]["Config"]["Env"]
    there = [pair.partition("=")[0] for pair in shown if pair.partition("=")[2] in stack.place.secrets.values()]
    report.equal("no variable of the server holds a secret", there, [])


def comments(report: Report, stack: ComposeStack) -> None:
    """Comments are no part of what runs."""
    before = ids(stack)
    paths = [*stack.infra.rglob("*.conf"), *stack.infra.rglob("*.ini"), stack.infra / "compose/docker-compose.yml"]
    texts = {path: path.read_text() for path in paths}
    for path, text in texts.items():
        rewrite(path, text + f"{';' if path.suffix == '.ini' else '#'} another comment\n")
    stack.compose("up", "-d", "--no-build", "--wait")
    report.equal(f"another comment in {len(paths)} files replaces nothing", replaced(stack, before), set())
    for path, text in texts.items():
        rewrite(path, text)


def planted(report: Report, stack: ComposeStack) -> None:
    """A setting that needs a restart and is in no label: `up` says so instead of leaving the old value in silence."""
    file = stack.infra / "postgres/postgres/postgresql.conf"
    text = file.read_text()
    rewrite(file, re.sub(r"^max_connections = \d+", "max_connections = 77", text, flags=re.MULTILINE))
    refused = ""
    try:
        stack.compose("up", "-d", "--no-build", "--wait")
    except RuntimeError as reason:
        refused = str(reason)
    said = stack.logs("postgres-settings")
    report.check("a forgotten restart stops `up`", "postgres-settings" in refused, refused[-300:])
    report.check("and the name is in the log", "waits for a restart: max_connections" in said, said[-500:])
    rewrite(file, text)
    stack.compose("up", "-d", "--no-build", "--wait")
    report.check("with the old file all starts", within(lambda: stack.healthy("postgres")))


def rewrite(file: Path, text: str) -> None:
    """As infracc does it: another file under the same name."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.chmod(file.stat().st_mode)
    new.rename(file)
