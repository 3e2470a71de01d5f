"""The same stack with a pooler in front of PostgreSQL."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from e2e import changes, checks, isolation
from e2e.containers import ComposeStack, docker, inspect
from e2e.examples import Example
from e2e.faults import crash
from e2e.project import INFRACC
from e2e.report import Report, within
from e2e.stack import psql
from e2e.web import ask

#: Far fewer than the pools of the services hold.
SIZE = 3


def run(report: Report, before: ComposeStack, example: Example) -> None:
    """Services connect to PgBouncer, migrations too, and the server sees few connections whatever they do."""
    before.down()
    stack = changed(report, before)
    try:
        # The images are there: a pooler changes nothing about them.
        stack.compose("up", "-d", "--no-build", "--wait")
        isolation.order(report, stack)
        isolation.users(report, stack)
        isolation.networks(report, stack)
        checks.health(report, stack)
        checks.variables(report, stack)
        example.released_once(report, stack)
        example.chain(report, stack)
        busy(report, stack)
        resized(report, stack)
        crash(stack, "postgres-pooler")
        healthy = within(lambda: stack.healthy("postgres-pooler"), 0.5)
        count = inspect(*stack.containers("postgres-pooler"))[0]["RestartCount"]
        report.check("the pooler was killed: the engine starts it again", healthy and count == 1, count)
        report.check("and rows can be written", within(lambda: example.add_row(stack) > 0))
        ended = stack.stop("postgres-pooler")
        report.check(f"it stops by itself, code {ended.code}", ended.code == 0 and ended.seconds < 30, ended)
    finally:
        stack.down()


def changed(report: Report, before: ComposeStack) -> ComposeStack:
    """The environment compiled again from a topology with a pooler, which Railway cannot have."""
    file = before.folder / "topology.yaml"
    text, targets = re.subn(r"^targets: .*", "targets: [compose, procfile]", file.read_text(), flags=re.MULTILINE)
    text, stores = re.subn(
        r"^  postgres:.*\n", rf"\g<0>    pooler: {{ mode: transaction, size: {SIZE} }}\n", text, flags=re.MULTILINE
    )
    assert (targets, stores) == (1, 1), "the topology is not what it was"
    file.write_text(text)
    subprocess.run([INFRACC, "build", "topology.yaml"], cwd=before.folder, check=True, capture_output=True)
    return ComposeStack(report, before.example, before.program.environment)


def resized(report: Report, stack: ComposeStack) -> None:
    """Another size is in force without a restart of the pooler, and its clients stay connected."""
    before = stack.containers("postgres-pooler")
    file = stack.folder / "topology.yaml"
    file.write_text(file.read_text().replace(f"size: {SIZE} }}", f"size: {SIZE + 1} }}"))
    changes.apply(stack)
    report.equal("another size replaces no pooler", stack.containers("postgres-pooler"), before)
    user = stack.program.service("postgres")["store"]["user"]
    words = ["psql", "-h", "127.0.0.1", "-U", user, "-XAt", "-c", "SHOW CONFIG", "pgbouncer"]
    password = {"PGPASSWORD": stack.place.secrets["postgres/app_password"]}
    said = docker("exec", "--env", "PGPASSWORD", before[0], *words, environment=password)
    sizes = [line for line in said.splitlines() if line.startswith("default_pool_size|")]
    report.check("and is in force", bool(sizes) and sizes[0].split("|")[1] == str(SIZE + 1), sizes)


def busy(report: Report, stack: ComposeStack) -> None:
    """More requests at once than there are connections."""
    [url, *_] = stack.urls("backend")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask(url + "/health", timeout=60).status, range(100)))
    report.check("a hundred requests, twenty at once, are answered", set(answers) == {200}, answers)
    user = stack.program.service("postgres")["store"]["user"]
    [[count]] = psql(stack, f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{user}'", superuser=True)
    report.check(f"the server has {count} of {SIZE} connections", 0 < int(count) <= SIZE)
