"""The expansion of `$(NAME)` in environment values, commands and arguments, as a kubelet does it.

Written after the behavior of Kubernetes: an operator that is followed by itself is one operator, a name in parentheses
is replaced where it is known and kept where it is not, and everything else stays. A replaced value is not looked at again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A part of a text: plain, or the name of a variable."""

    text: str
    is_name: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """Takes a text apart."""
    start = position = 0
    while position < len(text):
        following = text[position + 1 : position + 2]
        if text[position] != "$" or not following:
            position += 1
            continue
        if position > start:
            yield Piece(text[start:position])
        end = text.find(")", position + 2) if following == "(" else -1
        if end >= 0:
            yield Piece(text[position + 2 : end], is_name=True)
            position = end + 1
        else:
            yield Piece("$" if following == "$" else "$" + following)
            position += 2
        start = position
    if start < len(text):
        yield Piece(text[start:])


def names(text: str) -> list[str]:
    """The variables that a text refers to."""
    return [piece.text for piece in pieces(text) if piece.is_name]


def expand(text: str, known: Mapping[str, str]) -> str:
    """The text that a container gets."""
    return "".join(known.get(p.text, f"$({p.text})") if p.is_name else p.text for p in pieces(text))


def expand_bytewise(text: str, known: Mapping[str, str]) -> bytes:
    """The same by kubelets up to 1.34.3 and 1.35.0, which take one byte after an operator for a character."""
    data = text.encode()
    result = bytearray()
    position = 0
    while position < len(data):
        following = data[position + 1 : position + 2]
        if data[position : position + 1] != b"$" or not following:
            result += data[position : position + 1]
            position += 1
            continue
        end = data.find(b")", position + 2) if following == b"(" else -1
        if end >= 0:
            name = data[position + 2 : end].decode()
            result += known.get(name, f"$({name})").encode()
            position = end + 1
        else:
            result += b"$" if following == b"$" else b"$" + chr(following[0]).encode()
            position += 2
    return bytes(result)


@dataclass(frozen=True)
class Case:
    """A row of the table: the text that is meant, and the text of the manifest."""

    meant: str
    written: str


# `PRICE` is a secret: its value may hold anything.
TABLE = [
    Case("cost: $5", "cost: $5"),
    Case("a$b", "a$b"),
    Case("$(PORT)", "$$(PORT)"),
    Case("pa$$word", "pa$$$word"),
    Case("US$<<PRICE>>", "US$$$(PRICE)"),
    Case("$", "$"),
    Case("$$", "$$$"),
    Case("$(", "$$("),
    Case("$(a", "$$(a"),
    Case("$()", "$$()"),
    Case("$$(PORT)", "$$$$(PORT)"),
    Case("$(PORT)$(PORT)", "$$(PORT)$$(PORT)"),
    Case("<<PRICE>>$", "$(PRICE)$"),
    Case("<<PRICE>>(x)", "$(PRICE)(x)"),
    Case("$<<PRICE>>", "$$$(PRICE)"),
    Case("$é", "$$é"),
    Case("5$€", "5$$€"),
]

# What the doubling of every operator, of none, and of `$(` alone come to: the table must tell them from the rule.
WRONG_RULES: dict[str, Callable[[str], str]] = {
    "no escape": lambda text: text,
    "only before a parenthesis": lambda text: text.replace("$(", "$$("),
}


def table_faults() -> list[str]:
    """Holds both expansions against the table, and the table against rules that are wrong."""
    known = {"PRICE": "$(PORT) $$ é", "PORT": "8000"}
    faults = []
    for case in TABLE:
        meant = case.meant.replace("<<PRICE>>", known["PRICE"])
        if expand(case.written, known) != meant:
            faults.append(f"{case.written!r} comes to {expand(case.written, known)!r}, not {meant!r}")
        if expand_bytewise(case.written, known) != meant.encode():
            faults.append(f"{case.written!r} comes to {expand_bytewise(case.written, known)!r} in old kubelets")
    for name, rule in WRONG_RULES.items():
        texts = [case.meant for case in TABLE if "<<" not in case.meant]
        if all(expand(rule(text), known) == text for text in texts):
            faults.append(f"the table lets pass: {name}")
    for text in ["$é", "a$€b"]:
        if expand_bytewise(text, known) == text.encode():
            faults.append("old kubelets are taken for new ones")
    return faults


def escaped(parts: list[Piece]) -> str:
    """What is written for a text of literals and names: an operator of a literal is doubled before what it acts on.

    Old kubelets take a byte for a character, so it is doubled before what is longer than a byte as well.
    """
    joined = "".join(f"$({part.text})" if part.is_name else part.text for part in parts)
    result = []
    position = 0
    for part in parts:
        for character in f"$({part.text})" if part.is_name else part.text:
            following = joined[position + 1 : position + 2]
            doubled = character == "$" and not part.is_name and (following in ("$", "(") or following > "\x7f")
            result.append("$$" if doubled else character)
            position += 1
    return "".join(result)


def rule_faults(source: random.Random, count: int) -> list[str]:
    """Random texts through the rule and through both expansions."""
    known = {"A": "$(B) $$ é", "B": "$", "C__REF": "(A)"}
    alphabet = ["$", "$", "$", "(", ")", "A", "B", "C__REF", "a", " ", "é", "🙂"]
    faults = []
    for _ in range(count):
        parts = [
            Piece(source.choice(list(known)), is_name=True) if source.random() < 0.3 else Piece(source.choice(alphabet))
            for _ in range(source.randrange(1, 10))
        ]
        meant = "".join(known[part.text] if part.is_name else part.text for part in parts)
        written = escaped(parts)
        if expand(written, known) != meant or expand_bytewise(written, known) != meant.encode():
            faults.append(f"{written!r} does not come to {meant!r}")
    return faults[:10]
