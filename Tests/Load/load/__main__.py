"""`python -m load`: loads each machine's servers, prints predicted and measured, fails where a promise is broken."""

from __future__ import annotations

import argparse
import contextlib
import functools
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from . import machines, postgres, redis
from .meter import MEBIBYTE, Meter, Peak, meter

TOOLS = Path(__file__).resolve().parents[3] / ".build" / "tools"
# Below this share of the model's figure the load was too light to prove anything.
LEAST_SHARE = 0.6


class Options(NamedTuple):
    program: Path
    only: str | None
    sizes: list[int]
    has_groups: bool


class Row(NamedTuple):
    """One machine: what was predicted and measured, in MiB."""

    name: str
    limit: int
    need: int
    measured: dict[str, float]
    notes: str
    objections: list[str]

    @property
    def share(self) -> float:
        return max(self.measured.values(), default=0) / max(1, self.need)

    def line(self) -> str:
        peaks = ", ".join(f"{name} {value:.0f}" for name, value in self.measured.items())
        state = "FAILED" if self.objections else "ok"
        return f"{self.name:24} {self.limit:>6} {self.need:>6}  {peaks:52} {self.share:6.2f}  {self.notes:36} {state}"


HEADER = f"{'server':24} {'limit':>6} {'need':>6}  {'measured peak (MiB)':52} {'error':>6}  {'load':36}"


@contextlib.contextmanager
def metered(limit: int, options: Options) -> Iterator[Meter]:
    source = meter(limit * MEBIBYTE, options.has_groups)
    try:
        yield source
    except RuntimeError as error:
        if killed := source.killed():
            raise RuntimeError(f"the kernel ended {killed} processes at the limit: {error}") from error
        raise
    finally:
        source.close()


def judged(row: Row, killed: int) -> Row:
    """The row with what is wrong with its figures."""
    objections = list(row.objections)
    if killed:
        objections.append(f"the kernel ended {killed} processes at the limit of {row.limit} MiB")
    if row.share > 1:
        objections.append(f"the peak is above the model's {row.need} MiB")
    if row.share < LEAST_SHARE:
        objections.append(f"the load does not reach {LEAST_SHARE:.0%} of the model's {row.need} MiB")
    return row._replace(objections=objections)


def load_postgres(options: Options, template: Path, machine: machines.Machine, profile: str, scratch: Path) -> Row:
    build = machines.postgres_build(options.program, scratch / "build", machine, profile)
    budget = build.connections
    # One of the connections for people makes an index and watches the others.
    people = sum(item["connections"] for item in budget["besides"])
    direct = budget["overlap"] + people - 1
    measured: dict[str, float] = {}
    objections: list[str] = []
    with metered(machine.memory, options) as source:
        server = postgres.Server(build, template, scratch / "server", source)
        try:
            server.fill()
            pooler = postgres.Pooler(server, TOOLS)
            session = postgres.Session(server)
            try:
                straight = server.environment
                # Twice as many clients as the pooler opens connections: the others wait in it.
                pooled = [(2 * budget["pool"], pooler.environment), (people - 1, straight)]
                rounds = {
                    "hash joins": ([(direct, straight)], [postgres.HASH_JOIN]),
                    "with sorts": ([(direct, straight)], [postgres.HASH_JOIN, postgres.SORT]),
                    "pooled": (pooled, [postgres.HASH_JOIN]),
                }
                workers = 0
                for name, (groups, queries) in rounds.items():
                    with Peak(source, server.process.pid) as peak:
                        result = postgres.all_at_once(server, session, groups, direct, queries)
                    measured[name] = peak.mebibytes
                    objections += result.objections
                    workers = max(workers, result.workers)
            finally:
                session.close()
                pooler.stop()
            objections += postgres.one_too_many(server)
        finally:
            server.stop()
        killed = source.killed()
    work_mem = server.work_mem / MEBIBYTE
    if workers != server.parallel_workers:
        objections.append(f"{workers} parallel workers came to the peak, not {server.parallel_workers}")
    notes = f"({direct + 1} of {budget['maxConnections']} + {workers}) x {work_mem:g} x {server.multiplier:g}"
    row = Row(f"postgres {profile}, {machine.cpu:g} vCPU", machine.memory, build.need, measured, notes, objections)
    return judged(row, killed)


def load_redis(options: Options, memory: int, profile: str, version: int, scratch: Path) -> Row:
    build = machines.redis_build(options.program, scratch / "build", memory, profile, version)
    with metered(memory, options) as source:
        server = redis.Redis(build, version, TOOLS, scratch / "server", source)
        try:
            with Peak(source, server.process.pid) as filling:
                server.fill()
            with Peak(source, server.process.pid) as saving:
                writes = server.save()
        finally:
            server.stop()
        killed = source.killed()
    measured = {"filled": filling.mebibytes, "saving": saving.mebibytes}
    notes = f"{writes.keys:.0%} of {server.keys} keys, {writes.pages:.0%} of pages"
    return judged(Row(f"redis {version} {profile}", memory, build.need, measured, notes, []), killed)


def cases(options: Options, scratch: Path) -> Iterator[tuple[str, int, Callable[[Path], Row]]]:
    """Each server on each machine: its name, its memory, and what loads it in a directory of its own."""

    def is_wanted(memory: int) -> bool:
        return not options.sizes or memory in options.sizes

    if options.only != "redis":
        template = postgres.make_template(scratch / "template")
        for profile in machines.POSTGRES_PROFILES:
            for machine in machines.POSTGRES_MACHINES:
                if is_wanted(machine.memory):
                    work = functools.partial(load_postgres, options, template, machine, profile)
                    yield f"postgres {profile}", machine.memory, work
    if options.only != "postgres":
        for version in (7, 8):
            for profile in machines.REDIS_PROFILES:
                for memory in filter(is_wanted, machines.REDIS_MACHINES):
                    yield (
                        f"redis {version} {profile}",
                        memory,
                        functools.partial(load_redis, options, memory, profile, version),
                    )


def rows(options: Options, scratch: Path) -> Iterator[Row]:
    for number, (name, memory, work) in enumerate(cases(options, scratch)):
        folder = scratch / str(number)
        folder.mkdir(mode=0o755)
        try:
            yield work(folder)
        except (RuntimeError, OSError) as error:
            yield Row(name, memory, 0, {}, "", [str(error)])
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def arguments() -> Options:
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--only", choices=["postgres", "redis"])
    parser.add_argument("--sizes", type=lambda text: list(map(int, text.split(","))), default=[], help="MiB")
    parser.add_argument("--no-cgroup", action="store_true", help="sum over the processes, without a limit")
    given = parser.parse_args()
    return Options(given.program.resolve(), given.only, given.sizes, not given.no_cgroup)


def main() -> int:
    # Servers are stopped when this program is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options = arguments()
    began = time.monotonic()
    count = failed = 0
    with tempfile.TemporaryDirectory(prefix="infracc-load-") as name:
        scratch = Path(name)
        scratch.chmod(0o755)
        with metered(MEBIBYTE << 8, options) as probe:
            print(f"load: memory is measured {probe.how}", flush=True)
        print(HEADER)
        for row in rows(options, scratch):
            print(row.line(), flush=True)
            for objection in row.objections:
                print(f"  FAILED {row.name} {row.limit} MiB: {objection}", flush=True)
            count += 1
            failed += bool(row.objections)
    print(f"load: {count} machines, {failed} failed, {time.monotonic() - began:.0f} s")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
