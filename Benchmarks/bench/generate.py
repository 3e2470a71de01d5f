"""Writes a project with N services into a folder: topology.yaml and the folders of code that it names.

Of ten services one is a PostgreSQL, one a Redis and eight are FastAPI services that refer to these two and to the
service before them. Every environment but the first overrides a tenth of the services: resources, a variable, replicas,
and a setting of the database. The text depends on the numbers alone. No two services have the same port: compose
publishes them side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

POSTGRES = """\
  {name}:
    type: postgres
    version: 16
    database: {database}
    port: {port}
    resources: {{ cpu: 1, memory: 1GiB, storage: 10GiB }}
    tuning:
      profile: web
      max_connections: 100
      shared_buffers: 256MiB
      effective_cache_size: 75%
      maintenance_work_mem: 64MiB
      work_mem: 2MiB
      statement_timeout: 20s
    backup: {{ schedule: "{minute} 3 * * *", keep: 14d }}
    # Eight services, one worker each, with three connections and two more: 40 of the 97 that are not reserved,
    # and 80 while a rollout replaces them.
"""

REDIS = """\
  {name}:
    type: redis
    version: 7
    port: {port}
    resources: {{ cpu: 0.5, memory: 512MiB, storage: 1GiB }}
    tuning:
      maxmemory: auto
      policy: allkeys-lru
      save: ["900 1", "300 10", "60 10000"]
    # Snapshots copy the pages that are written while they run: `auto` leaves 40% of the memory free.
"""

API = """\
  {name}:
    type: fastapi
    root: ./services/{name}
    port: {port}
    public: true
    health: /health
    workers: 1
    pools:
      {postgres}: {{ size: 3, overflow: 2 }}
      {redis}: {{ size: 20 }}
    resources: {{ cpu: 0.5, memory: 512MiB }}
    use: [SECRET_KEY, LOG_LEVEL]
    variables:
      DATABASE_URL: $<<{postgres}.DATABASE_URL | driver("asyncpg")>>
      REDIS_URL: $<<{redis}.REDIS_URL>>
      ENVIRONMENT: $<<environment.name>>
      BANNER: the usual one
      PUBLIC_URL: $<<self.public_url>>
      NEIGHBOR_URL: $<<{neighbor}.private_url>>
      ALLOWED_ORIGINS: [https://app.example.com, $<<{neighbor}.origin>>]
"""

HEAD = """\
infracc: 1
project: bench-{count}
targets: [railway, compose, procfile]
secrets:
  SECRET_KEY: generate
variables:
  LOG_LEVEL: {{ value: info, type: "enum(debug, info, warning, error)" }}
services:
"""


@dataclass(frozen=True)
class Shape:
    """How large a topology is."""

    services: int
    environments: int = 2
    # Literal variables of each service on top of those that it has anyway.
    variables: int = 0


def _is_code(number: int) -> bool:
    return number % 10 > 1


def topology(shape: Shape) -> str:
    """In groups of ten; of a group that is cut short the two stores come first."""
    parts = [HEAD.format(count=shape.services)]
    for number in range(shape.services):
        group, place = divmod(number, 10)
        postgres, redis = f"postgres-{group}", f"redis-{group}"
        if place == 0:
            names = {"name": postgres, "database": f"shop_{group}", "port": 20000 + group, "minute": group % 60}
            parts.append(POSTGRES.format(**names))
        elif place == 1:
            parts.append(REDIS.format(name=redis, port=22000 + group))
        else:
            neighbor = number - 1 if place > 2 else min(group * 10 + 9, shape.services - 1)
            parts.append(
                API.format(
                    name=f"api-{number}",
                    port=30000 + number,
                    neighbor=f"api-{neighbor}",
                    postgres=postgres,
                    redis=redis,
                )
            )
            parts.extend(f"      SETTING_{index}: value {index} of {number}\n" for index in range(shape.variables))
    parts.append("environments:\n  production: {}\n")
    parts.extend(_overlay(index, shape) for index in range(1, shape.environments))
    return "".join(parts)


def _overlay(index: int, shape: Shape) -> str:
    """One service of each group and every second database differ."""
    name = "staging" if index == 1 else f"staging-{index}"
    lines = [f"  {name}:\n", "    variables: { LOG_LEVEL: debug }\n", "    services:\n"]
    for group in range((shape.services + 9) // 10):
        number = group * 10 + 2 + (group + index) % 8
        if group % 2 == 0:
            lines.append(f"      postgres-{group}: {{ tuning: {{ statement_timeout: {10 + index}s }} }}\n")
        if number < shape.services:
            lines.append(
                f"      api-{number}: {{ resources: {{ memory: 384MiB }}, variables: {{ BANNER: number {index} }} }}\n"
            )
    return "".join(lines)


def write(shape: Shape, folder: Path) -> Path:
    """Writes the project; gives the path of the topology."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "topology.yaml"
    path.write_text(topology(shape))
    for number in filter(_is_code, range(shape.services)):
        code = folder / "services" / f"api-{number}"
        code.mkdir(parents=True, exist_ok=True)
        (code / "main.py").write_text("app = None\n")
        (code / "requirements.txt").write_text("fastapi==0.165.0\nuvicorn==0.54.0\n")
    return path
