"""The tours of CONTRIBUTING.md: what each one says to create, and which line to add where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

HEADING = re.compile(r"^### Add (?:an?|the) (\w+)$")
FENCE = re.compile(r"^```(swift|diff) (\S+)$")


class Step(NamedTuple):
    """One fenced block: a file to create (`swift`), or a line to add to one (`diff`)."""

    kind: str
    path: str
    lines: list[str]

    @property
    def added(self) -> list[str]:
        """The lines that a `diff` block adds."""
        return [line[1:] for line in self.lines if line.startswith("+")]


class Tour(NamedTuple):
    """Everything that adding one thing takes."""

    name: str
    steps: list[Step]

    @property
    def files(self) -> list[Step]:
        return [step for step in self.steps if step.kind == "swift"]

    @property
    def additions(self) -> list[str]:
        return [line for step in self.steps if step.kind == "diff" for line in step.added]


def read(document: Path) -> list[Tour]:
    """The tours of a document, in its order."""
    tours: list[Tour] = []
    block: Step | None = None
    for line in document.read_text(encoding="utf-8").splitlines():
        if block is not None:
            if line == "```":
                tours[-1].steps.append(block)
                block = None
            else:
                block.lines.append(line)
        elif heading := HEADING.match(line):
            tours.append(Tour(heading[1], []))
        elif (fence := FENCE.match(line)) and tours:
            block = Step(fence[1], fence[2], [])
    return [tour for tour in tours if tour.steps]


def apply(step: Step, root: Path) -> None:
    """Does in a copy of the sources what one block says; fails where the block does not fit them."""
    path = root / step.path
    if step.kind == "swift":
        if path.exists():
            raise SystemExit(f"{step.path} exists already")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(step.lines) + "\n", encoding="utf-8")
        return
    before = "".join(line[1:] + "\n" for line in step.lines if not line.startswith("+"))
    after = "".join(line[1:] + "\n" for line in step.lines)
    text = path.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise SystemExit(f"the context of the block for {step.path} occurs {text.count(before)} times there")
    path.write_text(text.replace(before, after), encoding="utf-8")
