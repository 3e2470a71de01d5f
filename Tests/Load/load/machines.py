"""The machines that are tried, and what infracc builds for each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple


class Machine(NamedTuple):
    """Memory in MiB, vCPU, and how many connections the pooler opens."""

    memory: int
    cpu: float
    pool: int


# The last three have enough vCPU and memory for parallel queries.
POSTGRES_MACHINES = [
    Machine(256, 0.5, 5), Machine(512, 1, 8), Machine(1024, 1, 10), Machine(1536, 2, 10), Machine(2048, 2, 15),
    Machine(4096, 4, 20),
]  # fmt: skip
POSTGRES_PROFILES = ["web", "dw"]

REDIS_MACHINES = [64, 128, 256, 512, 1024, 2048]
# A snapshot is part of the model only where something is persistent.
REDIS_PROFILES = {"cache": 'save: ["900 1"]', "queue": "appendonly: true"}

POSTGRES = """\
infracc: 1
project: load
targets: [compose]
services:
  postgres:
    version: "15"
    pooler: {{ mode: transaction, size: {machine.pool} }}
    resources: {{ memory: {machine.memory}MiB, cpu: {machine.cpu}, storage: 20GiB }}
    tuning: {{ profile: {profile} }}
  api:
    type: fastapi
    app: main:app
    workers: 2
    resources: {{ memory: 1GiB, cpu: 1 }}
    pools: {{ postgres: {{ size: {machine.pool}, overflow: 0 }} }}
    variables: {{ DATABASE_URL: $<<postgres.DATABASE_URL>> }}
"""

REDIS = """\
infracc: 1
project: load
targets: [compose]
services:
  redis:
    version: "{version}"
    resources: {{ memory: {memory}MiB, cpu: 1, storage: 20GiB }}
    tuning: {{ profile: {profile}, {persistence} }}
"""


class Build:
    """What infracc makes of one topology: its files and its figures."""

    def __init__(self, program: Path, folder: Path, topology: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        source = folder / "topology.yaml"
        source.write_text(topology)
        self.run(program, "build", "--no-fs", "-o", str(folder / "infra"), str(source))
        tree: Any = json.loads(self.run(program, "build", "--no-fs", "--emit-ir", str(source)))
        self.budgets = tree["programs"][0]["budgets"]
        self.memory = self.budgets["memory"][0]

    @staticmethod
    def run(*words: object) -> str:
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"infracc {words[1]}: {done.stdout}{done.stderr}")
        return done.stdout

    @property
    def need(self) -> int:
        """MiB."""
        return int(self.memory["needMebibytes"])

    @property
    def connections(self) -> dict[str, Any]:
        found: dict[str, Any] = self.budgets["connections"][0]
        return found

    def file(self, name: str) -> Path:
        (found,) = (self.folder / "infra").rglob(name)
        return found


def postgres_build(program: Path, folder: Path, machine: Machine, profile: str) -> Build:
    return Build(program, folder, POSTGRES.format(machine=machine, profile=profile))


def redis_build(program: Path, folder: Path, memory: int, profile: str, version: int) -> Build:
    persistence = REDIS_PROFILES[profile]
    return Build(
        program, folder, REDIS.format(memory=memory, profile=profile, persistence=persistence, version=version)
    )
