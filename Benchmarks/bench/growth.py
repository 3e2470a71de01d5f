"""Whether the work grows no faster than its input, told by counted instructions.

    python -m bench.growth --program PROGRAM [--only TEXT]

Along three axes (services, environments, variables of a service) `check` and a first `build` are measured at three
sizes. The least one shows what does not depend on the size and is subtracted from the other two; their quotient may be
1.15 times that of the sizes. Times are no part of it, so that a busy machine gives the same answer.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.generate import Shape, write
from bench.measure import BenchError, Instructions, without_debug_information

# How much faster than its input the work may grow.
BOUND = 1.15


@dataclass(frozen=True)
class Axis:
    """One way to make a topology larger, at three sizes."""

    name: str
    sizes: tuple[int, int, int]
    command: str

    @property
    def title(self) -> str:
        """As the table calls it."""
        return f"{self.command}, {self.name}"

    def shape(self, size: int) -> Shape:
        """The topology of a size."""
        if self.name == "services":
            return Shape(services=size)
        if self.name == "environments":
            return Shape(services=100, environments=size)
        return Shape(services=20, variables=size)

    @property
    def linear(self) -> float:
        """What the quotient is where the work grows as its input does."""
        least, middle, most = self.sizes
        return (most - least) / (middle - least)


AXES = [
    Axis("services", (10, 1000, 4000), "check"),
    Axis("environments", (1, 2, 8), "check"),
    Axis("variables", (0, 10, 160), "check"),
    Axis("services", (10, 250, 1000), "build"),
    Axis("environments", (1, 2, 8), "build"),
    Axis("variables", (0, 10, 160), "build"),
]


def measure(axis: Axis, size: int, program: Path, counter: Instructions, folder: Path) -> int:
    """The instructions of one run."""
    project = folder / f"{axis.command}-{axis.name}-{size}"
    topology = write(axis.shape(size), project)
    # What is listed beside the deploy targets grows as they do.
    text = topology.read_text()
    setup = 'options: { github-actions: { setup: ["true"] } }'
    topology.write_text(text.replace("procfile]", f"procfile, scripts, monitoring, github-actions]\n{setup}", 1))
    try:
        return counter.count([program, axis.command, topology])
    finally:
        shutil.rmtree(project)


def quotient(counts: list[int]) -> float:
    """How much more work the largest size is than the middle one, what every size costs subtracted."""
    least, middle, most = counts
    return (most - least) / (middle - least)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.growth")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="of the works, those with this text in their name")
    arguments = parser.parse_args()
    axes = [axis for axis in AXES if arguments.only in axis.title]
    if not axes:
        raise BenchError(f"no work is called {arguments.only}: {', '.join(axis.title for axis in AXES)}")
    counter = Instructions(portable=True)
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, ThreadPoolExecutor(arguments.workers) as pool:
        program = without_debug_information(arguments.program.resolve(), Path(folder))
        # The largest first, so that none of them runs alone at the end.
        jobs = [(axis, size) for axis in axes for size in axis.sizes]
        jobs.sort(key=lambda job: -job[1] if job[0].name == "services" else 0)
        counts = {
            job: pool.submit(measure, *job, program=program, counter=counter, folder=Path(folder)) for job in jobs
        }
        failures = 0
        print("| work | instructions, millions | growth | linear | |")
        print("|---|---|---:|---:|---|")
        for axis in axes:
            found = [counts[axis, size].result() for size in axis.sizes]
            growth = quotient(found)
            is_fine = growth <= BOUND * axis.linear
            failures += not is_fine
            sizes = ", ".join(f"{size}: {count / 1e6:.1f}" for size, count in zip(axis.sizes, found, strict=True))
            print(
                f"| {axis.title} | {sizes} | {growth:.2f} | {axis.linear:.2f} |"
                f" {'ok' if is_fine else 'FAILED: more than 1.15 times linear'} |",
                flush=True,
            )
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as error:
        sys.exit(f"growth: {error}")
