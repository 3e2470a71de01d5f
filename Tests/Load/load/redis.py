"""Redis with the emitted configuration, filled to maxmemory, saving while others write."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .machines import Build
from .meter import Meter, tree
from .postgres import PATIENCE, wait_for

# The share of the keys that is written again while a snapshot runs. With values of this size about 30% of the pages are
# copied, which is what the model counts; the table shows the measured share.
REWRITTEN = 0.15
VALUES = range(512, 4096)
BATCH = 256
# The least duration of a snapshot: all the writes fall into it.
LEAST_SECONDS = 1.5
POOL_BYTES = 1 << 20

Reply = int | str | None | list["Reply"]


class Connection:
    """A client of the server's socket."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.input = self.socket.makefile("rb")

    @staticmethod
    def encode(*words: bytes) -> bytes:
        return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)

    def reply(self) -> Reply:
        line = self.input.readline()
        if not line:
            raise RuntimeError("the server closed the connection")
        kind, rest = line[:1], line[1:-2].decode()
        match kind:
            case b":":
                return int(rest)
            case b"$" if rest == "-1":
                return None
            case b"$":
                return self.input.read(int(rest) + 2)[:-2].decode(errors="replace")
            case b"*":
                return [self.reply() for _ in range(int(rest))]
            case _:
                return line[:-2].decode()

    def batch(self, commands: list[bytes]) -> list[Reply]:
        self.socket.sendall(b"".join(commands))
        return [self.reply() for _ in commands]

    def command(self, *words: str) -> Reply:
        return self.batch([self.encode(*(word.encode() for word in words))])[0]

    def info(self) -> dict[str, str]:
        text = self.command("INFO")
        pairs = (line.partition(":")[::2] for line in str(text).splitlines() if ":" in line)
        return dict(pairs)


def program(version: int, tools: Path) -> str:
    own = tools / "redis8" / "redis-server"
    found = str(own) if version == 8 and own.exists() else shutil.which("redis-server")
    if found is None or (version == 8 and not own.exists()):
        raise RuntimeError(f"no Redis {version}; .ci/setup --tests installs it")
    return found


class Writes(NamedTuple):
    """The share of the keys that was written again while a snapshot ran, and of the pages that were copied for it."""

    keys: float
    pages: float


class Redis:
    """A server on a socket."""

    def __init__(self, build: Build, version: int, tools: Path, folder: Path, meter: Meter) -> None:
        self.build = build
        folder.mkdir()
        emitted = build.file("redis.conf").read_text()
        (folder / "redis.conf").write_text(emitted.replace("dir /data", f"dir {folder}"))
        words = [program(version, tools), str(folder / "redis.conf"), "--port", "0", "--unixsocket", f"{folder}/socket"]
        log = folder / "log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(meter.command(words), stdout=output, stderr=output, cwd=folder)
        wait_for(self.process, log, (folder / "socket").exists)
        self.connection = Connection(folder / "socket")
        self.chance = random.Random(1)
        self.pool = self.chance.randbytes(POOL_BYTES)
        self.keys = 0

    def set(self, number: int) -> bytes:
        """The command that gives a key a value that no compression makes smaller."""
        length = self.chance.choice(VALUES)
        start = self.chance.randrange(POOL_BYTES - length)
        return Connection.encode(b"SET", b"key:%d" % number, self.pool[start : start + length])

    def fill(self) -> None:
        """Writes keys until the server is full: it evicts, or refuses."""
        connection = self.connection
        while True:
            replies = connection.batch([self.set(self.keys + index) for index in range(BATCH)])
            taken = sum(reply == "+OK" for reply in replies)
            self.keys += taken
            if taken < BATCH or int(connection.info()["evicted_keys"]) > 0:
                break
        # The append-only file may be being written again.
        while connection.info()["aof_rewrite_in_progress"] != "0":
            time.sleep(0.1)
        if connection.info()["maxmemory_policy"] == "noeviction":
            # A full queue accepts no writes: a part of it is removed, as workers would.
            connection.batch([Connection.encode(b"DEL", b"key:%d" % number) for number in range(0, self.keys, 50)])

    def save(self) -> Writes:
        """Saves while keys are written again."""
        connection = self.connection
        microseconds = int(LEAST_SECONDS * 1_000_000 / self.keys)
        # A sleep takes some 60 microseconds longer than asked for.
        if microseconds > 30:
            connection.command("CONFIG", "SET", "rdb-key-save-delay", str(microseconds))
        started = connection.command("BGSAVE")
        if started != "+Background saving started":
            raise RuntimeError(f"BGSAVE: {started}")
        written = 0
        for numbers in self.rewritten():
            if connection.info()["rdb_bgsave_in_progress"] == "0":
                break
            replies = connection.batch([self.set(number) for number in numbers])
            written += sum(reply == "+OK" for reply in replies)
        connection.command("CONFIG", "SET", "rdb-key-save-delay", "0")
        while connection.info()["rdb_bgsave_in_progress"] != "0":
            time.sleep(0.1)
        if connection.info()["rdb_last_bgsave_status"] != "ok":
            raise RuntimeError("the snapshot failed")
        info = connection.info()
        # The model counts pages of the keys and of a tenth more for fragmentation.
        pages = int(info["rdb_last_cow_size"]) / (1.1 * int(info["maxmemory"]))
        return Writes(written / self.keys, pages)

    def rewritten(self) -> Iterator[list[int]]:
        numbers = self.chance.sample(range(self.keys), int(self.keys * REWRITTEN))
        for start in range(0, len(numbers), BATCH):
            yield numbers[start : start + BATCH]

    def stop(self) -> None:
        self.connection.socket.close()
        # A child that saves would go on without its parent.
        for process in reversed(tree(self.process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(30)
