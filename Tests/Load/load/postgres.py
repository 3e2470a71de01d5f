"""PostgreSQL and PgBouncer with the emitted configuration, and the load that needs all the memory it may."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]

from .machines import Build
from .meter import Meter

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "of no other server"
PATIENCE = 120
# What a server must hold of one row of `build`: the text, and what a hash table and a sort keep beside it.
TEXT_BYTES = 1900
ROW_BYTES = TEXT_BYTES + 70
# A hash table a little smaller than allowed stays in memory whole; a larger one goes to disk in parts.
FILLING = 0.93

SETUP = """
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE UNLOGGED TABLE build (k int, pad text);
ALTER TABLE build ALTER pad SET STORAGE PLAIN;
INSERT INTO build SELECT k, rpad(md5(k::text), {text}, 'x') FROM generate_series(1, {rows}) k;
CREATE UNLOGGED TABLE probe (k int);
INSERT INTO probe SELECT 1 + g % {rows} FROM generate_series(1, {rows} * 3 / 2) g;
CREATE UNLOGGED TABLE filler (t text);
ALTER TABLE filler ALTER t SET STORAGE PLAIN;
INSERT INTO filler SELECT repeat('x', 7900) FROM generate_series(1, {pages});
GRANT SELECT ON build, probe, filler TO app;
ANALYZE;
"""

# Who has built its hash table or sorted waits at the lock, so that all hold their memory at once.
ONE_SESSION = """
\\set ON_ERROR_STOP on
BEGIN;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT count(*) FROM filler;
SET LOCAL max_parallel_workers_per_gather TO DEFAULT;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_nestloop = off;
SET LOCAL enable_parallel_hash = off;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT 'done', count(l), max(length(pad)) FROM ({query} OFFSET 0) s;
COMMIT;
"""
LOCK = 7
HASH_JOIN = f"""
SELECT pg_advisory_xact_lock_shared({LOCK}) AS l, b.pad FROM probe p JOIN build b ON b.k = p.k
WHERE (p.k + b.k) % 10 = 0
"""
AT_LOCK = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
WORKERS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'parallel worker'"
SORT = f"SELECT pg_advisory_xact_lock_shared({LOCK}) AS l, pad FROM build ORDER BY pad DESC"


def as_server(words: Sequence[str]) -> list[str]:
    """Servers refuse to run as root."""
    drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    return [*drop, *words]


def give(path: Path) -> None:
    """Lets the server's user have a directory."""
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "postgres", str(path)], check=True)


def make_template(folder: Path) -> Path:
    """A fresh cluster to copy from."""
    folder.mkdir()
    (folder / "password").write_text(PASSWORD + "\n")
    give(folder)
    words = [str(PROGRAMS / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "scram-sha-256"]
    words += ["--pwfile", str(folder / "password"), "--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run(as_server(words), check=True, stdout=subprocess.DEVNULL, cwd=folder)
    return folder / "data"


def stop(process: subprocess.Popen[Any], number: int = signal.SIGTERM) -> None:
    """Ends a process that was started here."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)


def wait_for(process: subprocess.Popen[Any], log: Path, is_ready: Callable[[], bool]) -> None:
    """Waits until a server that was started here is ready, and ends it when it is not within a minute."""
    end = time.monotonic() + 60
    while not is_ready():
        if process.poll() is not None or time.monotonic() > end:
            stop(process, signal.SIGQUIT)
            raise RuntimeError(f"the server did not start: {log.read_text()}")
        time.sleep(0.05)


class Session:
    """A superuser's psql that stays connected."""

    def __init__(self, server: Server) -> None:
        self.process = subprocess.Popen(
            server.psql("postgres", "app"), env=server.environment, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, sql: str) -> list[str]:
        """The rows; raises what the server says."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{sql};\n\\echo :ERROR end\n")
        self.process.stdin.flush()
        lines: list[str] = []
        for line in self.process.stdout:
            if line.endswith(" end\n"):
                if line.startswith("true"):
                    raise RuntimeError("\n".join(lines))
                return lines
            lines.append(line.rstrip("\n"))
        raise RuntimeError("the server closed the connection: " + "\n".join(lines))

    def close(self) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait(30)


class Server:
    """A PostgreSQL with the emitted postgresql.conf, on a socket."""

    def __init__(self, build: Build, template: Path, folder: Path, meter: Meter) -> None:
        self.build = build
        self.folder = folder
        self.data = folder / "data"
        self.work_mem = self.parallel_workers = 0
        self.multiplier = 1.0
        folder.mkdir()
        subprocess.run(["cp", "-a", str(template), str(self.data)], check=True)
        emitted = build.file("postgresql.conf").read_text()
        (folder / "postgresql.conf").write_text(emitted.replace("/var/lib/postgresql/data", str(self.data)))
        give(folder)
        words = [str(PROGRAMS / "postgres"), "-D", str(self.data), "-c", f"config_file={folder}/postgresql.conf"]
        for setting in [
            f"hba_file={self.data}/pg_hba.conf", f"ident_file={self.data}/pg_ident.conf", "fsync=off",
            f"unix_socket_directories={folder}", "listen_addresses=",
        ]:  # fmt: skip
            words += ["-c", setting]
        log = folder / "log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(meter.command(as_server(words)), stdout=output, stderr=output, cwd=folder)
        self.environment = {"PATH": "/usr/bin:/bin", "PGPASSWORD": PASSWORD, "PGHOST": str(folder), "LANG": "C.UTF-8"}
        ready = [str(PROGRAMS / "pg_isready"), "-q"]
        wait_for(self.process, log, lambda: not subprocess.run(ready, env=self.environment, check=False).returncode)

    def psql(self, user: str, database: str) -> list[str]:
        return [str(PROGRAMS / "psql"), "-X", "-q", "-A", "-t", "-U", user, "-d", database]

    def superuser(self, sql: str, database: str = "app") -> str:
        words = [*self.psql("postgres", database), "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(words, env=self.environment, input=sql, text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def size(self, setting: str) -> int:
        return int(self.superuser(f"SELECT pg_size_bytes(current_setting('{setting}'))", "postgres"))

    def fill(self) -> None:
        """Makes tables with which each query needs `work_mem` whole, and that fill the shared buffers."""
        self.multiplier = float(self.superuser("SHOW hash_mem_multiplier", "postgres"))
        self.work_mem = self.size("work_mem")
        if self.superuser("SHOW max_parallel_workers_per_gather", "postgres") != "0":
            self.parallel_workers = int(self.superuser("SHOW max_parallel_workers", "postgres"))
        rows = int(self.work_mem * self.multiplier * FILLING / ROW_BYTES)
        pages = int(self.size("shared_buffers") * FILLING / 8192)
        self.superuser(f"CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'", "postgres")
        self.superuser("CREATE DATABASE app", "postgres")
        self.superuser(SETUP.format(text=TEXT_BYTES, rows=rows, pages=pages))

    def stop(self) -> None:
        stop(self.process, signal.SIGINT)


class Pooler:
    """The emitted PgBouncer, started by the emitted command, in front of a server."""

    def __init__(self, server: Server, tools: Path) -> None:
        folder = server.folder / "pooler"
        shutil.copytree(tools / "pgbouncer", folder / "bin")
        (folder / "run").mkdir()
        (folder / "etc").mkdir()

        def moved(text: str) -> str:
            for old, new in [
                ("/tmp/", f"{folder}/run/"), ("host=postgres port=5432", f"host={server.folder} port=5432"),
                ("listen_addr = *", "listen_addr ="), ("unix_socket_dir =", f"unix_socket_dir = {folder}/run"),
                ("/etc/infracc/", f"{folder}/etc/"),
            ]:  # fmt: skip
                if old in text:
                    text = text.replace(old, new)
            return text

        (folder / "etc" / "pgbouncer.ini").write_text(moved(server.build.file("pgbouncer.ini").read_text()))
        compose = yaml.safe_load(server.build.file("docker-compose.yml").read_text())
        service = compose["services"]["postgres-pooler"]
        script = moved(service["command"][0].replace("$$", "$"))
        give(folder)
        variables = {"PATH": f"{folder}/bin:/usr/bin:/bin", "POOLER_USER": "app", "POOLER_PASSWORD": PASSWORD}
        log = folder / "log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                as_server([*service["entrypoint"], script]), env=variables, stdout=output, stderr=output, cwd=folder
            )
        self.environment = {**server.environment, "PGHOST": str(folder / "run")}
        wait_for(self.process, log, (folder / "run" / ".s.PGSQL.5432").exists)

    def stop(self) -> None:
        stop(self.process, signal.SIGQUIT)


class Clients:
    """Sessions of the application that all run one script each."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, count: int, environment: dict[str, str], queries: Sequence[str]) -> None:
        for number in range(count):
            process = subprocess.Popen(
                self.server.psql("app", "app"), env=environment, text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            assert process.stdin
            process.stdin.write(ONE_SESSION.format(query=queries[number % len(queries)]))
            process.stdin.close()
            self.processes.append(process)

    def finish(self) -> list[str]:
        """Waits for all.
        - Returns: what those have said that did not come to their end."""
        failed = []
        for process in self.processes:
            assert process.stdout
            output = process.stdout.read()
            if process.wait(PATIENCE) or "done|" not in output:
                failed.append(output.strip())
        self.processes = []
        return failed

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@contextlib.contextmanager
def killing(clients: Clients) -> Iterator[Clients]:
    try:
        yield clients
    finally:
        clients.kill()


class Round(NamedTuple):
    """What went wrong, and how many parallel workers were there when all held their memory."""

    objections: list[str]
    workers: int


def all_at_once(
    server: Server, session: Session, groups: Sequence[tuple[int, dict[str, str]]], waiting: int, queries: Sequence[str]
) -> Round:
    """Lets groups of clients run until so many hold their memory at once, and makes an index at that moment."""
    session.run(f"SELECT pg_advisory_lock({LOCK})")
    with killing(Clients(server)) as clients:
        for count, environment in groups:
            clients.start(count, environment, queries)
        end = time.monotonic() + PATIENCE
        while (seen := int(session.run(AT_LOCK)[0])) < waiting and time.monotonic() < end:
            time.sleep(0.05)
        objections = [] if seen == waiting else [f"{seen} of {waiting} sessions came to the lock"]
        workers = int(session.run(WORKERS)[0])
        session.run("CREATE INDEX made ON build (pad)")
        session.run(f"SELECT pg_advisory_unlock({LOCK})")
        objections += clients.finish()
        session.run("DROP INDEX made")
    return Round(objections, workers)


def one_too_many(server: Server) -> list[str]:
    """Opens all the connections that applications may have, and one more.
    - Returns: what was not as predicted."""
    available = int(server.build.connections["available"])
    sessions: list[subprocess.Popen[str]] = []
    try:
        for _ in range(available):
            process = subprocess.Popen(
                server.psql("app", "app"), env=server.environment, text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            sessions.append(process)
            assert process.stdin
            process.stdin.write("SELECT 'in';\n")
            process.stdin.flush()
        for number, process in enumerate(sessions):
            assert process.stdout
            line = process.stdout.readline()
            if line != "in\n":
                return [f"connection {number + 1} of {available} was refused: {line.strip()}"]
        words = [*server.psql("app", "app"), "-c", "SELECT 1"]
        more = subprocess.run(words, env=server.environment, capture_output=True, text=True, check=False)
        if more.returncode == 0 or "remaining connection slots are reserved" not in more.stderr:
            return [f"connection {available + 1} was not refused as predicted: {more.stdout}{more.stderr}"]
        if server.superuser("SELECT 1") != "1":
            return ["a superuser does not get in beside them"]
    finally:
        for process in sessions:
            assert process.stdin
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        for process in sessions:
            process.wait(30)
    return []
