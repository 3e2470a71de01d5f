"""Whether the containers get the variables of the IR, with its values."""

from __future__ import annotations

from collections.abc import Iterator

from . import network
from .folder import Body, Folder, Pod
from .reference import Node, Program, folded, secret_key
from .values import started

NAME = "app.kubernetes.io/name"

COMPONENT = "app.kubernetes.io/component"

# What runs for a store beside it.
HELPERS = {"backup", "databases", "pooler", "settings"}

# What the target itself sets: a proxy in front of every public service passes on the address of the client.
ADDED = {"FORWARDED_ALLOW_IPS"}

# Variables that make a reference possible, and that a topology has no word for.
HELPER = "__REF"


def assigned(program: Program) -> dict[str, str]:
    """A value for each secret, of characters that mean something to a kubelet."""
    return {secret["id"]: f"<{secret['id']} $(PORT) $$ é>" for secret in program.body["secrets"]}


def helpers(folder: Folder) -> dict[str, str]:
    """What runs for a store, and what it is."""
    pairs = {
        pod.labels[NAME]: pod.labels[COMPONENT] for pod in folder.pods if COMPONENT in pod.labels and NAME in pod.labels
    }
    return {name: component for name, component in pairs.items() if component in HELPERS}


def value_faults(folder: Folder, program: Program) -> list[str]:
    """All services that are code."""
    program.helpers = helpers(folder)
    found = []
    for service in program.services:
        if program.is_store(service) or not program.runs(service):
            continue
        pods = [pod for pod in folder.pods if pod.labels.get(NAME) == service["dns"]]
        if not pods:
            found.append(f"there are no pods of {service['name']}")
        for pod in pods:
            found += [f"{pod.owner.title}: {fault}" for fault in _pod_faults(pod, program, service)]
    return found


def _pod_faults(pod: Pod, program: Program, service: Node) -> Iterator[str]:
    secrets = assigned(program)
    operators = [v for s in program.services for v in program.variables(s) if v["operatorSupplied"]]
    settings = {variable["name"]: f"set {variable['name']}" for variable in operators}
    by_key = {secret_key(secret): secret["id"] for secret in program.body["secrets"]}
    # An optional secret that an operator brings has a Secret of its own.
    own = {folded(secret["id"]): secret["id"] for secret in program.body["secrets"]}

    def lookup(name: str, key: str) -> str | None:
        if name == "settings":
            return settings.get(key)
        return secrets.get(by_key.get((name, key)) or own.get(name, ""))

    container = pod.spec["containers"][0]
    running = started(container, lookup)
    yield from running.faults
    known = running.variables
    wanted = {variable["name"] for variable in program.variables(service)}
    for name in sorted(wanted - known.keys()):
        yield f"{name} is missing"
    for name in sorted(known.keys() - wanted):
        if HELPER not in name and name not in ADDED:
            yield f"nothing declares {name}"
    direct = pod.labels.get(COMPONENT) == "release"
    entries = {entry["name"]: entry for entry in container.get("env") or []}
    for variable in program.variables(service):
        name = variable["name"]
        if name not in known:
            continue
        meant = (
            settings[name] if variable["operatorSupplied"] else program.text(variable["value"], secrets, direct=direct)
        )
        if meant is not None and known[name] != meant:
            yield f"{name} is {known[name]!r}, not {meant!r}"
        yield from _demanded(variable, entries[name])


def _demanded(variable: Node, entry: Body) -> Iterator[str]:
    """What is not required may be missing in the cluster, and nothing else."""
    source = entry.get("valueFrom") or {}
    reference = source.get("secretKeyRef") or source.get("configMapKeyRef")
    if reference is not None and bool(reference.get("optional")) == variable["required"]:
        yield f"{variable['name']} is {'not ' if not reference.get('optional') else ''}optional"


def network_faults(folder: Folder, program: Program) -> list[str]:
    """Who reaches whom: each end by itself, both together, and from outside."""
    program.helpers = helpers(folder)
    wanted = program.pairs()
    public = program.public()
    narrowed = (program.options.get("ingress") or {}).get("namespace")
    outside = "/" + narrowed if narrowed else network.INTERNET[0]
    services = {pod.labels[NAME] for pod in folder.pods}
    # Who is reached from anywhere is reached from here as well.
    open_to_all = set() if narrowed else public
    anyone = {network.Pair(source, *target) for source in services for target in open_to_all if source != target[0]}
    found = list(network.faults(folder))
    for title, pairs, allowed in [
        ("a service may send", network.pairs(folder, "Egress"), wanted),
        ("a service admits", network.pairs(folder, "Ingress"), wanted | anyone),
        ("a service reaches", network.pairs(folder), wanted),
    ]:
        found += [f"{title} without a reference: {pair}" for pair in sorted(pairs - allowed)]
        found += [f"{title} too little: {pair}" for pair in sorted(allowed - pairs)]
    wrong = network.public(folder, outside) ^ public
    if narrowed:
        wrong |= network.public(folder) | network.public(folder, "/elsewhere")
    found += [f"public or not: {name}:{port}" for name, port in sorted(wrong)]
    ports = {1, 80, 443, 5432} | {port for _, port in program.elsewhere()}
    if network.elsewhere(folder, ports) != program.elsewhere():
        wrong = network.elsewhere(folder, ports) ^ program.elsewhere()
        found.append(f"servers elsewhere are open or not: {sorted(wrong)}")
    if network.internet(folder) != program.outgoing():
        found.append(f"the internet is open to {network.internet(folder) ^ program.outgoing()} or not")
    return found
