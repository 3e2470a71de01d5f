"""What the checks ask of a running stack, whether its services are processes or containers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from e2e.program import Place, Program


@dataclass
class Ended:
    """How a service stopped."""

    seconds: float
    code: int | None


class Stack(Protocol):
    program: Program
    #: Where its services reach each other.
    place: Place

    def urls(self, service: str) -> list[str]:
        """Where a service answers, one address per replica that can be told apart."""

    def environments(self, service: str) -> list[dict[str, str]]:
        """The environment of the main process of every replica."""

    def run(self, store: str, words: list[str], environment: dict[str, str]) -> str:
        """The output of a client program beside a store."""

    def stop(self, service: str) -> Ended:
        """Stops a service as its platform does."""

    def start(self, service: str) -> None:
        """Starts it again and waits until it is healthy."""

    def logs(self, service: str) -> str:
        """What it has printed."""

    def job(self, service: str) -> str:
        """Runs a job that waits for its hour now, as its platform does; what it prints."""


def psql(stack: Stack, sql: str, *, superuser: bool = False, database: str | None = None) -> list[list[str]]:
    """The rows of a query to the first PostgreSQL, as the role of the services unless said otherwise."""
    service = next(store for store in stack.program.stores if store["type"] == "postgres")
    user = "postgres" if superuser else service["store"]["user"]
    secret = f"{service['name']}/{'password' if superuser else 'app_password'}"
    words = ["psql", "-h", "127.0.0.1", "-U", user, "-d", database or service["store"]["database"]]
    words += ["-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql]
    output = stack.run(service["name"], words, {"PGPASSWORD": stack.place.secrets[secret]})
    return [line.split("\t") for line in output.splitlines()]


def mongo(stack: Stack, script: str) -> str:
    """What a script prints in the shell of the first MongoDB, as the user of the services."""
    service = next(store for store in stack.program.stores if store["type"] == "mongodb")
    database, user = service["store"]["database"], service["store"]["user"]
    password = stack.place.secrets[f"{service['name']}/password"]
    words = ["mongosh", "--quiet", "--norc", "-u", user, "-p", password, "--authenticationDatabase", database, database]
    return stack.run(service["name"], [*words, "--eval", script], {}).strip()


def redis(stack: Stack, *words: str, password: bool = True) -> list[str]:
    """The lines that the first Redis answers."""
    service = next(store for store in stack.program.stores if store["type"] == "redis")
    given = {"REDISCLI_AUTH": stack.place.secrets[f"{service['name']}/password"]} if password else {}
    return [line for line in stack.run(service["name"], ["redis-cli", *words], given).splitlines() if line]
