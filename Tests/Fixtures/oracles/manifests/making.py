"""What `secrets.sh` makes, keeps and asks for, and that no value of a secret is seen on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .cluster import Cluster, Output, changes
from .reference import Node, Program, secret_key

SCRIPT = "secrets.sh"
# A value of an operator may hold anything but a line break; of a secret that is part of an address less.
NASTY = "planted 'a' \"b\" $(id) `id` \\n % é *"
SIMPLE = "planted-"


@dataclass
class Making:
    """The folder under test, and its secrets in the IR."""

    path: Path
    program: Program
    kubectl: Path
    shell: str

    def cluster(self) -> Cluster:
        return Cluster(self.path, self.kubectl, self.shell)

    @property
    def secrets(self) -> list[Node]:
        return [secret for secret in self.program.body["secrets"] if secret["usedBy"]]

    @property
    def operators(self) -> list[Node]:
        """Variables that an operator sets and that are no secrets, each once."""
        services = [v for s in self.program.services for v in self.program.variables(s)]
        return list({v["name"]: v for v in services if v["operatorSupplied"]}.values())

    def planted(self, *, optional: bool = True) -> dict[str, str]:
        """A value for everything that an operator supplies."""
        found = {}
        for secret in self.secrets:
            if secret["source"] == "external" and (optional or secret["required"]):
                found[secret["env"]] = self.value(secret)
        return found | {variable["name"]: f"set-{variable['name'].lower()}" for variable in self.operators}

    def value(self, secret: Node) -> str:
        """A value that the secret may have."""
        if secret.get("pattern") is not None:
            return matching(secret["pattern"])
        simple = secret["charset"] == "url"
        return (SIMPLE if simple else NASTY + " ") + str(secret["id"].replace("/", "-").lower())


def matching(pattern: str) -> str:
    """A text that a pattern matches: of alternatives the first, of a class its first character, of what may be
    repeated eight."""
    from re import _constants as kinds  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]

    def written(parts: Any) -> str:
        result = ""
        for kind, value in parts:
            if kind == kinds.LITERAL:
                result += chr(value)
            elif kind == kinds.IN:
                first = value[0]
                result += chr(first[1][0] if first[0] == kinds.RANGE else first[1])
            elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
                result += written(value[2]) * max(value[0], min(value[1], 8))
            elif kind == kinds.SUBPATTERN:
                result += written(value[3])
            elif kind == kinds.BRANCH:
                result += written(value[1][0])
        return result

    text = written(parser.parse(pattern))
    if re.fullmatch(pattern, text) is None:
        raise ValueError(f"no text for {pattern}")
    return text


def shape(secret: Node) -> str:
    """What a generated value looks like."""
    size = secret["bytes"]
    digits = (size * 4 + 2) // 3
    return {
        "hex": f"[0-9a-f]{{{2 * size}}}",
        "alnum": f"[A-Za-z0-9]{{{size},{2 * size}}}",
        "uuid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "base64": f"[A-Za-z0-9+/]{{{digits}}}={{{(3 - size % 3) % 3}}}",
        "base64url": f"[A-Za-z0-9_-]{{{digits}}}",
    }[secret["alphabet"]]


def first_run(test: Making) -> list[str]:
    with test.cluster() as cluster:
        output = cluster.run(SCRIPT, variables=test.planted())
        faults = _ended(output, 0) + _seen(cluster, output)
        values = cluster.secrets()
        for secret in test.secrets:
            value = values.get(secret_key(secret))
            if value is None:
                faults.append(f"{secret['id']} was not made")
            elif secret["source"] == "external":
                if value != test.value(secret):
                    faults.append(f"{secret['id']} is {value!r}, not {test.value(secret)!r}")
            elif not re.fullmatch(re.escape(secret.get("prefix") or "") + shape(secret), value):
                faults.append(f"{secret['id']} is no value of its alphabet: {len(value)} characters")
        generated = [values.get(secret_key(s)) for s in test.secrets if s["source"] != "external"]
        if len(set(generated)) != len(generated):
            faults.append("two secrets have one value")
        # The namespace is there before anything is put into it.
        first = changes(cluster.calls())[:1]
        if not first or "0-keep" not in " ".join(first[0]["arguments"]):
            faults.append("it does not begin with the namespace")
        return faults


def second_run(test: Making) -> list[str]:
    """What is there is kept."""
    with test.cluster() as cluster:
        cluster.run(SCRIPT, variables=test.planted())
        before = (cluster.secrets(), cluster.settings())
        cluster.forget_calls()
        other = {name: value + " changed" for name, value in test.planted().items()}
        output = cluster.run(SCRIPT, variables=other)
        faults = _ended(output, 0)
        if (cluster.secrets(), cluster.settings()) != before:
            faults.append("a second run changes values")
        faults += [f"a second run does {c['arguments']}" for c in changes(cluster.calls()) if c["verb"] != "apply"]
        return faults


def one_more(test: Making) -> list[str]:
    """A secret that was declared later is made, and the others are kept."""
    faults = []
    with test.cluster() as cluster:
        cluster.run(SCRIPT, variables=test.planted())
        before = cluster.secrets()
        objects = cluster.objects
        name, entry = secret_key(test.secrets[0])
        del objects[f"Secret/{name}"]["data"][entry]
        cluster.objects = objects
        faults += _ended(cluster.run(SCRIPT, "--check"), 1)
        faults += _ended(cluster.run(SCRIPT, variables=test.planted()), 0)
        after = cluster.secrets()
        if (name, entry) not in after:
            faults.append(f"{name}/{entry} was not made again")
        faults += [f"{key} was changed" for key in before if key != (name, entry) and after.get(key) != before[key]]
    return faults


def check(test: Making) -> list[str]:
    """`--check`: 1 where something required is missing, then 0; it changes nothing."""
    with test.cluster() as cluster:
        output = cluster.run(SCRIPT, "--check", variables=test.planted())
        faults = _ended(output, 1)
        if changes(cluster.calls()) or cluster.objects:
            faults.append("--check changes something")
        listed = made(test)
        cluster.run(SCRIPT, variables=test.planted())
        if listed != (set(cluster.secrets()), set(cluster.settings())):
            faults.append(f"--check lists {listed}, it makes {sorted(cluster.secrets())} and {cluster.settings()}")
    with test.cluster() as cluster:
        cluster.run(SCRIPT, variables=test.planted(optional=False))
        last = cluster.run(SCRIPT, "--check")
        return faults + _ended(last, 0) + _seen(cluster, last)


def missing(test: Making) -> list[str]:
    """Without a value and without a terminal it stops, and names the variable."""
    faults = []
    required = [s for s in test.secrets if s["source"] == "external" and s["required"]]
    for secret in required[:2]:
        with test.cluster() as cluster:
            values = test.planted()
            del values[secret["env"]]
            output = cluster.run(SCRIPT, variables=values)
            if output.status == 0 or secret["env"] not in output.text:
                faults.append(f"{secret['env']} is missing, it ended with {output.status}: {output.text[-200:]}")
            faults += _seen(cluster, output)
    return faults


def _ended(output: Output, status: int) -> list[str]:
    return [] if output.status == status else [f"it ended with {output.status}, not {status}: {output.text[-600:]}"]


def _seen(cluster: Cluster, output: Output) -> list[str]:
    """No value is in an argument, in a file of the folder, or printed."""
    faults = [f"unknown to the stand-in: {c['arguments']}" for c in cluster.calls() if c["verb"] == "unknown"]
    values = [value for value in cluster.secrets().values() if value]
    texts = [word for call in cluster.calls() for word in call["arguments"]] + [output.text]
    texts += [path.read_text() for path in cluster.folder.rglob("*") if path.is_file()]
    for value in values:
        if any(value in text for text in texts):
            faults.append("the value of a secret is seen")
    return faults


SCENARIOS: dict[str, Callable[[Making], list[str]]] = {
    "first-run": first_run,
    "second-run": second_run,
    "one-more": one_more,
    "check": check,
    "missing": missing,
}


def made(test: Making) -> tuple[set[tuple[str, str]], set[str]]:
    """The Secrets and the settings that the script makes: those that it misses in a cluster that has nothing."""
    with test.cluster() as cluster:
        cluster.answer_nothing()
        output = cluster.run(SCRIPT, "--check")
    found = re.findall(r"^([^/\s]+)/(\S+): missing", output.text, re.MULTILINE)
    settings = {key for name, key in found if name == "settings"}
    return {(name, key) for name, key in found if name != "settings"}, settings
