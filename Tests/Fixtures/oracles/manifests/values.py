"""What the variables of a container come to, with the values that the Secrets have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .expansion import expand, expand_bytewise, names
from .folder import Body

# The value of a key of a Secret or of a ConfigMap; None where it has none.
Lookup = Callable[[str, str], str | None]


def references(text: str) -> list[str]:
    """The variables that a text refers to."""
    return names(text)


@dataclass
class Started:
    """A container as kubelets start it: its variables, its command, and what is wrong with both."""

    variables: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def _expanded(self, text: str) -> str:
        """The text that every supported kubelet makes."""
        result = expand(text, self.variables)
        if expand_bytewise(text, self.variables) != result.encode():
            self.faults.append(f"kubelets of different versions read {text!r} differently")
        return result

    def add(self, entry: Body, lookup: Lookup) -> None:
        """The next variable."""
        source = entry.get("valueFrom") or {}
        reference = source.get("secretKeyRef") or source.get("configMapKeyRef")
        if reference is None:
            self.variables[entry["name"]] = self._expanded(entry.get("value") or "")
            return
        value = lookup(reference["name"], reference["key"])
        if value is not None:
            self.variables[entry["name"]] = value
        elif not reference.get("optional"):
            self.faults.append(f"nothing has the value {reference['name']}/{reference['key']}")

    def command(self, container: Body) -> None:
        words = [*(container.get("command") or []), *(container.get("args") or [])]
        self.words = [self._expanded(word) for word in words]


def started(container: Body, lookup: Lookup) -> Started:
    """Starts a container."""
    result = Started()
    for entry in container.get("env") or []:
        result.add(entry, lookup)
    result.command(container)
    return result
