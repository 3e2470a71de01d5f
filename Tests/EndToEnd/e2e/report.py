"""What was found, as it is found. Values of variables never get here, only names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopped(Exception):
    """The rest makes no sense: something did not start."""


class Report:
    """Counts checks and prints each as a line with the seconds since the start."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.passed = 0
        self.failed = 0
        self.began = time.monotonic()

    def line(self, text: str) -> None:
        print(f"[{time.monotonic() - self.began:6.1f} s] {self.title}: {text}", flush=True)

    def check(self, what: str, holds: bool, detail: object = "") -> bool:
        """Notes whether something holds; `detail` is shown when it does not."""
        if holds:
            self.passed += 1
            self.line(f"ok: {what}")
        else:
            self.failed += 1
            self.line(f"FAILED: {what}" + (f": {detail}" if detail != "" else ""))
        return holds

    def equal(self, what: str, found: object, expected: object) -> bool:
        return self.check(what, found == expected, f"found {found!r}, expected {expected!r}")

    def need(self, what: str, holds: bool, detail: object = "") -> None:
        """As `check`, and ends this run when it does not hold."""
        if not self.check(what, holds, detail):
            raise Stopped(what)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        self.line(f"{what}: {time.monotonic() - start:.1f} s")


#: How long something may take that will happen, but about whose time nothing is promised: a test must not fail because a
#: machine is slow. What is promised (graces, limits) has its own number.
PATIENCE = 300.0


def within(condition: Callable[[], bool], pause: float = 0.1) -> bool:
    """Whether a condition becomes true in time."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True
