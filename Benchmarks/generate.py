#!/usr/bin/env python3
"""Writes a project with N services into a folder: topology.yaml, about 550 bytes a service, without a finding, and the
folders of code that it names.

    generate.py N FOLDER

Of ten services one is a PostgreSQL, one a Redis and eight are FastAPI services that refer to these two and to the
service before them. The text depends on N alone. No two services have the same port: compose publishes them side by
side.
"""

import sys
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
    # Eight services, one worker each, with four connections and four more: 64 of the 97 that are not reserved.
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
    # Snapshots copy the pages that are written while they run: `auto` leaves 40 % of the memory free.
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
      {postgres}: {{ size: 4, overflow: 4 }}
      {redis}: {{ size: 20 }}
    resources: {{ cpu: 0.5, memory: 512MiB }}
    use: [SECRET_KEY, LOG_LEVEL]
    variables:
      DATABASE_URL: $<<{postgres}.DATABASE_URL | driver("asyncpg")>>
      REDIS_URL: $<<{redis}.REDIS_URL>>
      ENVIRONMENT: $<<environment.name>>
      PUBLIC_URL: $<<self.public_url>>
      NEIGHBOUR_URL: $<<{neighbour}.private_url>>
      ALLOWED_ORIGINS: [https://app.example.com, $<<{neighbour}.origin>>]
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

TAIL = """\
environments:
  production: {}
  staging:
    variables: { LOG_LEVEL: debug }
"""


def topology(count: int) -> str:
    """In groups of ten; of a group that is cut short the two stores come first."""
    parts = [HEAD.format(count=count)]
    for number in range(count):
        group, place = divmod(number, 10)
        postgres, redis = f"postgres-{group}", f"redis-{group}"
        if place == 0:
            names = {"name": postgres, "database": f"shop_{group}", "port": 20000 + group, "minute": group % 60}
            parts.append(POSTGRES.format(**names))
        elif place == 1:
            parts.append(REDIS.format(name=redis, port=22000 + group))
        else:
            neighbour = number - 1 if place > 2 else min(group * 10 + 9, count - 1)
            names = {"name": f"api-{number}", "port": 30000 + number, "neighbour": f"api-{neighbour}"}
            parts.append(API.format(postgres=postgres, redis=redis, **names))
    parts.append(TAIL)
    return "".join(parts)


def main() -> None:
    if len(sys.argv) != 3 or not sys.argv[1].isdecimal() or not 4 <= int(sys.argv[1]) <= 20000:
        sys.exit("usage: generate.py N FOLDER, with 4 to 20000 services")
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "topology.yaml").write_text(topology(count))
    for number in range(count):
        if number % 10 > 1:
            code = folder / "services" / f"api-{number}"
            code.mkdir(parents=True, exist_ok=True)
            (code / "main.py").write_text("app = None\n")
            (code / "requirements.txt").write_text("fastapi==0.165.0\nuvicorn==0.54.0\n")


if __name__ == "__main__":
    main()
