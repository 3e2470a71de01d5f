"""Changes texts at random: bytes, tokens, lines with what is below them, and values of YAML trees."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

import yaml  # type: ignore[import-untyped]

# Pieces that have a meaning in a topology, in YAML, in a terminal, or at the edge of a number.
PIECES: list[bytes] = [
    text.encode("utf-8", "surrogatepass")
    for text in ['"', "'", "$", "$<<", ">>", "$<<postgres.DATABASE_URL>>", "$<<shared.X>>", "$<<>>", "$<<.>>", "$<<a.>>", "$<<environment.name>>", "${{a.B}}", "${{", "}}", "$$<<x>>", '$<<a.b|driver("x")>>', '$<<"x">>', "$<<a|b|c|d>>", "$<<x??y>>", "&a", "*a", "<<:", "!!str", "!!binary", "!foo", "!<tag:x>", "---", "...", "?", ":", "-", "|", ">-", "|9", "|+", "#", "[", "]", "{", "}", ",", "[[[[[[", "null", "~", "true", "yes", "0x7fffffffffffffff", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999999999999999999", "1e308", "1e999", ".inf", "-.inf", ".nan", "0o777", "0.1e-400", "18446744073709551616", "-1", "0", "9007199254740993", "8EiB", "9999999999TiB", "999999999999999999d", "100000000h", "0s", "-1s", "1000%", "-5%", "65535", "65536", "2147483648", "\\", "\\x00", "\\u0000", '"\\ud800"', '"\\U00110000"', '"\\u202e"', '"\\0"', "enum(", "url<", "list<list<list<int>>>", "map<string,int>", "optional", "(a*)*b", "(((((((", "[z-a]", "a{99999999}", "(?=x)", "..", "../../etc/passwd", "/etc/passwd", "~/x", "./.", "a//b", "__proto__", "localhost:99999", "http://[::1", "*/0", "http://user:pa@ss@host:port/%zz?#", "postgres://$<<postgres.user>>:$<<postgres.password>>@$<<postgres.host>>/x"]
] + [
    text.encode("utf-8", "surrogatepass")
    for text in [
        "\n", "\r", "\r\n", "\t", "\x00", "\x1b[31m", "\x1b]0;x\x07", "\u202e", "\ufeff", "\u2028", "\x85", "\x7f",
        "\u200b", "\U0001f600", "\ud800", "%YAML 1.2\n---\n", " # infracc: allow W0512 x\n", "# infracc: allow\n",
        "{a: {b: {c: ", "<<: [*a, *a]", "* * * * *", "60-0/99 * * * *", "enum(a, b)", "generate(hex, 0)",
        "generate(hex, 999999999999)", "from: a", "extends: api", "type: postgres", "type: cron", "type: external",
        "use+: [A]", "use-: [B]", "x-a: &a {b: *a}", "kind: preview", "environments:", "services:",
        "options: { layout: repo }", "raw: { compose: {a: b} }", "targets: [compose, procfile, railway]",
    ]
] + [b"\xff\xfe", b"\xc3\x28", b"\xf4\x90\x80\x80"]  # fmt: skip

EXTREME_NUMBERS: list[int | float] = [0, -1, 1, 2**31, 2**53 + 1, 2**62, 2**63 - 1, 2**63, 2**64, 10**30, 1.5, 1e308]
TOKEN = re.compile(rb"[A-Za-z0-9_.$<>|/-]+|\s+|.", re.S)
MOST_BYTES = 200_000

Mutation = Callable[[bytes], bytes]


class Mutator:
    """All mutations, from one source of chance."""

    def __init__(self, chance: random.Random, corpus: list[bytes]) -> None:
        self.chance = chance
        self.corpus = corpus

    def text(self, data: bytes) -> bytes:
        """A topology, changed in one of the ways."""
        ways: list[Mutation] = [
            *[self.of_bytes, self.of_lines, self.of_tree] * 2, self.of_bytes, self.of_tree, self.of_tokens,
            self.of_scalars,
        ]  # fmt: skip
        return self.chance.choice(ways)(data)[:MOST_BYTES]

    def code(self, data: bytes) -> bytes:
        """A file of another form, changed."""
        return self.chance.choice([self.of_bytes, self.of_tokens, self.of_lines])(data)[:MOST_BYTES]

    def piece(self) -> bytes:
        return self.chance.choice(PIECES)

    def of_bytes(self, data: bytes) -> bytes:
        chance = self.chance
        result = bytearray(data)
        for _ in range(chance.choice([1, 1, 2, 3, 5, 10])):
            at = chance.randrange(len(result) + 1)
            way = chance.randrange(8)
            if way == 0 and at < len(result):
                result[at] ^= 1 << chance.randrange(8)
            elif way == 1 and at < len(result):
                result[at] = chance.randrange(256)
            elif way == 2:
                result[at:at] = self.piece()
            elif way == 3:
                del result[at : at + chance.choice([1, 2, 4, 20, 200])]
            elif way == 4:
                to = chance.randrange(len(result) + 1)
                result[to:to] = result[at : at + chance.choice([1, 5, 30, 300])]
            elif way == 5:
                result[at : at + chance.choice([1, 5, 30])] = self.piece()
            elif way == 6:
                other = chance.choice(self.corpus)
                start = chance.randrange(len(other) + 1)
                result[at:at] = other[start : start + chance.choice([3, 20, 100, 600])]
            else:
                result[at:at] = self.piece() * chance.choice([2, 10, 100])
        return bytes(result)

    def of_tokens(self, data: bytes) -> bytes:
        tokens = TOKEN.findall(data)
        if not tokens:
            return data
        for _ in range(self.chance.choice([1, 1, 2, 4])):
            a, b = self.chance.randrange(len(tokens)), self.chance.randrange(len(tokens))
            way = self.chance.randrange(4)
            if way == 0:
                tokens[a], tokens[b] = tokens[b], tokens[a]
            elif way == 1:
                tokens[a] = self.piece()
            elif way == 2:
                tokens[a] = tokens[b]
            else:
                tokens[a:a] = tokens[b : b + self.chance.randrange(1, 6)]
        return b"".join(tokens)

    def of_lines(self, data: bytes) -> bytes:
        chance = self.chance
        lines = data.split(b"\n")
        for _ in range(chance.choice([1, 1, 2, 3])):
            if len(lines) < 3:
                break
            start = chance.randrange(len(lines))
            end = end_of_block(lines, start)
            way = chance.randrange(6)
            if way == 0:
                del lines[start:end]
            elif way == 1:
                lines[start:start] = lines[start:end]
            elif way == 2:
                to = chance.randrange(len(lines) + 1)
                lines[to:to] = lines[start:end]
            elif way == 3:
                shift = chance.choice([-2, -1, 1, 2, 4])
                lines[start:end] = [b" " * shift + line if shift > 0 else line[-shift:] for line in lines[start:end]]
            elif b":" in lines[start]:
                key, value = lines[start].split(b":", 1)
                indent = key[: len(key) - len(key.lstrip())]
                lines[start] = key + b": " + self.piece() if way == 4 else indent + self.piece() + b":" + value
        return b"\n".join(lines)

    def of_scalars(self, data: bytes) -> bytes:
        """One or two values, in quotes mostly, so that the rest of the topology stays good."""
        lines = data.split(b"\n")
        plain = [index for index, line in enumerate(lines) if re.match(rb"\s*[\w-]+:\s*[^\s#{\[&*|>]", line)]
        if not plain:
            return self.of_lines(data)
        for _ in range(self.chance.choice([1, 1, 2])):
            index = self.chance.choice(plain)
            key = lines[index].split(b":", 1)[0]
            quoted = json.dumps(self.piece().decode("utf-8", "replace")).encode()
            lines[index] = key + b": " + self.chance.choice([self.piece(), quoted, quoted])
        return b"\n".join(lines)

    def of_tree(self, data: bytes) -> bytes:
        try:
            tree = yaml.load(data, yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
            return self.of_bytes(data)
        if not isinstance(tree, dict):
            return self.of_bytes(data)
        for _ in range(self.chance.choice([1, 1, 1, 2, 3, 6])):
            places = list(nodes(tree))
            if not places:
                break
            self.change(places)
        try:
            written: bytes = yaml.dump(
                tree, Dumper=yaml.CSafeDumper, default_flow_style=self.chance.choice([None, False, True]),
                allow_unicode=True, sort_keys=False, width=self.chance.choice([80, 10_000]), encoding="utf-8",
            )  # fmt: skip
        except (yaml.YAMLError, ValueError, RecursionError):
            return self.of_bytes(data)
        return written

    def change(self, places: list[tuple[Any, Any]]) -> None:
        parent, key = self.chance.choice(places)
        other, name = self.chance.choice(places)
        way = self.chance.randrange(6)
        if way == 0:
            parent[key] = self.value()
        elif way == 1:
            del parent[key]
        elif way == 2:
            parent[key] = copy.deepcopy(other[name])
        elif way == 3 and isinstance(parent, dict):
            parent[str(self.value())[:40]] = parent.pop(key)
        elif way == 4:
            depth = self.chance.choice([3, 20, 90])
            for _ in range(depth):
                parent[key] = {"a": parent[key]} if self.chance.random() < 0.5 else [parent[key]]
        elif isinstance(parent[key], str):
            at = self.chance.randrange(len(parent[key]) + 1)
            parent[key] = parent[key][:at] + str(self.value())[:300] + parent[key][at:]

    def value(self) -> Any:
        way = self.chance.randrange(12)
        if way < 6:
            return self.piece().decode("utf-8", "replace").replace("\x00", "")
        if way == 6:
            return self.chance.choice(EXTREME_NUMBERS)
        if way == 7:
            return None
        if way == 8:
            return [self.value() for _ in range(self.chance.randrange(4))]
        if way == 9:
            return {self.chance.choice(["a", "type", "public", "API", "from"]): self.value()}
        if way == 10:
            return self.chance.choice([True, False, ""])
        return "A" * self.chance.choice([10, 255, 5000])


def end_of_block(lines: list[bytes], start: int) -> int:
    """Behind the lines that are indented more than the first."""

    def indent(line: bytes) -> int:
        return len(line) - len(line.lstrip(b" "))

    end = start + 1
    while end < len(lines) and (not lines[end].strip() or indent(lines[end]) > indent(lines[start])):
        end += 1
    return end


def nodes(tree: Any) -> list[tuple[Any, Any]]:
    """Every node of a tree, as what holds it and its key; shared ones once."""
    found: list[tuple[Any, Any]] = []
    open_nodes, seen = [tree], set()
    while open_nodes:
        node = open_nodes.pop()
        if id(node) in seen or not isinstance(node, (dict, list)):
            continue
        seen.add(id(node))
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            found.append((node, key))
            open_nodes.append(node[key])
    return found
