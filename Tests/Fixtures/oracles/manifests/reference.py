"""An environment by its IR: who reaches whom, and what each variable comes to.

Nothing here looks at a manifest; names of objects follow from the names of services.
"""

from __future__ import annotations

import base64
import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .network import Pair

Node = dict[str, Any]

# Outputs by which a service of the same network is reached.
PRIVATE_ADDRESSES = {"host", "private_host", "unpooled_host", "endpoint"}
# Those that are the name of a host and nothing more.
HOSTS = PRIVATE_ADDRESSES - {"endpoint"}
PLAIN = string.ascii_letters + string.digits + "-._~"


def parts(node: Node | None) -> Iterator[Node]:
    """An expression and all within it."""
    if node is None:
        return
    yield node
    for key in ["user", "password", "host", "port", "path"]:
        if isinstance(node.get(key), dict):
            yield from parts(node[key])
    inner = node.get("of")
    for part in inner if isinstance(inner, list) else [inner] if isinstance(inner, dict) else []:
        yield from parts(part)
    for item in node.get("query") or []:
        yield from parts(item["value"])


@dataclass
class Program:
    """One environment of the IR.

    - `helpers`: the names of what runs for a store, with what each of them is: the only names that do not follow from
      a service.
    """

    body: Node
    helpers: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> list[Node]:
        return list(self.body["services"])

    def service(self, name: str) -> Node | None:
        return next((service for service in self.services if service["name"] == name), None)

    @property
    def name(self) -> str:
        return str(self.body["environment"]["name"])

    def variables(self, service: Node) -> list[Node]:
        """Those that a container has."""
        kept = [v for v in service["env"] if v["value"] is not None or v["operatorSupplied"]]
        return [variable for variable in kept if variable["phase"] != "build"]

    def is_store(self, service: Node) -> bool:
        return service.get("store") is not None

    def runs(self, service: Node) -> bool:
        """Whether something of it runs in the cluster; a proxy is the cluster's own."""
        return service["category"] != "external" and not service.get("proxy")

    def host(self, service: Node, output: str, *, direct: bool = False) -> str:
        """The name of its Service, or of its pooler's."""
        pooler = service["store"].get("pooler") if self.is_store(service) else None
        if pooler is None or output != "host" or (direct and pooler["mode"] == "transaction"):
            return str(service["dns"])
        prefix = f"{service['dns']}-pooler"
        return next((name for name in self._own(service) if name.startswith(prefix)), prefix)

    def _own(self, store: Node) -> list[str]:
        """What runs for a store."""
        return sorted(
            n for n, component in self.helpers.items() if re.fullmatch(f"{store['dns']}-{component}(-[0-9]+)?", n)
        )

    def pairs(self) -> set[Pair]:
        """The pairs that private references open."""
        found = set()
        for service in filter(self.runs, self.services):
            # Its release is not led through a pooler.
            for direct in [False, True] if service.get("release") else [False]:
                found |= self._opened(service, direct)
            if self.is_store(service):
                wanted = [f"{service['dns']}-{key}" for key in ["backup", "pooler"] if service["store"].get(key)]
                found |= {Pair(name, service["dns"], service["port"]) for name in self._own(service) or wanted}
        return found

    def _opened(self, service: Node, direct: bool) -> set[Pair]:
        found = set()
        for target, output in self._addresses(service):
            other = self.service(target)
            if other is None or other is service or not self.runs(other) or other.get("port") is None:
                continue
            ports = {other["port"], *(port["port"] for port in other["ports"]), *self._routed(other)}
            found |= {Pair(service["dns"], self.host(other, output, direct=direct), port) for port in ports}
        return found

    def _routed(self, service: Node) -> set[int]:
        """The ports that routes of proxies lead to: they are ports of the service as well."""
        routes = [route for proxy in self.services for route in (proxy.get("proxy") or {}).get("routes", [])]
        return {route["port"] for route in routes if route["service"] == service["name"]}

    def _addresses(self, service: Node) -> Iterator[tuple[str, str]]:
        texts = [mounted["text"] for mounted in service["files"] if "text" in mounted]
        for variable in self.variables(service) + texts:
            for part in parts(variable["value"]):
                if part["k"] == "out" and part["out"] in PRIVATE_ADDRESSES:
                    yield part["svc"], part["out"]

    def public(self) -> set[tuple[str, int]]:
        """The ports that are open to anyone."""
        found = {
            (service["dns"], service["port"])
            for service in self.services
            if service["public"]["enabled"] and not service["public"]["tcp"] and self.runs(service)
        }
        for proxy in [service for service in self.services if service.get("proxy")]:
            for route in proxy["proxy"]["routes"]:
                other = self.service(route["service"])
                if other is not None and proxy["public"]["enabled"]:
                    found.add((other["dns"], route["port"]))
        return found

    def elsewhere(self) -> set[tuple[str, int]]:
        """The services that refer to a server outside of the cluster, with its port."""
        ports = {server["name"]: server["port"] for server in self.body.get("externals") or []}
        found = set()
        for edge in self.body["edges"]:
            service = self.service(edge["from"])
            if edge["to"] in ports and service is not None and self.runs(service):
                found.add((str(service["dns"]), int(ports[edge["to"]])))
        return found

    def outgoing(self) -> set[str]:
        """The services that reach the internet."""
        found = set()
        for service in self.services:
            own = (service["options"].get("kubernetes") or {}).get("egress", self.options.get("egress"))
            if self.runs(service) and not self.is_store(service) and service["type"] != "store" and own != "closed":
                found.add(service["dns"])
        return found

    @property
    def options(self) -> Node:
        return dict(self.body["options"].get("kubernetes") or {})

    def text(self, node: Node, secrets: dict[str, str], *, direct: bool = False) -> str | None:
        """What an expression comes to; None where it depends on the target.

        - `direct`: past the poolers that share connections by transaction, as a release has it.
        """
        return Writer(self, secrets, direct).text(node)

    def hosts(self, service: Node) -> list[str]:
        """The names under which it is public."""
        options = self.options
        platform = f"{service['dns']}-{self.body['project']['name']}-{self.name}.{options.get('domain')}"
        own = list(service["public"]["domains"])
        return own or ([platform] if service["public"]["platformDomain"] and "domain" in options else [])


@dataclass
class Writer:
    """Writes the expressions of one environment as text."""

    program: Program
    secrets: dict[str, str]
    direct: bool

    def text(self, node: Node) -> str | None:
        match node["k"]:
            case "lit":
                return str(node["v"])
            case "secret":
                return self.secrets[node["id"]]
            case "env":
                return self.program.name if node["name"] == "name" else None
            case "out":
                return self._output(node)
            case "cat":
                return self._joined("", node["of"])
            case "join":
                return self._joined(node["sep"], [part for item in node["of"] for part in self._listed(item)])
            case "enc":
                inner = self.text(node["of"])
                return None if inner is None else encoded(node["how"], inner)
            case "url":
                return self._url(node)
        return None

    def _joined(self, separator: str, nodes: list[Node]) -> str | None:
        texts = [self.text(node) for node in nodes]
        return None if None in texts else separator.join(text for text in texts if text is not None)

    def _output(self, node: Node) -> str | None:
        service = self.program.service(node["svc"])
        if service is None or not self.program.runs(service):
            return None
        if node["out"] in HOSTS:
            return self.program.host(service, node["out"], direct=self.direct)
        if node["out"] == "port":
            return str(service["port"])
        if node["out"] in ("user", "database") and self.program.is_store(service):
            return _text(service["store"].get(node["out"]))
        hosts = self.program.hosts(service)
        if not hosts:
            return None
        return {"public_domain": hosts[0], "public_url": f"https://{hosts[0]}", "origin": f"https://{hosts[0]}"}.get(
            node["out"]
        )

    def _listed(self, node: Node) -> list[Node]:
        """The items of an output that is a list."""
        service = self.program.service(node["svc"]) if node["k"] == "out" else None
        if service is None or node["out"] not in ("origins", "public_domains") or not self.program.hosts(service):
            return [node]
        scheme = "https://" if node["out"] == "origins" else ""
        return [{"k": "lit", "v": scheme + host} for host in self.program.hosts(service)]

    def _url(self, node: Node) -> str | None:
        texts = {key: self.text(node[key]) for key in ["user", "password", "host", "port", "path"] if node.get(key)}
        query = [(item["name"], self.text(item["value"])) for item in node["query"]]
        if None in texts.values() or any(value is None for _, value in query):
            return None
        account = (texts.get("user") or "") + (":" + str(texts["password"]) if "password" in texts else "")
        result = str(node["scheme"]) + ("+" + node["driver"] if node.get("driver") else "") + "://"
        result += (account + "@" if account else "") + str(texts["host"])
        result += (":" + str(texts["port"]) if "port" in texts else "") + (texts.get("path") or "")
        pairs = [f"{name}={encoded('uri', value or '')}" for name, value in query]
        return result + ("?" + "&".join(pairs) if pairs else "")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def encoded(how: str, text: str) -> str:
    """A text in one of the encodings of the IR."""
    if how == "base64":
        return base64.b64encode(text.encode()).decode()
    if how == "json":
        return json.dumps(text, ensure_ascii=False)[1:-1]
    return "".join(chr(byte) if chr(byte) in PLAIN else f"%{byte:02X}" for byte in text.encode())


def secret_key(secret: Node) -> tuple[str, str]:
    """The Secret and the key that hold a secret: the name as objects have it, the key as it is."""
    name, _, entry = secret["id"].partition("/")
    return folded(name), entry


def folded(name: str) -> str:
    """A name as objects have it."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


def programs(document: Node, target: str) -> list[Program]:
    """The environments that a target is written for."""
    found = []
    for body in document["programs"]:
        if target in body["targets"] and body["environment"]["kind"] != "local":
            found.append(Program(body))
    return found
