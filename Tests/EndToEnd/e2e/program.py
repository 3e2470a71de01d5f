"""The checked form of a topology (`infracc build --emit-ir`), and what its values come to in one place of running."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

Node = dict[str, Any]


class Absent(Exception):
    """An optional secret that nobody supplied."""


@dataclass
class Place:
    """What a topology leaves to the place where it runs."""

    #: By the secret's id.
    secrets: dict[str, str]
    #: Under which name services reach each other; None: under their own.
    host: str | None = None
    #: Whether the domains of public services lead here, rather than to published ports.
    domains: bool = True
    #: Variables that have another value here, by name.
    variables: dict[str, str] = field(default_factory=dict)
    #: Addresses of public services where they are neither their domains nor http://localhost:PORT.
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass
class Program:
    """One environment of a topology."""

    data: Node

    @staticmethod
    def load(infracc: Path, folder: Path, environment: str) -> Program:
        words = [str(infracc), "build", "--emit-ir", "topology.yaml"]
        output = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout
        programs = {program["environment"]["name"]: program for program in json.loads(output)["programs"]}
        return Program(programs[environment])

    @property
    def environment(self) -> str:
        return str(self.data["environment"]["name"])

    @property
    def services(self) -> list[Node]:
        return list(self.data["services"])

    def service(self, name: str) -> Node:
        return next(service for service in self.services if service["name"] == name)

    @property
    def stores(self) -> list[Node]:
        return [service for service in self.services if "store" in service]

    @property
    def processes(self) -> list[Node]:
        """The services with code of their own that run all the time."""
        return [service for service in self.services if "store" not in service and service["category"] != "cron"]

    @property
    def secrets(self) -> list[Node]:
        return list(self.data["secrets"])

    def budget(self, store: str) -> Node:
        return next(budget for budget in self.data["budgets"]["connections"] if budget["store"] == store)

    def variables(self, service: str, place: Place, phase: str = "run") -> dict[str, str]:
        """What the processes of a service must find in their environment."""
        values = {}
        for variable in self.service(service)["env"]:
            if variable["phase"] == phase:
                name = variable["name"]
                try:
                    values[name] = place.variables.get(name) or self.text(variable["value"], service, place)
                except Absent:
                    assert not variable["required"], name
        return values

    def text(self, value: Node, service: str, place: Place) -> str:
        """What an expression comes to, for the service that carries it."""

        def inner(node: Node) -> str:
            return self.text(node, service, place)

        match value["k"]:
            case "lit":
                return str(value["v"])
            case "out":
                return self.output(value["svc"], value["out"], place)
            case "secret":
                if value["id"] not in place.secrets:
                    raise Absent
                return place.secrets[value["id"]]
            case "cat":
                return "".join(map(inner, value["of"]))
            case "join":
                return str(value["sep"]).join(map(inner, value["of"]))
            case "url":
                return self.url({key: inner(value[key]) for key in value if key in URL_PARTS}, value, inner)
            case kind:
                raise NotImplementedError(f"{kind} in a value")

    def url(self, parts: dict[str, str], value: Node, inner: Any) -> str:
        scheme = value["scheme"] + (f"+{value['driver']}" if value.get("driver") else "")
        user = quote(parts.get("user", ""), safe="")
        if "password" in parts:
            user += ":" + quote(parts["password"], safe="")
        text = f"{scheme}://{user + '@' if user else ''}{parts['host']}"
        text += (":" + parts["port"] if "port" in parts else "") + parts.get("path", "")
        query = "&".join(f"{item['name']}={quote(inner(item['value']), safe='-._~')}" for item in value["query"])
        return text + ("?" + query if query else "")

    def output(self, name: str, output: str, place: Place) -> str:
        service = self.service(name)
        origins = self.origins(name, place)
        match output:
            case "host" if place.host is None and "pooler" in service.get("store", {}):
                return f"{service['dns']}-pooler"
            case "host" | "private_host" | "unpooled_host":
                return place.host or str(service["dns"])
            case "port":
                return str(service["port"])
            case "vhost_path":
                # No path is the default one.
                return f"/{service['store']['space']}" if service["store"].get("space") else ""
            case "user" | "database" | "region":
                return str(service["store"].get(output) or service["store"]["administrator"])
            case "bucket":
                return str(service["store"]["space"])
            case "endpoint":
                return f"http://{place.host or service['dns']}:{service['port']}"
            case _ if output in service.get("store", {}).get("outputs", {}):
                return str(service["store"]["outputs"][output])
            case "public_url" | "origin":
                return origins[0]
            case "hosts":
                domains = service["public"]["domains"] if place.domains else []
                return ",".join(dict.fromkeys([*domains, place.host or service["dns"], "127.0.0.1", "localhost"]))
            case "origins":
                return ",".join(origins)
            case _:
                raise NotImplementedError(f"output {output}")

    def origins(self, name: str, place: Place) -> list[str]:
        """Where browsers reach a service, the first one first."""
        service = self.service(name)
        if name in place.addresses:
            return [place.addresses[name]]
        domains = service["public"]["domains"] if place.domains else []
        return [f"https://{domain}" for domain in domains] or [f"http://localhost:{service['port']}"]


URL_PARTS = {"user", "password", "host", "port", "path"}
