"""How much memory the processes of one server hold: by a cgroup with the machine's limit, else by /proc."""

from __future__ import annotations

import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

MEBIBYTE = 1 << 20
PERIOD = 0.02
HIERARCHY = Path("/sys/fs/cgroup")


def fields(path: Path) -> dict[str, int]:
    """The numbers of a file with a name and a number on each line, `kB` in bytes."""
    found = {}
    for line in path.read_text().splitlines():
        words = line.replace(":", " ").split()
        if len(words) >= 2 and words[1].isdigit():
            found[words[0]] = int(words[1]) * (1024 if words[-1] == "kB" else 1)
    return found


class Meter(ABC):
    """Measures what cannot be reclaimed: anonymous and shared memory, and the kernel's own for it."""

    how: str

    def command(self, words: Sequence[str]) -> list[str]:
        """The command that starts the words as a process that is measured."""
        return list(words)

    @abstractmethod
    def now(self, root: int) -> int:
        """Bytes at this moment. `root` is the server's first process."""

    def killed(self) -> int:
        """How many processes the kernel ended because the limit was reached."""
        return 0

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        pass


class Group(Meter):
    """A cgroup below this process's own, whose limit is the machine's memory."""

    limit_file: str
    kills: tuple[str, str]

    def __init__(self, parent: Path, limit: int) -> None:
        self.folder = parent / f"infracc-load-{os.getpid()}"
        self.folder.mkdir()
        (self.folder / self.limit_file).write_text(str(limit))

    def command(self, words: Sequence[str]) -> list[str]:
        enter = 'echo $$ > "$0" && exec "$@"'
        return ["/bin/sh", "-c", enter, str(self.folder / "cgroup.procs"), *words]

    def killed(self) -> int:
        file, name = self.kills
        return fields(self.folder / file)[name]

    def close(self) -> None:
        # A process that has ended leaves its group a moment later.
        for _ in range(100):
            try:
                self.folder.rmdir()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.folder} is still in use")


class GroupV1(Group):
    how = "in a cgroup (v1) with the machine's limit"
    limit_file = "memory.limit_in_bytes"
    kills = ("memory.oom_control", "oom_kill")

    def now(self, root: int) -> int:
        stat = fields(self.folder / "memory.stat")
        kernel = int((self.folder / "memory.kmem.usage_in_bytes").read_text())
        return stat["total_rss"] + stat["total_shmem"] + kernel


class GroupV2(Group):
    how = "in a cgroup (v2) with the machine's limit"
    limit_file = "memory.max"
    kills = ("memory.events", "oom_kill")

    def now(self, root: int) -> int:
        stat = fields(self.folder / "memory.stat")
        return stat["anon"] + stat["shmem"] + stat["kernel"] - stat["slab_reclaimable"]


class Processes(Meter):
    """Without cgroups: the proportional share of each process in anonymous and shared memory, and its page tables."""

    how = "without a limit (no cgroup can be made here), summed over the processes"

    def now(self, root: int) -> int:
        return sum(map(self.share, tree(root)))

    @staticmethod
    def share(process: int) -> int:
        folder = Path("/proc") / str(process)
        try:
            rollup, status = fields(folder / "smaps_rollup"), fields(folder / "status")
        except OSError:
            return 0  # It has ended meanwhile.
        return rollup.get("Pss_Anon", 0) + rollup.get("Pss_Shmem", 0) + status.get("VmPTE", 0)


def tree(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for process in found:
        try:
            children = (Path("/proc") / str(process) / "task" / str(process) / "children").read_text()
        except OSError:
            continue
        found.extend(map(int, children.split()))
    return found


def parents() -> list[tuple[type[Group], Path]]:
    """Where a group may be made, nearest first, and of which version it is."""
    found: list[tuple[type[Group], Path]] = []
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        number, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            found.append((GroupV1, HIERARCHY / "memory" / path.lstrip("/")))
        elif number == "0":
            # Groups with processes have no children with a controller: the nearest that hands it on.
            own = HIERARCHY / path.lstrip("/")
            for folder in [own, *own.parents]:
                control = folder / "cgroup.subtree_control"
                if control.is_file() and "memory" in control.read_text().split():
                    found.append((GroupV2, folder))
    return found


def meter(limit: int, with_groups: bool = True) -> Meter:
    """The best that is possible here."""
    for kind, parent in parents() if with_groups else []:
        try:
            return kind(parent, limit)
        except OSError:
            continue
    return Processes()


class Peak:
    """The most that a meter has shown while this context was open."""

    def __init__(self, source: Meter, root: int) -> None:
        self.source = source
        self.root = root
        self.bytes = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self) -> None:
        while not self.ended.is_set():
            self.bytes = max(self.bytes, self.source.now(self.root))
            self.ended.wait(PERIOD)

    def __enter__(self) -> Peak:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    @property
    def mebibytes(self) -> float:
        return self.bytes / MEBIBYTE
