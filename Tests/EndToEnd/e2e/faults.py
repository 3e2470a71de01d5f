"""Rows that must survive, and faults that the stack must."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from e2e.containers import ComposeStack, docker, inspect
from e2e.examples import Example
from e2e.isolation import wait_healthy
from e2e.report import Report, within
from e2e.stack import psql, redis
from e2e.web import ask


def recreation(report: Report, stack: ComposeStack, example: Example) -> None:
    """Rows outlive a restart of the containers, and that they are removed and made anew."""
    example.add_row(stack)
    before = example.rows(stack)
    stack.compose("restart")
    wait_healthy(report, stack, "after restart")
    report.check(f"{len(before)} rows outlive a restart", example.rows(stack) == before and len(before) > 0)
    stack.compose("down")
    stack.up()
    report.check(f"{len(before)} rows outlive down and up", example.rows(stack) == before)


def crash(stack: ComposeStack, service: str) -> None:
    """Ends the main process of the first replica from outside, as the kernel does when memory runs out."""
    os.kill(stack.all_containers()[f"{service}.1"]["State"]["Pid"], signal.SIGKILL)


def crashes(report: Report, stack: ComposeStack, example: Example) -> None:
    """A store or a replica that dies comes back by itself, with what the topology promises."""
    for store in stack.program.stores:
        example.add_row(stack)
        before = example.rows(stack)
        crash(stack, store["name"])
        wait_healthy(report, stack, f"{store['name']} was killed")
        count = inspect(*stack.containers(store["name"]))[0]["RestartCount"]
        report.check(f"{store['name']} was started again by the engine", count == 1, count)
        report.check("no row is lost", example.rows(stack) == before)
        report.check("and rows can be written", within(lambda: example.add_row(stack) > 0))
    replicas = len(stack.containers(example.api))
    if replicas > 1:
        url = stack.urls(example.api)[1] + stack.program.service(example.api)["health"]["path"]
        crash(stack, example.api)
        answer = ask(url)
        said = f"{url}: {answer.status} {answer.body[:200]}"
        report.check(f"one replica of {example.api} was killed: the others answer", answer.status == 200, said)
        wait_healthy(report, stack, f"a replica of {example.api} was killed")


def full_cache(report: Report, stack: ComposeStack, example: Example) -> None:
    """Redis gets more than maxmemory: old keys give way, nothing else happens."""
    before = inspect(*stack.containers("redis"))[0]["RestartCount"]
    maxmemory = int(redis(stack, "CONFIG", "GET", "maxmemory")[1])
    value, count = 1 << 20, 2 * maxmemory // (1 << 20)
    keeps = redis(stack, "CONFIG", "GET", "maxmemory-policy")[1].startswith("volatile-")
    redis(stack, "SET", "without-end", "here")
    script = "for i = 1, tonumber(ARGV[1]) do redis.call('SET', 'fill:' .. i .. ':' .. ARGV[3], string.rep('x', tonumber(ARGV[2])), 'EX', 600) end"
    for part in range(count // 16):
        redis(stack, "EVAL", script, "0", "16", str(value), str(part))
    info = dict(line.split(":", 1) for line in redis(stack, "INFO") if ":" in line)
    used, evicted = int(info["used_memory"]), int(info["evicted_keys"])
    report.check(f"twice maxmemory was written: {evicted} keys gave way", evicted > 0)
    if keeps:
        report.equal("what has no time to live stays", redis(stack, "GET", "without-end"), ["here"])
    report.check("redis stays near maxmemory", used < maxmemory * 1.1, f"{used} of {maxmemory}")
    state = inspect(*stack.containers("redis"))[0]
    report.check("redis was not killed", state["RestartCount"] == before and not state["State"]["OOMKilled"])
    report.check("rows can be written", within(lambda: example.add_row(stack) > 0))
    wait_healthy(report, stack, "redis is full")


@contextmanager
def small_volume(stack: ComposeStack, mebibytes: int) -> Iterator[Path]:
    """While it lasts, the volume of PostgreSQL is a small disk of its own."""
    disk = Path("/srv/small-disk")
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", disk], check=True)
    override = Path("/srv/small-disk.yml")
    options = f"{{ type: none, o: bind, device: {disk} }}"
    override.write_text(f"volumes: {{ postgres-data: {{ driver: local, driver_opts: {options} }} }}\n")
    stack.down()
    stack.files.append(str(override))
    try:
        yield disk
    finally:
        stack.down()
        stack.files.remove(str(override))
        subprocess.run(["umount", disk], check=True)


def full_disk(report: Report, stack: ComposeStack, example: Example) -> None:
    """PostgreSQL's volume runs full, and is given room again: what was acknowledged is there."""
    with small_volume(stack, 160) as disk:
        stack.up()
        before = {example.add_row(stack) for _ in range(3)}
        report.check("rows are written on a small volume", 0 not in before)
        # The ballast is a file of somebody else; the server then fills the rest, up to its log.
        with (disk / "ballast").open("wb") as ballast:
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            ballast.write(b"\0" * (free - (2 << 20)))
        sql = "CREATE TABLE junk AS SELECT repeat(md5(i::text), 32) AS t FROM generate_series(1, 400000) AS i"
        said = "".join(map(str, psql(stack, sql)))
        report.check(
            "a full volume is an error of the statement",
            "No space left" in said or "server closed" in said,
            said[-300:],
        )
        failed = example.add_row(stack)
        if failed:
            before.add(failed)
        (disk / "ballast").unlink()
        wait_healthy(report, stack, "the volume has room again")
        report.check("no row is lost", before <= example.rows(stack))
        report.check("rows can be written again", within(lambda: example.add_row(stack) > 0))


def update(report: Report, stack: ComposeStack, example: Example) -> None:
    """A new version with a migration replaces the old one under load, within the budget of connections."""
    new_version(stack, example)
    budget = stack.program.budget("postgres")
    user = stack.program.service("postgres")["store"]["user"]
    answers: Counter[int] = Counter()
    connections: list[int] = []
    stop = threading.Event()

    def load(url: str) -> None:
        # Each pauses twice as long as it waited, and at least 100 ms: enough for pools to fill, while a slow machine can
        # still start replicas beside it.
        while not stop.is_set():
            began = time.monotonic()
            answers[ask(url + "/health", timeout=5).status] += 1
            time.sleep(max(0.1, 2 * (time.monotonic() - began)))

    def watch() -> None:
        sql = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{user}'"
        while not stop.is_set():
            found = psql(stack, sql, superuser=True)
            connections.append(int(found[0][0]) if found and found[0][0].isdecimal() else 0)
            time.sleep(1)  # pools keep what they have opened: none is missed

    threads = [threading.Thread(target=load, args=(url,)) for url in stack.urls("backend") for _ in range(4)]
    threads.append(threading.Thread(target=watch))
    for thread in threads:
        thread.start()
    time.sleep(2)
    start = time.monotonic()
    try:
        # The commands of the emitted file's header.
        stack.compose("build")
        stack.compose("run", "--rm", "backend-release")
        with overlap(report, stack) as urls:
            both = [threading.Thread(target=load, args=(url,)) for url in urls for _ in range(4)]
            for thread in both:
                thread.start()
            threads += both
            time.sleep(5)
            report.line(f"old and new replicas together: at most {max(connections)} connections")
        stack.compose("up", "-d", "--no-build", "--wait")
    finally:
        took = time.monotonic() - start
        time.sleep(1)
        stop.set()
        for thread in threads:
            thread.join()
    most = max(connections)
    report.line(f"the update took {took:.1f} s; answers by status: {dict(answers)}; at most {most} connections")
    report.check(f"connections stay within twice the budget of {budget['used']}", 0 < most <= 2 * budget["used"])
    report.check(f"and below the server's {budget['available']}", most <= budget["available"])
    report.equal(
        "the migration of the new version ran once", psql(stack, "SELECT version_num FROM alembic_version"), [["0002"]]
    )
    report.check("the new version writes its column", example.add_row(stack) > 0)
    wait_healthy(report, stack, "after the update")


@contextmanager
def overlap(report: Report, stack: ComposeStack) -> Iterator[list[str]]:
    """While it lasts, as many replicas of the new version run beside the old ones, as on platforms that roll."""
    port = stack.program.service("backend")["port"]
    publish = [f"127.0.0.1:{20_000 + number}" for number in range(len(stack.containers("backend")))]
    words = ("run", "--detach", "--no-deps")
    containers = [stack.compose(*words, "--publish", f"{place}:{port}", "backend").strip() for place in publish]
    urls = [f"http://{place}" for place in publish]
    try:
        served = within(lambda: all(ask(url + "/health").status == 200 for url in urls))
        report.check(f"{len(urls)} replicas of the new version serve beside the old ones", served)
        yield urls
    finally:
        docker("stop", *containers)
        docker("rm", *containers)


def new_version(stack: ComposeStack, example: Example) -> None:
    """Another migration in the copy of the example's sources."""
    [first] = stack.folder.rglob("versions/0001_*.py")
    (first.parent / "0002_note.py").write_text(
        f'''"""A column that the first version does not know."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("{example.table}", sa.Column("note", sa.String(80)))


def downgrade() -> None:
    op.drop_column("{example.table}", "note")
'''
    )


def backup(report: Report, stack: ComposeStack, example: Example) -> None:
    """Where the topology asks for backups: one is made, and the rows come back from it with the emitted command."""
    for name, service in stack.model()["services"].items():
        if not name.endswith("-backup"):
            continue
        example.add_row(stack)
        before = example.rows(stack)
        said = stack.compose("exec", "-T", name, "/bin/sh", "/usr/local/bin/backup", "once")
        report.check("a backup is made", "backup: /" in said, said)
        file = Path(said.split()[1].rstrip(","))
        example.forget(stack)
        [script] = [volume["source"] for volume in service["volumes"] if volume["target"] == "/usr/local/bin/backup"]
        # It begins behind the word and goes on in the comment's next line.
        found = re.search(r"^# Restore: (.*\n)#(.*)$", Path(script).read_text(), re.MULTILINE)
        assert found, f"{script} has no command that restores"
        done = stack.shell((found[1] + found[2]).replace("/FILE", f"/{file.name}"))
        report.check("it is restored without an error", done.returncode == 0 and not done.stderr, done.stderr[-500:])
        report.check(f"{len(before)} rows are back", example.rows(stack) == before and len(before) > 0)
        report.check("and the services go on", within(lambda: example.add_row(stack) > 0))
