"""The stacks of one example as containers: all environments side by side, then faults, then nothing left.

python -m e2e.docker build EXAMPLE ENVIRONMENT…     images, where there is a network
python -m e2e.docker run EXAMPLE ENVIRONMENT…       everything else, where there is none
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

from e2e import changes, checks, faults, isolation, operate, page, pooled
from e2e.containers import ComposeStack
from e2e.examples import EXAMPLES, Example
from e2e.project import HERE, REPOSITORY
from e2e.registry import Registry, locks
from e2e.report import Report, Stopped
from e2e.web import ask


def build(examples: str, environments: list[str]) -> int:
    """Builds every image, the public ones first, with the stand-in for npm's registry."""
    report = Report("images")
    with report.timed("stand-ins for public images"):
        subprocess.run([HERE / "images/build.sh"], check=True, stdout=subprocess.DEVNULL)
    for name, environment in itertools.product(examples.split(), environments):
        stack = ComposeStack(report, name, environment)
        with ExitStack() as open_:
            for lock in locks(stack.folder):
                open_.enter_context(Registry(lock))
            with report.timed(f"images of {name} for {environment}"):
                stack.compose("build")
    return 0


def run(name: str, environments: list[str]) -> int:
    reports: list[Report] = []
    stacks: list[ComposeStack] = []
    example = EXAMPLES[name]
    try:
        for environment in environments:
            report = Report(f"{name} {environment}")
            reports.append(report)
            stack = ComposeStack(report, name, environment, beside=bool(stacks))
            stacks.append(stack)
            stack.down()  # of a run that was killed
            with report.timed("up --build --wait"):
                stack.up()
        together(stacks, lambda stack: look(stack, example))
        for stack in stacks:  # browsers take turns: one port for all domains
            page.browse(stack.report, stack, example)
        together(stacks, lambda stack: checks.outages(stack.report, stack, example.spared))
        isolation.side_by_side(reports[0], stacks, example)
        for stack in stacks:
            with stack.report.timed("faults"):
                isolation.again(stack.report, stack)
                hurt(stack, example)
        if example.is_tried:
            with reports[0].timed("changes of the topology"):
                changes.run(reports[0], stacks[0])
        bases = operate.addresses(stacks[-1])
        for stack in stacks:
            isolation.stops(stack.report, stack)
            # The last of several is the one with backups.
            if example.is_tried and stack is not stacks[0]:
                with stack.report.timed("operated by scripts"):
                    operate.run(stack.report, stack, example, bases)
            stack.down()
            stack.report.equal("nothing is left after down", stack.left(), [])
        if example.is_tried:
            faults.full_disk(reports[0], stacks[0], example)
            # One with TLS is refused (E0902): PgBouncer would need a certificate of its own.
            if not any(store["store"].get("requiresTls") for store in stacks[0].program.stores):
                with reports[0].timed("with a pooler"):
                    pooled.run(reports[0], stacks[0], example)
    except (Stopped, RuntimeError) as reason:
        reports[-1].check("the run comes to its end", False, reason)
    finally:
        for stack in stacks:
            stack.down()
    for report in reports:
        report.line(f"{report.passed} passed, {report.failed} failed")
    return 1 if any(report.failed for report in reports) else 0


def demo(printed: str, _: list[str]) -> int:
    """Follows the lines of `make demo` to a page that answers."""
    report = Report("demo")
    text = Path(printed).read_text()
    lines = re.search(r"run it: +(cd .*)\n +(cp .*?) +#.*\n +(docker compose .*)\n", text)
    report.need("the demo says how to run it", lines is not None)
    assert lines
    folder = re.fullmatch(r"cd examples/(.*)/infra/(.*)/compose", lines[1])
    report.need("it leads into an example", folder is not None, lines[1])
    assert folder
    stack = ComposeStack(report, folder[1], folder[2])
    # The files that are committed, and the env file filled in after `cp`: as ComposeStack did it in its own copy.
    filled = (stack.infra / "compose/.env").read_text()
    shutil.rmtree(stack.folder / "infra")
    shutil.copytree(REPOSITORY / "examples" / folder[1] / "infra", stack.folder / "infra")
    where = stack.infra / "compose"
    subprocess.run(["bash", "-euc", lines[2]], cwd=where, check=True)
    same = len((where / ".env").read_text().splitlines()) == len(filled.splitlines())
    report.check("the env file to fill in is the one that was compiled", same)
    (where / ".env").write_text(filled)
    with suppress(Stopped):
        with report.timed(lines[3]):
            stack.compose(*lines[3].split()[2:])
        checks.health(report, stack)
        [page_url] = stack.urls("frontend")
        answer = ask(page_url)
        report.check(f"the page answers at {page_url}", answer.status == 200 and "Gayed Signals" in answer.body)
    stack.down()
    report.line(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


def together(stacks: list[ComposeStack], look_at: Callable[[ComposeStack], None]) -> None:
    """Most of the time is spent in waiting: the stacks wait at the same time."""
    with ThreadPoolExecutor(len(stacks)) as pool:
        list(pool.map(look_at, stacks))


def hurt(stack: ComposeStack, example: Example) -> None:
    """Everything that may happen to a running stack."""
    if example.is_tried:
        faults.update(stack.report, stack, example)
    faults.backup(stack.report, stack, example)
    faults.crashes(stack.report, stack, example)
    if example.is_tried:
        faults.full_cache(stack.report, stack, example)
    faults.recreation(stack.report, stack, example)


def look(stack: ComposeStack, example: Example) -> None:
    report = stack.report
    isolation.order(report, stack)
    checks.health(report, stack)
    checks.variables(report, stack)
    isolation.nothing_else(report, stack)
    checks.postgres_settings(report, stack)
    checks.redis_settings(report, stack)
    isolation.users(report, stack)
    isolation.limits(report, stack)
    isolation.networks(report, stack)
    isolation.orphans(report, stack)
    example.cors(report, stack)
    example.chain(report, stack)
    example.released_once(report, stack)


if __name__ == "__main__":
    phase, name, *environments = sys.argv[1:]
    sys.exit({"build": build, "run": run, "demo": demo}[phase](name, environments))
