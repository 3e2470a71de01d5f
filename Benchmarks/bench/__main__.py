"""Measures `infracc check` and `infracc build` over generated topologies, and prints Markdown.

    python -m bench --program PROGRAM [--sizes 5,50,500] [--output FILE --machine TEXT --date DATE --commit HASH]

Yardsticks: libyaml's bare event loop over the same file, and a C loop that writes the same bytes; both, and all that is
written, on a file system in memory. `--output` writes the same text into a file.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import peers
from bench.generate import Shape, write
from bench.measure import (
    SOURCES,
    BenchError,
    Instructions,
    Run,
    Stopwatch,
    compile_c,
    package_flags,
    without_debug_information,
)

SIZES = [5, 50, 500, 5000, 10000]
# Above this valgrind takes minutes, and most other tools do.
LARGEST_COUNTED = 500
LARGEST_OF_PEERS = 500


@dataclass(frozen=True)
class Tools:
    """What is needed for all sizes."""

    program: Path
    stripped: Path
    events: Path
    rewrite: Path
    stopwatch: Stopwatch
    instructions: Instructions


@dataclass(frozen=True)
class Row:
    """The figures of one size."""

    size: int
    input_bytes: int
    files: int
    output_bytes: int
    events: float
    writing: float
    check: Run
    first: Run
    unchanged: Run
    counts: tuple[int, int] | None
    others: dict[str, float | None]


def measure(size: int, tools: Tools, folder: Path, names: list[str]) -> Row:
    """Generates a topology, and measures everything over it."""
    project = folder / str(size)
    topology = write(Shape(services=size), project)
    infra = project / "infra"
    runs = 5 if size > 1000 else 21
    events = tools.stopwatch.run([tools.events, topology], runs)
    check = tools.stopwatch.run([tools.program, "check", topology], runs)
    build: list[str | Path] = [tools.program, "build", topology]
    first = tools.stopwatch.run(
        build, 3 if size > 1000 else 9, prepare=lambda: shutil.rmtree(infra, ignore_errors=True)
    )
    unchanged = tools.stopwatch.run(build, runs)
    files = [path for path in infra.rglob("*") if path.is_file()]
    counts = None
    if tools.instructions.is_counter or size <= LARGEST_COUNTED:
        program = tools.program if tools.instructions.is_counter else tools.stripped
        counts = (
            tools.instructions.count([program, "check", topology]),
            tools.instructions.count([program, "build", topology]),
        )
    built = peers.Project(project, size)
    others = {
        name: peers.measure(name, built, tools.stopwatch, 5 if size <= LARGEST_COUNTED // 10 else 3)
        for name in (names if size <= LARGEST_OF_PEERS else [])
    }
    row = Row(
        size=size,
        input_bytes=topology.stat().st_size,
        files=len(files),
        output_bytes=sum(path.stat().st_size for path in files),
        events=events.milliseconds,
        writing=writing(infra, tools.rewrite, folder / "copy"),
        check=check,
        first=first,
        unchanged=unchanged,
        counts=counts,
        others=others,
    )
    shutil.rmtree(project)
    return row


def writing(infra: Path, rewrite: Path, copy: Path) -> float:
    """Milliseconds of the C loop that writes the same bytes: the median of three."""
    times = []
    for _ in range(3):
        shutil.rmtree(copy, ignore_errors=True)
        answer = subprocess.run([rewrite, infra, copy], check=True, capture_output=True, text=True).stdout
        times.append(float(answer.split()[0]))
    shutil.rmtree(copy, ignore_errors=True)
    return sorted(times)[1]


def number(value: float) -> str:
    """Three digits or so."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table of figures."""
    lines = [head, ["---:"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def times_table(rows: list[Row]) -> str:
    """Wall times beside the yardsticks."""
    head = ["services", "input", "events", "check", "/ events", "C loop", "first build", "/ C loop", "build, unchanged"]
    return table(
        head,
        [
            [
                f"{row.size:,}",
                f"{row.input_bytes / 1024:,.0f} KiB",
                f"{number(row.events)} ms",
                f"{number(row.check.milliseconds)} ms",
                number(row.check.milliseconds / row.events),
                f"{number(row.writing)} ms",
                f"{number(row.first.milliseconds)} ms",
                number(row.first.milliseconds / row.writing),
                f"{number(row.unchanged.milliseconds)} ms",
            ]
            for row in rows
        ],
    )


def sizes_table(rows: list[Row]) -> str:
    """Instructions, memory and what is written."""
    head = ["services", "check, instructions", "build, instructions", "check, peak", "build, peak", "files", "output"]

    def millions(row: Row, index: int) -> str:
        return "" if row.counts is None else f"{row.counts[index] / 1e6:,.1f} M"

    return table(
        head,
        [
            [
                f"{row.size:,}",
                millions(row, 0),
                millions(row, 1),
                f"{row.check.kibibytes / 1024:.1f} MiB",
                f"{row.first.kibibytes / 1024:.1f} MiB",
                f"{row.files:,}",
                f"{row.output_bytes / 1e6:,.2f} MB",
            ]
            for row in rows
        ],
    )


def peers_table(rows: list[Row], names: list[str]) -> str:
    """Other tools in the same run."""

    def cell(row: Row, name: str) -> str:
        value = row.others.get(name)
        return "refused" if value is None else f"{number(value)} ms"

    return table(
        ["services", "check", "build, unchanged", *names],
        [
            [
                f"{row.size:,}",
                f"{number(row.check.milliseconds)} ms",
                f"{number(row.unchanged.milliseconds)} ms",
                *[cell(row, name) for name in names],
            ]
            for row in rows
            if row.others
        ],
    )


def machine() -> str:
    """The processor, its cores, and the system."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def commit() -> str:
    """The commit of the sources, with a mark where they differ from it."""
    answer = subprocess.run(
        ["git", "-C", SOURCES, "describe", "--always", "--dirty", "--abbrev=10"],
        check=False,
        capture_output=True,
        text=True,
    )
    return answer.stdout.strip() or "unknown"


def document(rows: list[Row], names: list[str], arguments: argparse.Namespace, tools: Tools) -> str:
    """The whole text."""
    load = os.getloadavg()[0]
    counted = "the processor's counter" if tools.instructions.is_counter else "valgrind"
    text = f"""\
# Measured

Machine: {arguments.machine}. Date: {arguments.date}. Commit: {arguments.commit}. Load when it ended: {load:.1f}.
`make bench` prints these tables. Whole processes, start-up included, medians; two environments, the second of which
overrides a tenth of the services; everything on a file system in memory. Instructions are counted by {counted}.

## Time

`events` is libyaml's bare event loop over the same file, `C loop` writes the bytes of the first build and nothing else.

{times_table(rows)}
## Work

{sizes_table(rows)}"""
    if names and any(row.others for row in rows):
        text += f"""
## Beside other tools

rjsonnet and KCL read the same topology and write the compose objects of both environments: no check, no other target.
`docker compose config` and hadolint read what `build` has written, ruff reads the code of the services, and
`kubectl kustomize` gets as many deployments as there are services. None of them does the same work.

{peers_table(rows, names)}"""
    return text


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=SIZES)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--machine", default=machine())
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    parser.add_argument("--commit", default=commit())
    arguments = parser.parse_args()
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    names = peers.installed()
    with tempfile.TemporaryDirectory(dir=memory) as name:
        folder = Path(name)
        program = arguments.program.resolve()
        tools = Tools(
            program=program,
            stripped=without_debug_information(program, folder),
            events=compile_c("events", folder, package_flags("yaml-0.1")),
            rewrite=compile_c("rewrite", folder),
            stopwatch=Stopwatch(folder),
            instructions=Instructions(),
        )
        rows = []
        for size in arguments.sizes:
            print(f"bench: {size} services", file=sys.stderr, flush=True)
            rows.append(measure(size, tools, folder, names))
        text = document(rows, names, arguments, tools)
    print(text)
    if arguments.output is not None:
        arguments.output.write_text(text)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as error:
        sys.exit(f"bench: {error}")
