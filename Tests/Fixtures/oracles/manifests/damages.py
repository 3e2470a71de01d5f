"""A table of deliberate damages: each must be refused by the checker that is named with it.

They are made to the output of Gayed Signals, production, with the options that the tests give it, so that every
kind of object is there.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]

from . import comparison, server, structure, tools, values
from .folder import Body, Folder, Pod, pod_of
from .reference import Program


@dataclass
class Sample:
    """What is damaged, and what it is held against."""

    folder: Folder
    program: Program
    secrets: set[tuple[str, str]]
    settings: set[str]

    def structure(self) -> list[str]:
        return structure.faults(self.folder, self.secrets, self.settings)

    def server(self) -> list[str]:
        return server.faults(self.folder)

    def network(self) -> list[str]:
        return comparison.network_faults(self.folder, self.program)

    def values(self) -> list[str]:
        return comparison.value_faults(self.folder, self.program)

    def schema(self) -> list[str]:
        check = tools.validator("1.36")
        found = []
        for item in self.folder.objects:
            try:
                check(item.body)
            except kubernetes_validate.ValidationError as error:
                found.append(error.message)
        return found

    def item(self, kind: str, name: str) -> Body:
        found = self.folder.named(kind, name)
        if found is None:
            raise LookupError(f"{kind} {name}")
        return found.body

    def pod(self, kind: str, name: str) -> Pod:
        found = self.folder.named(kind, name)
        pod = pod_of(found) if found else None
        if pod is None:
            raise LookupError(f"{kind} {name}")
        return pod

    def container(self, kind: str = "Deployment", name: str = "backend") -> Body:
        return self.pod(kind, name).containers[-1]

    def policy(self, name: str) -> Body:
        return dict(self.item("NetworkPolicy", name)["spec"])

    def remove(self, kind: str, name: str) -> None:
        self.folder.objects = [o for o in self.folder.objects if (o.kind, o.name) != (kind, name)]


Change = Callable[[Sample], Any]


def variable(container: Body, name: str) -> Body:
    return next(dict_ for dict_ in container["env"] if dict_["name"] == name)


def _late(sample: Sample) -> None:
    """The secret of an address after the address."""
    env = sample.container()["env"]
    for index, entry in enumerate(env):
        wanted = values.references(entry.get("value") or "")
        if wanted:
            helper = next(i for i, other in enumerate(env) if other["name"] == wanted[0])
            env.append(env.pop(helper))
            assert index
            return
    raise LookupError("no address with a secret")


def _open(sample: Sample) -> None:
    """`postgres` admits the frontend, and the frontend reaches it."""
    target = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "postgres"}}}
    source = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "frontend"}}}
    sample.item("NetworkPolicy", "postgres")["spec"]["ingress"].append({"from": [source]})
    sample.item("NetworkPolicy", "frontend")["spec"]["egress"].append({"to": [target]})


def _rename_label(sample: Sample) -> None:
    sample.pod("Deployment", "backend").labels["app.kubernetes.io/name"] = "backed"
    item = sample.item("Deployment", "backend")
    item["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"] = "backed"


def _volume(sample: Sample, name: str) -> Body:
    return next(volume for volume in sample.pod("StatefulSet", "postgres").spec["volumes"] if volume["name"] == name)


def _literal(sample: Sample) -> None:
    sample.container()["env"].append({"name": "EXTRA", "value": "$(MISSING)"})


def _duplicate(sample: Sample) -> None:
    sample.container()["env"].append({"name": "PORT", "value": "8000"})


def _probe(sample: Sample) -> None:
    sample.container()["readinessProbe"] = {"exec": {"command": ["sh", "-c", "echo $(SECRET_KEY)"]}}


def _config_volume(sample: Sample) -> Body:
    for volume in sample.pod("StatefulSet", "redis").spec["volumes"]:
        if "configMap" in volume:
            return dict(volume)
    raise LookupError("no volume of a ConfigMap")


def _renamed_configuration(sample: Sample) -> None:
    for volume in sample.pod("StatefulSet", "redis").spec["volumes"]:
        if "configMap" in volume:
            volume["configMap"]["name"] = "redis-config-0000000000"


def _changed_configuration(sample: Sample) -> None:
    item = next(o for o in sample.folder.of("ConfigMap") if o.name.startswith("redis-config"))
    key = next(iter(item.body["data"]))
    item.body["data"][key] += "\n"


def _lost_key(sample: Sample) -> None:
    for volume in sample.pod("StatefulSet", "postgres").spec["volumes"]:
        for entry in (volume.get("configMap") or {}).get("items") or []:
            entry["key"] = "nothing.conf"


def _context(sample: Sample) -> Body:
    context: Body = sample.container()["securityContext"]
    return context


def _set(mapping: Body, key: str, value: Any) -> None:
    mapping[key] = value


def _metadata(sample: Sample, kind: str, name: str) -> Body:
    metadata: Body = sample.item(kind, name)["metadata"]
    return metadata


def _spec(sample: Sample, kind: str, name: str) -> Body:
    spec: Body = sample.item(kind, name)["spec"]
    return spec


BACKEND = {"app.kubernetes.io/name": "backend"}

STRUCTURE: dict[str, Change] = {
    "a Service without pods": lambda s: _set(_spec(s, "Service", "backend")["selector"], "x", "y"),
    "a Service that selects the release too": lambda s: _set(_spec(s, "Service", "backend"), "selector", BACKEND),
    "a Service of another's pods": lambda s: _set(
        _spec(s, "Service", "redis"), "selector", {"app.kubernetes.io/component": "store"}
    ),
    "a port that no container has": lambda s: _set(_spec(s, "Service", "backend")["ports"][0], "targetPort", "web"),
    "pods with another name": _rename_label,
    "a Deployment that selects the release": lambda s: _set(
        _spec(s, "Deployment", "backend"), "selector", {"matchLabels": BACKEND}
    ),
    "a ConfigMap of another name": _renamed_configuration,
    "a ConfigMap of another content": _changed_configuration,
    "a ConfigMap that can be changed": lambda s: [o.body.pop("immutable") for o in s.folder.of("ConfigMap")],
    "a key that no ConfigMap has": _lost_key,
    "an unused volume": lambda s: (
        s.pod("Deployment", "backend").spec["volumes"].append({"name": "more", "emptyDir": {}})
    ),
    "a mount of no volume": lambda s: s.container()["volumeMounts"].append({"name": "no", "mountPath": "/no"}),
    "a path mounted twice": lambda s: s.container()["volumeMounts"].append(s.container()["volumeMounts"][0]),
    "a claim that is not kept": lambda s: s.remove("PersistentVolumeClaim", "postgres-backup"),
    "a reference to a later variable": _late,
    "a reference to no variable": _literal,
    "a variable twice": _duplicate,
    "a reference in an argument": lambda s: s.container()["args"].append("$(MISSING)"),
    "a secret in a probe": _probe,
    "a missing Secret": lambda s: s.secrets.discard(("shared", "JWT_SECRET")),
    "an unused Secret": lambda s: s.secrets.add(("shared", "OLD")),
    "an object in another namespace": lambda s: _set(_metadata(s, "Service", "redis"), "namespace", "default"),
    "an object in no namespace": lambda s: _metadata(s, "Service", "redis").pop("namespace"),
    "an object twice": lambda s: s.folder.objects.append(s.folder.objects[-1]),
    "an object without labels": lambda s: _metadata(s, "Service", "redis").pop("labels"),
    "pods without a component": lambda s: _spec(s, "Deployment", "backtrader")["template"]["metadata"]["labels"].pop(
        "app.kubernetes.io/component"
    ),
    "a label of another instance": lambda s: _set(
        _metadata(s, "Service", "redis")["labels"], "app.kubernetes.io/instance", "other"
    ),
    "a budget without pods": lambda s: _set(
        _spec(s, "PodDisruptionBudget", "backend")["selector"]["matchLabels"], "app.kubernetes.io/name", "x"
    ),
    "an autoscaler of a missing Deployment": lambda s: _set(
        _spec(s, "HorizontalPodAutoscaler", "backend")["scaleTargetRef"], "name", "backed"
    ),
    "replicas beside an autoscaler": lambda s: _set(_spec(s, "Deployment", "backend"), "replicas", 2),
    "an Ingress to a missing Service": lambda s: _set(
        _spec(s, "Ingress", "backend")["rules"][0]["http"]["paths"][0]["backend"]["service"], "name", "front"
    ),
    "an Ingress to no port": lambda s: _set(
        _spec(s, "Ingress", "backend")["rules"][0]["http"]["paths"][0]["backend"]["service"], "port", {"number": 1}
    ),
    "a certificate for another host": lambda s: _set(
        _spec(s, "Ingress", "backend")["tls"][0], "hosts", ["other.example.com"]
    ),
    "a store without its Service": lambda s: s.remove("Service", "redis"),
    "a file that no phase lists": lambda s: s.folder.kustomizations["3-serve"]["resources"].pop(),
    "a phase that is not listed": lambda s: s.folder.kustomizations[""]["resources"].pop(),
    "a namespace for everything": lambda s: _set(
        _metadata(s, "Namespace", s.folder.namespace)["labels"], "pod-security.kubernetes.io/enforce", "baseline"
    ),
}

SERVER: dict[str, Change] = {
    "root": lambda s: _set(s.pod("Deployment", "backend").spec["securityContext"], "runAsUser", 0),
    "perhaps root": lambda s: s.pod("Deployment", "backend").spec["securityContext"].pop("runAsNonRoot"),
    "no seccomp profile": lambda s: s.pod("Deployment", "backend").spec["securityContext"].pop("seccompProfile"),
    "gained privileges": lambda s: _context(s).pop("allowPrivilegeEscalation"),
    "capabilities": lambda s: _context(s).pop("capabilities"),
    "a token of the API": lambda s: s.pod("Deployment", "backend").spec.pop("automountServiceAccountToken"),
    "variables of all Services": lambda s: s.pod("Deployment", "backend").spec.pop("enableServiceLinks"),
    "a folder of the node": lambda s: (
        s.pod("Deployment", "backend").spec["volumes"].append({"name": "x", "hostPath": {"path": "/"}})
    ),
    "no step at all": lambda s: _set(
        _spec(s, "Deployment", "backtrader")["strategy"], "rollingUpdate", {"maxSurge": 0, "maxUnavailable": 0}
    ),
    "a step of Recreate": lambda s: _set(_spec(s, "Deployment", "backtrader")["strategy"], "type", "Recreate"),
    "a Job that restarts": lambda s: _set(s.pod("Job", "backend-release").spec, "restartPolicy", "Always"),
    "a policy for failures of what restarts": lambda s: _set(
        s.pod("Job", "backend-release").spec, "restartPolicy", "OnFailure"
    ),
    "an autoscaler that never acts": lambda s: _set(_spec(s, "HorizontalPodAutoscaler", "backend"), "minReplicas", 3),
    "more than the limit": lambda s: _set(s.container()["resources"]["limits"], "memory", "1Mi"),
    "nothing requested": lambda s: s.container()["resources"].pop("requests"),
    "a sleep longer than the grace": lambda s: _set(s.container()["lifecycle"]["preStop"], "sleep", {"seconds": 900}),
    "a probe of no port": lambda s: _set(s.container()["livenessProbe"]["tcpSocket"], "port", "web"),
    "two actions of a probe": lambda s: _set(s.container()["livenessProbe"], "exec", {"command": ["true"]}),
    "a long name": lambda s: _set(_metadata(s, "CronJob", "postgres-backup"), "name", "x" * 53),
    "a long name of a port": lambda s: _set(s.container()["ports"][0], "name", "x" * 16),
    "a number as a value": lambda s: _set(variable(s.container(), "PORT"), "value", 8000),
    "a Secret": lambda s: _set(s.item("Service", "redis"), "kind", "Secret"),
}

NETWORK: dict[str, Change] = {
    "a pair too many": _open,
    "no policy of the database": lambda s: s.remove("NetworkPolicy", "postgres"),
    "no policy of a service": lambda s: s.remove("NetworkPolicy", "backend"),
    "no policy for names": lambda s: s.remove("NetworkPolicy", "allow-dns"),
    "a database that admits all": lambda s: _spec(s, "NetworkPolicy", "postgres")["ingress"][0].pop("from"),
    "a port too many": lambda s: [r.pop("ports") for r in _spec(s, "NetworkPolicy", "backtrader")["ingress"]],
    "another port": lambda s: _set(_spec(s, "NetworkPolicy", "redis")["ingress"][0]["ports"][0], "port", 6380),
    "another protocol": lambda s: _set(_spec(s, "NetworkPolicy", "redis")["ingress"][0]["ports"][0], "protocol", "UDP"),
    "only the way in": lambda s: _spec(s, "NetworkPolicy", "postgres-backup").pop("egress"),
    "the networks of the cluster": lambda s: [
        peer["ipBlock"].pop("except", None)
        for rule in _spec(s, "NetworkPolicy", "frontend")["egress"]
        for peer in rule.get("to") or []
        if "ipBlock" in peer
    ],
    "a policy without pods": lambda s: _set(
        _spec(s, "NetworkPolicy", "redis")["podSelector"]["matchLabels"], "app.kubernetes.io/name", "rediss"
    ),
    "a service that is not public": lambda s: _spec(s, "NetworkPolicy", "frontend").pop("ingress"),
    "egress that is not restricted": lambda s: [
        o.body["spec"].update(policyTypes=["Ingress"]) for o in s.folder.of("NetworkPolicy")
    ],
}

VALUES: dict[str, Change] = {
    "another value": lambda s: _set(variable(s.container(), "LOG_LEVEL"), "value", "debug"),
    "a variable too few": lambda s: s.container()["env"].remove(variable(s.container(), "LOG_LEVEL")),
    "a variable too many": lambda s: s.container()["env"].append({"name": "MORE", "value": "1"}),
    "another key": lambda s: _set(
        variable(s.container(), "SECRET_KEY")["valueFrom"]["secretKeyRef"], "key", "JWT_SECRET"
    ),
    "another Secret": lambda s: _set(
        variable(s.container(), "SECRET_KEY")["valueFrom"]["secretKeyRef"], "name", "common"
    ),
    "a secret that is demanded": lambda s: variable(s.container(), "OPENAI_API_KEY")["valueFrom"]["secretKeyRef"].pop(
        "optional"
    ),
    "a secret that is not demanded": lambda s: _set(
        variable(s.container(), "SECRET_KEY")["valueFrom"]["secretKeyRef"], "optional", True
    ),
    "a text that is not escaped": lambda s: _set(variable(s.container(), "LOG_LEVEL"), "value", "$(PORT)info"),
    "a text of which old kubelets break a character": lambda s: s.container()["env"].append(
        {"name": "MORE", "value": "$é"}
    ),
    "an address without its port": lambda s: _set(
        variable(s.container(), "BACKTRADER_URL"), "value", "http://backtrader"
    ),
}

SCHEMA: dict[str, Change] = {
    "a number as a text": lambda s: _set(_spec(s, "Deployment", "backtrader"), "replicas", "1"),
    "a key that is not known": lambda s: _set(_spec(s, "Deployment", "backtrader"), "replica", 1),
    "no selector": lambda s: _spec(s, "Deployment", "backtrader").pop("selector"),
    "a text as a list": lambda s: _set(s.container(), "args", "uvicorn"),
}

TABLE: dict[str, dict[str, Change]] = {
    "structure": STRUCTURE,
    "server": SERVER,
    "network": NETWORK,
    "values": VALUES,
    "schema": SCHEMA,
}


def faults(path: Path, program: Program, secrets: set[tuple[str, str]], settings: set[str]) -> list[str]:
    """The damages that a checker lets pass, and what it finds where nothing is damaged."""
    found = []
    whole = Folder.at(path)
    for checker, table in TABLE.items():
        sample = Sample(copy.deepcopy(whole), program, set(secrets), set(settings))
        found += [f"{checker}: undamaged: {fault}" for fault in getattr(sample, checker)()]
        for name, change in table.items():
            sample = Sample(copy.deepcopy(whole), program, set(secrets), set(settings))
            change(sample)
            if not getattr(sample, checker)():
                found.append(f"{checker} lets pass: {name}")
    return found
