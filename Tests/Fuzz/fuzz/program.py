"""Runs infracc, and judges what no input may lead to."""

from __future__ import annotations

import json
import os
import re
import signal
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Of a check without plugins, in seconds of processor time.
MOST_SECONDS = 2.0
# When a run is ended from outside, in seconds of the wall.
PATIENCE = 60
# The exit code of a defect of infracc itself.
INTERNAL = 70
# What a terminal acts on; line breaks and tabs are text.
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Outcome:
    arguments: tuple[str, ...]
    status: int
    seconds: float
    output: bytes
    complaints: bytes

    def objection(self, is_document: bool = False) -> str | None:
        """What is wrong with the run; documents are written byte for byte."""
        if self.status < 0:
            return f"was ended by signal {-self.status}"
        if self.status >= INTERNAL:
            return f"ended with {self.status}"
        if self.seconds > MOST_SECONDS and self.arguments[0] == "check":
            return f"took {self.seconds:.1f} s of processor time"
        for name, data in [("output", b"" if is_document else self.output), ("complaints", self.complaints)]:
            try:
                text = data.decode()
            except UnicodeDecodeError:
                return f"{name}: not UTF-8"
            found = ACTING.search(text)
            if found:
                return f"{name}: raw U+{ord(found[0]):04X} after {text[max(0, found.start() - 60) : found.start()]!r}"
        return self.unreadable()

    def unreadable(self) -> str | None:
        """Whether what is for programs cannot be read by them."""
        if self.arguments[0] != "check" or "--format" not in self.arguments or self.status > 1:
            return None
        form = self.arguments[self.arguments.index("--format") + 1]
        try:
            if form in ("json", "sarif"):
                json.loads(self.output)
            elif form == "jsonl":
                for line in self.output.splitlines():
                    json.loads(line)
            elif form == "junit":
                ElementTree.fromstring(self.output)
        except (ValueError, ElementTree.ParseError) as error:
            return f"{form}: {error}"
        return None


class Program:
    """The program under test, with files of its own for what it says."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self.scratch = scratch
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(scratch), "LANG": "C.UTF-8", "NO_COLOR": "1"}

    def start(self, arguments: Sequence[str], folder: Path, standard_input: Path | None = None) -> int:
        actions: list[tuple[int, int, str, int, int]] = [
            (os.POSIX_SPAWN_OPEN, 0, str(standard_input or "/dev/null"), os.O_RDONLY, 0),
        ]
        for descriptor, name in [(1, "output"), (2, "complaints")]:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            actions.append((os.POSIX_SPAWN_OPEN, descriptor, str(self.scratch / name), flags, 0o600))
        here = Path.cwd()
        os.chdir(folder)
        try:
            return os.posix_spawn(self.path, [str(self.path), *arguments], self.environment, file_actions=actions)
        finally:
            os.chdir(here)

    def run(self, *arguments: str, folder: Path, standard_input: Path | None = None) -> Outcome:
        process = self.start(arguments, folder, standard_input)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(process, signal.SIGKILL))
        signal.alarm(PATIENCE)
        _, state, usage = os.wait4(process, 0)
        signal.alarm(0)
        return Outcome(
            arguments=arguments,
            status=os.waitstatus_to_exitcode(state),
            seconds=usage.ru_utime + usage.ru_stime,
            output=(self.scratch / "output").read_bytes(),
            complaints=(self.scratch / "complaints").read_bytes(),
        )
