"""`python -m fuzz`: runs campaigns until the time is over, prints what it found and how to see it again."""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from .campaigns import CAMPAIGNS, REPOSITORY, Corpus, run_case, turns
from .program import Program

KEPT = REPOSITORY / ".build" / "fuzz"
# Of one kind of fault so many are kept: the next ones tell nothing new.
MOST_OF_A_KIND = 5


class Plan(NamedTuple):
    program: Path
    seed: int
    seconds: float
    only: str | None
    number: int | None


class Worker(NamedTuple):
    number: int
    of: int


class Result(NamedTuple):
    cases: dict[str, int]
    runs: int
    faults: int


def work(plan: Plan, worker: Worker) -> Result:
    """Every n-th case of the plan."""
    corpus = Corpus()
    cases: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[tuple[str, str]] = collections.Counter()
    runs = faults = 0
    end = time.monotonic() + plan.seconds
    with tempfile.TemporaryDirectory(prefix="infracc-fuzz-") as scratch:
        program = Program(plan.program, Path(scratch))
        for number, name in enumerate(turns(plan.only)):
            if (plan.number is not None and number > plan.number) or time.monotonic() > end:
                break
            if (plan.number is not None and number != plan.number) or number % worker.of != worker.number:
                continue
            case = run_case(program, corpus, name, plan.seed, number, Path(scratch))
            cases[name] += 1
            runs += case.runs
            for arguments, objection in case.objections:
                faults += 1
                kind = (name, objection[:24])
                kinds[kind] += 1
                if kinds[kind] <= MOST_OF_A_KIND:
                    report(plan, name, number, arguments, objection, case.folder)
    return Result(dict(cases), runs, faults)


def report(plan: Plan, name: str, number: int, arguments: tuple[str, ...], objection: str, folder: Path) -> None:
    """Keeps the input, and prints how to see the fault again."""
    kept = KEPT / f"{name}-{plan.seed}-{number}"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(folder, kept, symlinks=True, ignore=pipes)
    command = " ".join(arguments).replace("fmt -", "fmt - < topology.yaml")
    only = f" ONLY={plan.only}" if plan.only else ""
    print(
        f"FAILED {name}: infracc {' '.join(arguments)}: {objection}\n"
        f"  again: cd {kept} && {plan.program} {command}\n"
        f"  or:    make fuzz SEED={plan.seed}{only} CASE={number}",
        flush=True,
    )


def pipes(folder: str, names: list[str]) -> list[str]:
    """What cannot be copied."""
    return [name for name in names if (Path(folder) / name).is_fifo()]


def arguments() -> Plan:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--only", choices=CAMPAIGNS)
    parser.add_argument("--case", type=int)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else int.from_bytes(os.urandom(4), "big")
    seconds = 1e9 if given.case is not None else given.seconds
    return Plan(given.program.resolve(), seed, seconds, given.only, given.case)


def main() -> int:
    plan = arguments()
    count = 1 if plan.number is not None else os.cpu_count() or 1
    print(f"fuzz: seed {plan.seed}, {count} at once", flush=True)
    with multiprocessing.Pool(count) as pool:
        results = pool.starmap(work, [(plan, Worker(index, count)) for index in range(count)])
    cases: collections.Counter[str] = collections.Counter()
    for result in results:
        cases.update(result.cases)
    runs, faults = sum(result.runs for result in results), sum(result.faults for result in results)
    shares = ", ".join(f"{name} {cases[name]}" for name in CAMPAIGNS)
    print(f"fuzz: seed {plan.seed}: {sum(cases.values())} cases ({shares}), {runs} runs, {faults} faults")
    if sum(cases.values()) == 0:
        print("fuzz: nothing was tried")
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
