"""Wall time, peak memory and instructions of whole processes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent

# Instructions depend on the order of hash tables, a little: the seed is a fixed one.
ENVIRONMENT = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1", "NO_COLOR": "1"}


class BenchError(Exception):
    """What keeps the benchmark from going on."""


@dataclass(frozen=True)
class Run:
    """The median of several runs."""

    milliseconds: float
    # The largest peak of all runs.
    kibibytes: int


def compile_c(name: str, folder: Path, flags: Sequence[str] = ()) -> Path:
    """Compiles a program of this folder."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("clang") or "cc"
    program = folder / name
    subprocess.run([compiler, "-O2", "-o", program, SOURCES / f"{name}.c", *flags], check=True)
    return program


def package_flags(package: str) -> list[str]:
    """What pkg-config says about a library."""
    answer = subprocess.run(
        ["pkg-config", "--cflags", "--libs", package], check=True, capture_output=True, text=True
    ).stdout
    return shlex.split(answer)


class Stopwatch:
    """Times whole processes, start-up included."""

    def __init__(self, folder: Path) -> None:
        self.program = compile_c("stopwatch", folder)

    def run(
        self,
        command: Sequence[str | Path],
        runs: int,
        prepare: Callable[[], None] | None = None,
        cwd: Path | None = None,
    ) -> Run:
        """Runs a command once to warm up, then `runs` times; `prepare` is done before each."""
        lines: list[str] = []
        if prepare is None:
            self._lines(command, 1, cwd)
            lines = self._lines(command, runs, cwd)
        else:
            for _ in range(runs):
                prepare()
                lines += self._lines(command, 1, cwd)
        pairs = [line.split() for line in lines]
        return Run(statistics.median(float(time) for time, _ in pairs) / 1000, max(int(memory) for _, memory in pairs))

    def _lines(self, command: Sequence[str | Path], runs: int, cwd: Path | None) -> list[str]:
        result = subprocess.run(
            [self.program, str(runs), *command], capture_output=True, text=True, cwd=cwd, env=ENVIRONMENT, check=False
        )
        if result.returncode != 0:
            raise BenchError(f"{shlex.join(map(str, command))}: {result.stderr.strip()}")
        return result.stdout.splitlines()


def _counter_works() -> bool:
    """Whether the processor's own counter may be read: containers often have none."""
    perf = shutil.which("perf")
    if perf is None:
        return False
    result = subprocess.run(
        [perf, "stat", "-x", ",", "-e", "instructions:u", "true"], capture_output=True, text=True, check=False
    )
    return result.returncode == 0 and result.stderr.split(",")[0].isdecimal()


def without_debug_information(program: Path, folder: Path) -> Path:
    """A copy that valgrind 3.19 can load: it gives up at what newer compilers say about their code."""
    strip = shutil.which("strip") or shutil.which("llvm-strip")
    if strip is None:
        raise BenchError("`strip` is missing; it is part of binutils")
    copy = folder / "stripped"
    subprocess.run([strip, "--strip-debug", "-o", copy, program], check=True)
    return copy


class Instructions:
    """Counts the instructions of a process, by the processor's counter or by valgrind."""

    def __init__(self, portable: bool = False) -> None:
        """`portable`: always by valgrind, so that every machine gives the same figure."""
        self.is_counter = not portable and _counter_works()
        if not self.is_counter and shutil.which("valgrind") is None:
            raise BenchError("valgrind is missing; `.ci/setup --tests` installs it")

    def count(self, command: Sequence[str | Path], cwd: Path | None = None) -> int:
        """The instructions of one run."""
        text = self._counter(command, cwd) if self.is_counter else self._valgrind(command, cwd)
        found = re.search(r"I\s+refs:\s+([\d,]+)|^(\d+),", text, re.MULTILINE)
        if not found:
            raise BenchError(f"{shlex.join(map(str, command))}: no instructions were counted:\n{text[-2000:]}")
        return int((found[1] or found[2]).replace(",", ""))

    @staticmethod
    def _counter(command: Sequence[str | Path], cwd: Path | None) -> str:
        perf = ["perf", "stat", "-x", ",", "-e", "instructions:u", *command]
        return _output(perf, cwd)

    @staticmethod
    def _valgrind(command: Sequence[str | Path], cwd: Path | None) -> str:
        """Cachegrind without its model of caches: it counts, and nothing else."""
        options = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        return _output(["valgrind", *options, *command], cwd)


def _output(command: Sequence[str | Path], cwd: Path | None) -> str:
    result = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=cwd, env=ENVIRONMENT, check=False
    )
    if result.returncode != 0:
        raise BenchError(f"{shlex.join(map(str, command))} ended with {result.returncode}:\n{result.stderr[-2000:]}")
    return result.stderr
