"""An evaluator of NetworkPolicies: which pods reach which ports of which pods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from .folder import Body, Folder, Pod, selects

NAME = "app.kubernetes.io/name"

# A host of the internet, and hosts that are not: in a cluster, of a provider, of a link.
INTERNET = ["93.184.216.34", "2606:2800:220:1::1"]
PRIVATE = ["10.1.2.3", "100.64.0.1", "169.254.169.254", "172.16.5.4", "192.168.1.1", "fd00::1", "fe80::1"]


@dataclass(frozen=True, order=True)
class Pair:
    """That one service reaches a port of another."""

    source: str
    target: str
    port: int


def policies(folder: Folder, pod: Pod, direction: str) -> list[Body]:
    """The policies that select a pod for `Ingress` or `Egress`."""
    found = []
    for item in folder.of("NetworkPolicy"):
        spec = item.body["spec"]
        types = spec.get("policyTypes") or (["Ingress", "Egress"] if "egress" in spec else ["Ingress"])
        if direction in types and selects(spec["podSelector"], pod.labels):
            found.append(spec)
    return found


def _port_matches(rule: Body, port: int | None, protocol: str, names: dict[str, int]) -> bool:
    """`port` of None is one that no rule names."""
    entries = rule.get("ports")
    if not entries:
        return True
    for entry in entries:
        if entry.get("protocol", "TCP") != protocol:
            continue
        wanted = entry.get("port")
        number = names.get(wanted) if isinstance(wanted, str) else wanted
        if wanted is None or (number is not None and number <= (port or 0) <= entry.get("endPort", number)):
            return True
    return False


def _peer_matches(peers: list[Body] | None, other: Pod | str | None) -> bool:
    """Whether a rule is about a pod of the same namespace, about an address outside, or about another namespace."""
    if not peers:
        return True
    for peer in peers:
        if isinstance(other, str):
            if "ipBlock" in peer and other[0] != "/" and _in_block(peer["ipBlock"], other):
                return True
            labels = {"kubernetes.io/metadata.name": other[1:]}
            if "namespaceSelector" in peer and other[0] == "/" and selects(peer["namespaceSelector"], labels):
                return True
        elif "ipBlock" in peer:
            continue
        elif other is not None and "namespaceSelector" not in peer and selects(peer["podSelector"], other.labels):
            return True
    return False


def _in_block(block: Body, address: str) -> bool:
    network, host = ip_network(block["cidr"]), ip_address(address)
    if network.version != host.version or host not in network:
        return False
    return not any(host in ip_network(part) for part in block.get("except") or [])


def _names(pod: Pod) -> dict[str, int]:
    ports = [port for container in pod.containers for port in container.get("ports") or []]
    return {port["name"]: port["containerPort"] for port in ports if "name" in port}


def _allows(folder: Folder, pod: Pod, direction: str, other: Pod | str | None, port: int | None, protocol: str) -> bool:
    """What one end admits: everything where no policy selects it, else what one of them allows.

    - `other`: a pod of the namespace, an address outside of the cluster, or `/` and the name of another namespace.
    """
    selecting = policies(folder, pod, direction)
    key, peers = ("egress", "to") if direction == "Egress" else ("ingress", "from")
    target = other if direction == "Egress" else pod
    names = _names(target) if isinstance(target, Pod) else {}
    rules = [rule for spec in selecting for rule in spec.get(key) or []]
    return not selecting or any(
        _peer_matches(rule.get(peers), other) and _port_matches(rule, port, protocol, names) for rule in rules
    )


def open_ports(pod: Pod) -> list[tuple[int, str]]:
    """The ports that the containers of a pod listen on."""
    ports = [port for container in pod.spec["containers"] for port in container.get("ports") or []]
    return [(port["containerPort"], port.get("protocol", "TCP")) for port in ports]


def _some_pods(folder: Folder) -> Iterator[Pod]:
    """One workload of each set of labels."""
    seen: set[str] = set()
    for pod in folder.pods:
        if str(sorted(pod.labels.items())) not in seen:
            seen.add(str(sorted(pod.labels.items())))
            yield pod


def pairs(folder: Folder, *directions: str) -> set[Pair]:
    """All pairs of different services, over every port that something has and over ones that nothing has.

    - `directions`: `Egress` is what the first is allowed to send, `Ingress` what the second admits; both without any.
    """
    pods = list(_some_pods(folder))
    every = sorted({port for pod in pods for port in open_ports(pod)} | {(1, "TCP"), (1, "UDP")})
    found = set()
    for source in pods:
        for target in pods:
            if source.labels[NAME] == target.labels[NAME]:
                continue
            ends = {"Egress": (source, target), "Ingress": (target, source)}
            for port, protocol in every:
                if all(_allows(folder, ends[end][0], end, ends[end][1], port, protocol) for end in directions or ends):
                    found.add(Pair(source.labels[NAME], target.labels[NAME], port))
    return found


def public(folder: Folder, source: str = INTERNET[0]) -> set[tuple[str, int]]:
    """The ports that are reached from outside: from an address, or from another namespace."""
    found = set()
    for pod in _some_pods(folder):
        for port, protocol in [*open_ports(pod), (1, "TCP")]:
            if _allows(folder, pod, "Ingress", source, port, protocol):
                found.add((pod.labels[NAME], port))
    return found


def internet(folder: Folder) -> set[str]:
    """The services that reach any port of the internet."""
    return {
        pod.labels[NAME]
        for pod in _some_pods(folder)
        if all(_allows(folder, pod, "Egress", address, 443, "TCP") for address in INTERNET)
    }


def elsewhere(folder: Folder, ports: set[int]) -> set[tuple[str, int]]:
    """The services that reach any of the networks that no policy opens to all, each with the port."""
    return {
        (pod.labels[NAME], port)
        for pod in _some_pods(folder)
        for port in ports
        if any(_allows(folder, pod, "Egress", address, port, "TCP") for address in PRIVATE)
    }


def faults(folder: Folder) -> list[str]:
    """What holds for every folder: each pod is restricted, and resolves names."""
    found = []
    for pod in _some_pods(folder):
        title = pod.owner.title
        for direction in ["Ingress", "Egress"]:
            if not policies(folder, pod, direction):
                found.append(f"{title}: no policy restricts {direction}")
        for protocol in ["TCP", "UDP"]:
            if not _allows(folder, pod, "Egress", PRIVATE[2], 53, protocol):
                found.append(f"{title}: no names by {protocol}")
    for item in folder.of("NetworkPolicy"):
        for selector in _peers(item.body["spec"]):
            if not any(selects(selector, pod.labels) for pod in folder.pods):
                found.append(f"{item.title}: no pod has {selector.get('matchLabels')}")
    return found


def _peers(spec: Body) -> Iterator[Body]:
    yield spec["podSelector"]
    for rule in [*(spec.get("ingress") or []), *(spec.get("egress") or [])]:
        for peer in [*(rule.get("from") or []), *(rule.get("to") or [])]:
            if "podSelector" in peer and "namespaceSelector" not in peer:
                yield peer["podSelector"]
