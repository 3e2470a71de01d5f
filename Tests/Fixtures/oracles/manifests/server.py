"""What an API server demands of objects beyond the schemas; with the profile `restricted`, which the namespace enforces.

Each rule is one of the server's validation or of its defaults, read from the documentation of the field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .folder import Body, Folder, Object, Pod

LABEL_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
DOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?")
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")

# A CronJob's pods carry its name with eleven characters more, a StatefulSet's revision with eleven as well.
LONGEST = {"CronJob": 52, "StatefulSet": 52}
# What the profile admits as volumes.
ADMITTED_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
} | {"secret"}
FACTORS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "m": 10**-3}
FACTORS |= {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


def quantity(text: Any) -> float:
    """The number of a quantity."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)", str(text))
    if match is None or match[2] not in FACTORS:
        raise ValueError(f"{text} is no quantity")
    return float(match[1]) * FACTORS[match[2]]


def faults(folder: Folder) -> list[str]:
    """All of it."""
    found: list[str] = []
    for item in folder.objects:
        found += [f"{item.title}: {fault}" for fault in _object(item)]
    for pod in folder.pods:
        found += [f"{pod.owner.title}: {fault}" for fault in _pod(pod)]
    return found


def _object(item: Object) -> Iterator[str]:
    if len(item.name) > LONGEST.get(item.kind, 63) or not LABEL_NAME.fullmatch(item.name):
        yield f"the name {item.name} is not admitted"
    for key, value in item.labels.items():
        if not isinstance(value, str) or len(value) > 63 or not LABEL_VALUE.fullmatch(value):
            yield f"the label {key} has the value {value}"
    for key, value in (item.body["metadata"].get("annotations") or {}).items():
        if not isinstance(value, str):
            yield f"the annotation {key} is no text"
    spec = item.body.get("spec") or {}
    match item.kind:
        case "Secret":
            yield "a Secret belongs in no file"
        case "ConfigMap":
            yield from _configuration(item.body)
        case "Service":
            yield from _ports(spec["ports"], "port")
        case "Deployment":
            yield from _rollout(spec)
        case "HorizontalPodAutoscaler":
            if not 1 <= spec["minReplicas"] < spec["maxReplicas"]:
                yield "it never scales"
        case "CronJob":
            if len(str(spec["schedule"]).split()) != 5:
                yield f"{spec['schedule']} is no schedule"
            yield from _job(spec["jobTemplate"]["spec"])
        case "Job":
            yield from _job(spec)
        case "Ingress":
            for rule in spec["rules"]:
                if not DOMAIN.fullmatch(rule.get("host", "x")):
                    yield f"{rule['host']} is no host"


def _configuration(body: Body) -> Iterator[str]:
    entries = {**(body.get("data") or {}), **(body.get("binaryData") or {})}
    for key, value in entries.items():
        if not CONFIG_KEY.fullmatch(key):
            yield f"{key} is no key"
        if not isinstance(value, str):
            yield f"the value of {key} is no text"
    if sum(len(str(value).encode()) for value in entries.values()) > 1 << 20:
        yield "it has more than 1 MiB"


def _rollout(spec: Body) -> Iterator[str]:
    strategy = spec.get("strategy", {})
    rolling = strategy.get("rollingUpdate")
    if strategy.get("type") == "Recreate" and rolling:
        yield "Recreate has no rollingUpdate"
    if rolling and not rolling.get("maxSurge") and not rolling.get("maxUnavailable"):
        yield "maxSurge and maxUnavailable are both 0"
    if spec.get("progressDeadlineSeconds", 600) <= spec.get("minReadySeconds", 0):
        yield "it is given up before it can be ready"


def _job(spec: Body) -> Iterator[str]:
    policy = spec["template"]["spec"].get("restartPolicy")
    if policy not in ("Never", "OnFailure"):
        yield f"a job restarts {policy}"
    if "podFailurePolicy" in spec and policy != "Never":
        yield "podFailurePolicy needs restartPolicy: Never"


def _ports(ports: list[Body], key: str) -> Iterator[str]:
    for name, number in Counter(port.get("name") for port in ports).items():
        if number > 1:
            yield f"{number} ports are called {name}"
    for port in ports:
        if not 1 <= port[key] <= 65535:
            yield f"{port[key]} is no port"
        if "name" in port and (len(port["name"]) > 15 or not PORT_NAME.fullmatch(port["name"]) or "--" in port["name"]):
            yield f"{port['name']} is no name of a port"
    for identity, number in Counter((port[key], port.get("protocol", "TCP")) for port in ports).items():
        if number > 1:
            yield f"the port {identity[0]} is there {number} times"


def _pod(pod: Pod) -> Iterator[str]:
    spec = pod.spec
    context = spec.get("securityContext") or {}
    for key in ["hostNetwork", "hostPID", "hostIPC"]:
        if spec.get(key):
            yield f"{key} is not restricted"
    if spec.get("automountServiceAccountToken") is not False:
        yield "its pods get a token of the API"
    if spec.get("enableServiceLinks") is not False:
        yield "its pods get variables of all Services"
    if context.get("runAsNonRoot") is not True or context.get("runAsUser") == 0:
        yield "its pods may run as root"
    if (context.get("seccompProfile") or {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield "its pods have no seccomp profile"
    for volume in spec.get("volumes") or []:
        kinds = set(volume) - {"name"}
        if len(kinds) != 1 or not kinds <= ADMITTED_VOLUMES:
            yield f"the volume {volume['name']} is {kinds}"
    named = [container["name"] for container in pod.containers]
    if len(set(named)) != len(named):
        yield "two containers have one name"
    yield from _ports([port for c in spec["containers"] for port in c.get("ports") or []], "containerPort")
    for container in pod.containers:
        yield from (f"{container['name']}: {fault}" for fault in _container(container, spec))


def _container(container: Body, spec: Body) -> Iterator[str]:
    context = container.get("securityContext") or {}
    if context.get("allowPrivilegeEscalation") is not False or context.get("privileged"):
        yield "it may gain privileges"
    if (context.get("capabilities") or {}).get("drop") != ["ALL"] or (context.get("capabilities") or {}).get("add"):
        yield "it has capabilities"
    if not LABEL_NAME.fullmatch(container["name"]) or len(container["name"]) > 63:
        yield "that is no name of a container"
    requests, limits = (container["resources"].get(key) or {} for key in ("requests", "limits"))
    for key in ["cpu", "memory"]:
        if key not in requests:
            yield f"it requests no {key}"
        elif key in limits and quantity(limits[key]) < quantity(requests[key]):
            yield f"it requests more {key} than its limit"
    for mount in container.get("volumeMounts") or []:
        path = mount["mountPath"]
        if not path.startswith("/") or ":" in path or ".." in path.split("/"):
            yield f"{path} is no path of a mount"
    for entry in container.get("env") or []:
        if "value" in entry and (not isinstance(entry["value"], str) or "\0" in entry["value"] or "valueFrom" in entry):
            yield f"{entry['name']} is no text"
    grace = spec.get("terminationGracePeriodSeconds", 30)
    sleep = ((container.get("lifecycle") or {}).get("preStop") or {}).get("sleep") or {}
    if sleep and not 0 <= sleep["seconds"] <= grace:
        yield "it sleeps longer than it may live"
    yield from _probes(container)


def _probes(container: Body) -> Iterator[str]:
    ports = {port.get("name") for port in container.get("ports") or []}
    for kind in ["startupProbe", "readinessProbe", "livenessProbe"]:
        probe = container.get(kind)
        if probe is None:
            continue
        actions = {"exec", "httpGet", "tcpSocket", "grpc"} & set(probe)
        if len(actions) != 1:
            yield f"{kind} has {len(actions)} actions"
        for action in actions - {"exec"}:
            port = probe[action]["port"]
            if isinstance(port, str) and port not in ports:
                yield f"{kind} asks the port {port}, which it does not have"
        if kind != "readinessProbe" and probe.get("successThreshold", 1) != 1:
            yield f"{kind} has a successThreshold"
        for key in ["periodSeconds", "timeoutSeconds", "failureThreshold"]:
            if not isinstance(probe.get(key, 1), int) or probe.get(key, 1) < 1:
                yield f"{kind}: {key} is {probe[key]}"
