"""What is tried: each campaign makes one case of a number, and finds what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from .mutation import Mutator, nodes
from .program import Outcome, Program

REPOSITORY = Path(__file__).resolve().parents[3]
FORMATS = ["text", "text", "short", "gcc", "json", "jsonl", "sarif", "github", "junit"]
MOST_SEED_BYTES = 60_000

# Values at the edges of what numbers, sizes, durations and texts can be.
EXTREMES: list[Any] = [
    2**63 - 1, 2**63 - 2, -(2**63), 2**53 + 1, 2**62, 2**62 + 1, 2**63, 2**64, 10**30, 2**31 - 1, 2**31, 2**32, 10**9,
    10**6, 65536, 0, -1, 1, 0.0, -0.5, 1e-300, 1e18, 1e19, 1e30, 1e308, float("inf"), float("-inf"), float("nan"),
    "9223372036854775807", "8EiB", "7EiB", "8191PiB", "9007199254740991KiB", "1KiB", "1B", "0MiB", "0.0001MiB",
    "1e10MiB", "9223372036854775807B", "9223372036854775807GiB", "106751991167d", "9223372036s",
    "9223372036854775807ms", "9223372036854775807s", "2562047788015215h", "0s", "1ms", "1us", "99999999999999999%",
    "0%", "1000%", "9223372036854775807%", "0.1%", "9223372036854775807m", "1e308m",
    "9223372036854775807.9223372036854775807", "999999999999999999999999", "*/9223372036854775807 * * * *",
    "0-9223372036854775807 * * * *", "59 23 31 2 *", "auto", "", "x" * 10_000, [], {}, None, True, ["a"] * 1000,
    "$<<postgres.url>>", "$<<self.A>>", "$<<postgres.port>>", "\x1b]0;x\x07", "a:b", "-o", "a\x00b",
]  # fmt: skip


class Case:
    """One case: its directory, its chance, and what was wrong with it."""

    def __init__(self, program: Program, folder: Path, chance: random.Random) -> None:
        self.program = program
        self.folder = folder
        self.chance = chance
        self.objections: list[tuple[tuple[str, ...], str]] = []
        self.runs = 0

    def write(self, path: str, data: bytes) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return target

    def run(self, *arguments: str, is_document: bool = False, standard_input: Path | None = None) -> Outcome:
        outcome = self.program.run(*arguments, folder=self.folder, standard_input=standard_input)
        self.runs += 1
        objection = outcome.objection(is_document)
        if objection:
            self.object(arguments, objection)
        return outcome

    def object(self, arguments: tuple[str, ...], text: str) -> None:
        self.objections.append((arguments, text))


class Corpus:
    """Texts that the repository has anyway: seeds of all cases."""

    def __init__(self) -> None:
        fixtures = REPOSITORY / "Tests" / "Fixtures"
        paths = [
            *sorted((REPOSITORY / "examples").glob("*/topology.yaml")), *sorted(fixtures.glob("**/topology.yaml")),
            *sorted((fixtures / "topologies").glob("*.yaml")), *sorted((fixtures / "yaml").glob("*.yaml")),
            Path(__file__).parents[1] / "all-keys.yaml",
        ]  # fmt: skip
        self.topologies = [data for data in map(Path.read_bytes, paths) if len(data) < MOST_SEED_BYTES]
        self.all_keys = yaml.safe_load(paths[-1].read_bytes())
        self.repositories: list[dict[str, bytes]] = []
        for top in sorted((fixtures / "migrate").glob("*/repository")):
            files = {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}
            self.repositories.append({path: data for path, data in files.items() if len(data) < MOST_SEED_BYTES})


def topology(case: Case, corpus: Corpus) -> None:
    """A mutated topology through one command."""
    mutator = Mutator(case.chance, corpus.topologies)
    name = "topology.yaml"
    path = case.write(name, mutator.text(case.chance.choice(corpus.topologies)))
    file_system = [] if case.chance.random() < 0.1 else ["--no-fs"]
    form = ["--format", case.chance.choice(FORMATS)]
    command = case.chance.choice(["check", "check", "build", "fmt", "fix", "ir"])
    if command == "check":
        case.run("check", "--infos", *form, *file_system, name)
    elif command == "build":
        case.run("build", "--dry-run", "-o", "out", *form, *file_system, name)
    elif command == "ir":
        case.run("build", "--emit-ir", *file_system, name)
    elif command == "fix":
        case.run("fix", "--dry-run", "--unsafe", *file_system, name)
    else:
        formatted(case, path)


def formatted(case: Case, path: Path) -> None:
    """Formatting what is formatted changes nothing."""
    once = case.run("fmt", "-", is_document=True, standard_input=path)
    if once.status != 0:
        return
    twice = case.run("fmt", "-", is_document=True, standard_input=case.write("formatted.yaml", once.output))
    if twice.status != 0 or twice.output != once.output:
        case.object(("fmt", path.name), "formatting twice gives another text")


def extremes(case: Case, corpus: Corpus) -> None:
    """One extreme value at one node of a topology with nearly all keys."""
    # Anchors of YAML would make two nodes of one.
    tree = yaml.safe_load(json.dumps(corpus.all_keys))
    parent, key = case.chance.choice(nodes(tree))
    parent[key] = case.chance.choice(EXTREMES)
    case.write("topology.yaml", yaml.dump(tree, sort_keys=False, allow_unicode=True, encoding="utf-8"))
    case.run("check", "--no-fs", "topology.yaml")
    case.run("build", "--dry-run", "--no-fs", "-o", "out", "topology.yaml")


def beside(case: Case, corpus: Corpus) -> None:
    """Mutated files of a repository, with a topology beside them that is made of the good ones."""
    files = dict(case.chance.choice(corpus.repositories))
    for path, data in files.items():
        case.write(path, data)
    case.run("migrate", ".", "-o", "topology.yaml")
    mutator = Mutator(case.chance, list(files.values()))
    for path in case.chance.sample(sorted(files), min(len(files), case.chance.randrange(1, 4))):
        case.write(path, mutator.code(files[path]))
    if case.chance.random() < 0.3:
        place(case)
    case.run("migrate", ".", is_document=True)
    if (case.folder / "topology.yaml").exists():
        case.run("check", "--infos", "topology.yaml")
        case.run("fix", "--dry-run", "--unsafe", "topology.yaml")


def place(case: Case) -> None:
    """Something that is no file where one is looked for."""
    name = case.chance.choice(["Procfile", "railway.json", "api/Dockerfile", ".env", "api/main.py", "api/package.json"])
    path = case.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if case.chance.random() < 0.5:
        os.mkfifo(path)
    else:
        path.symlink_to(case.chance.choice(["/dev/zero", "/proc/self/environ", "..", path.name, "/nothing"]))


def snapshot(folder: Path) -> dict[str, str]:
    """The hash of each file below a directory."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def manifest(case: Case, corpus: Corpus) -> None:
    """A hostile manifest: what people wrote stays as it is."""
    del corpus
    small(case, "x")
    own = {"main.py": b"print()\n", ".env": b"A=1\n", "api/Dockerfile": b"FROM scratch\n", "outside/x": b"x\n"}
    for path, data in own.items():
        case.write("project/" + path, data)
    case.write("victim", b"victim\n")
    output = case.chance.choice([[], [], ["-o", "."], ["-o", "deep/out"], ["--layout", "repo"]])
    arguments = ["build", "--no-fs", *output, "project/topology.yaml"]
    case.run(*arguments)
    found = sorted(case.folder.rglob("manifest.json"))
    if not found:
        return
    before = snapshot(case.folder)
    kept = {path for path in before if path == "victim" or (path.startswith("project/") and path[8:] in own)}
    kept.add("project/topology.yaml")
    found[0].write_bytes(hostile(case, found[0].read_bytes(), before))
    for _ in range(2):
        case.run(*arguments)
    after = snapshot(case.folder)
    for path in sorted(kept):
        if after.get(path) != before[path]:
            case.object(tuple(arguments), f"{path} was changed or removed")


def hostile(case: Case, data: bytes, files: dict[str, str]) -> bytes:
    """A manifest that lists files of people, or one with mistakes."""
    if case.chance.random() < 0.3:
        return Mutator(case.chance, [data]).of_bytes(data)
    tree = json.loads(data)
    listed = {}
    for path, digest in files.items():
        for name in {path, path.removeprefix("project/"), "../" + path, "/" + path, "../../" + path, "./" + path}:
            if case.chance.random() < 0.8:
                listed[name] = digest
    owner = case.chance.choice(
        [tree["groups"][0].get("topology"), None, "../other.yaml", "../../victim", "/etc/passwd"]
    )
    base = case.chance.choice(["output", "repository"])
    tree["groups"].append({"topology": owner, "base": base, "environment": None, "target": "compose", "files": listed})
    if case.chance.random() < 0.3:
        tree["version"] = case.chance.choice([1, 2, 3, -1, "2", None])
    return json.dumps(tree).encode()


def small(case: Case, value: str, services: int = 1) -> None:
    lines = ["infracc: 1", "project: p", "targets: [compose, procfile]", "services:"]
    for index in range(services):
        lines.append(f'  s{index}: {{ type: worker, image: "a:1", start: run, variables: {{ A: {value} }} }}')
    case.write("project/topology.yaml", ("\n".join(lines) + "\n").encode())


def kill(case: Case, corpus: Corpus) -> None:
    """A build that is killed at a random moment: the next one ends as one that never was."""
    del corpus
    arguments = ("build", "--no-fs", "project/topology.yaml")
    small(case, "old", 60)
    case.run(*arguments)
    case.write("project/infra/mine.txt", b"mine\n")
    small(case, "new", 59)
    process = case.program.start(arguments, case.folder)
    # A build of this size takes about as long as that.
    time.sleep(case.chance.uniform(0, 0.25))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    case.run(*arguments)
    case.run(*arguments, "--check")
    after = snapshot(case.folder / "project")
    clean = Case(case.program, case.folder / "clean", case.chance)
    small(clean, "new", 59)
    clean.run(*arguments)
    wanted = snapshot(clean.folder / "project") | {"infra/mine.txt": hashlib.sha256(b"mine\n").hexdigest()}
    if after != wanted:
        different = sorted(path for path in after.keys() | wanted.keys() if after.get(path) != wanted.get(path))
        case.object(arguments, f"after a kill and a build these differ from a clean build: {different[:5]}")


Campaign = Callable[[Case, Corpus], None]
# With how often each comes among ten cases.
CAMPAIGNS: dict[str, tuple[Campaign, int]] = {
    "topology": (topology, 5), "extremes": (extremes, 2), "beside": (beside, 1), "manifest": (manifest, 1),
    "kill": (kill, 1),
}  # fmt: skip


def turns(only: str | None) -> Iterator[str]:
    """The names of campaigns, forever, each as often as it should come."""
    order = [name for name, (_, share) in CAMPAIGNS.items() for _ in range(share)]
    while True:
        yield from [only] if only else order


def run_case(program: Program, corpus: Corpus, name: str, seed: int, number: int, scratch: Path) -> Case:
    """The same case for the same name, seed and number, but for when the kills happen."""
    folder = scratch / "case"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    case = Case(program, folder, random.Random(f"{name}:{seed}:{number}"))
    CAMPAIGNS[name][0](case, corpus)
    return case
