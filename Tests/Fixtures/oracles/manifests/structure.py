"""Whether everything that an object names exists, and whether the objects of an environment fit together."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from .folder import Body, Folder, Object, Pod, selects
from .values import references

LABEL = "app.kubernetes.io/"
OWN_LABELS = ["name", "instance", "component", "part-of", "managed-by"]
COMPONENTS = {"web", "worker", "cron", "job", "store", "release", "backup", "pooler", "databases", "proxy"} | {
    "settings"
}
# Where the claims of shared volumes are.
SHARED = "volumes.yaml"
# What belongs to no service.
COMMON_KINDS = {"ExternalSecret", "Namespace", "NetworkPolicy"}

# A reference to a Secret: its name and key.
Secret = tuple[str, str]


def faults(folder: Folder, secrets: set[Secret] | None = None, settings: set[str] | None = None) -> list[str]:
    """All of it.

    - `secrets`: what `secrets.sh` makes; None where there is none, because an operator makes them.
    - `settings`: the keys of the ConfigMap `settings`, which that script makes too; None likewise.
    """
    found = [*_names(folder), *_labels(folder), *_kustomizations(folder), *_configurations(folder)]
    found += [*_services(folder), *_selectors(folder), *_targets(folder)]
    used: set[Secret] = set()
    for pod in folder.pods:
        title = pod.owner.title
        found += [f"{title}: {fault}" for fault in _volumes(folder, pod, used)]
        for container in pod.containers:
            found += [f"{title}, {container['name']}: {f}" for f in _variables(folder, container, used, settings)]
    made = secrets if secrets is not None else _external(folder)
    found += [f"Secret {name}/{key} is used and not made" for name, key in sorted(used - made)]
    found += [f"Secret {name}/{key} is made and not used" for name, key in sorted(made - used)]
    return found


def _external(folder: Folder) -> set[Secret]:
    """The Secrets that an operator makes of ExternalSecrets."""
    made = set()
    for item in folder.of("ExternalSecret"):
        name = item.body["spec"]["target"].get("name", item.name)
        made |= {(name, entry["secretKey"]) for entry in item.body["spec"]["data"]}
    for item in folder.of("Cluster"):
        secret = item.body["spec"].get("bootstrap", {}).get("initdb", {}).get("secret", {}).get("name")
        made = {entry for entry in made if entry != (secret, "username")}
    return made


def _names(folder: Folder) -> Iterator[str]:
    namespace = folder.namespace
    if not namespace:
        yield "there is no Namespace"
    for key, number in Counter((item.kind, item.name) for item in folder.objects).items():
        if number > 1:
            yield f"{key[0]} {key[1]} is there {number} times"
    for item in folder.objects:
        if item.kind != "Namespace" and item.body["metadata"].get("namespace") != namespace:
            yield f"{item.title}: it is not in the namespace {namespace}"


def _labels(folder: Folder) -> Iterator[str]:
    everywhere = {key: Counter[str]() for key in ["instance", "part-of", "managed-by"]}
    shared = _shared_claims(folder)
    for title, kind, labels in _labelled(folder):
        wanted = OWN_LABELS[3:] if kind in COMMON_KINDS else OWN_LABELS
        if title in shared:
            wanted = [key for key in OWN_LABELS if key not in ("name", "component")]
        for key in wanted:
            if not labels.get(LABEL + key):
                yield f"{title}: the label {key} is missing"
        for key, counter in everywhere.items():
            if LABEL + key in labels:
                counter[labels[LABEL + key]] += 1
        if labels.get(LABEL + "component", "web") not in COMPONENTS:
            yield f"{title}: {labels[LABEL + 'component']} is no component"
        if labels.get(LABEL + "managed-by", "infracc") != "infracc":
            yield f"{title}: it is managed by another"
        if LABEL + "version" in labels:
            yield f"{title}: the version is not known here"
    for key, counter in everywhere.items():
        if len(counter) > 1:
            yield f"the label {key} has several values: {', '.join(sorted(counter))}"
    namespaces = folder.of("Namespace")
    for item in namespaces:
        if item.labels.get("pod-security.kubernetes.io/enforce") != "restricted":
            yield f"{item.title}: it admits pods that are not restricted"


def _shared_claims(folder: Folder) -> set[str]:
    """The claims of volumes that are declared for several services: they belong to none."""
    return {item.title for item in folder.of("PersistentVolumeClaim") if item.file == SHARED}


def _labelled(folder: Folder) -> Iterator[tuple[str, str, dict[str, str]]]:
    for item in folder.objects:
        yield item.title, item.kind, item.labels
    for pod in folder.pods:
        yield pod.owner.title + ", pods", pod.owner.kind, pod.labels
        for key in OWN_LABELS:
            if pod.labels.get(LABEL + key) != pod.owner.labels.get(LABEL + key):
                yield f"{pod.owner.title}: its pods have another {key}", "ConfigMap", {}


def _kustomizations(folder: Folder) -> Iterator[str]:
    for phase, files in folder.files.items():
        listed = folder.kustomizations.get(phase, {}).get("resources", [])
        if sorted(listed) != sorted(files):
            yield f"{phase}: the kustomization lists {listed}, the files are {files}"
    root = folder.kustomizations.get("", {}).get("resources", [])
    if root != [phase for phase in folder.files if phase != "0-keep"]:
        yield f"the kustomization lists {root}"
    phases = {"Namespace": "0-keep", "PersistentVolumeClaim": "0-keep", "Job": "2-release", "Deployment": "3-serve"}
    for item in folder.objects:
        component = item.labels.get(LABEL + "component")
        if item.kind in phases and item.phase != phases[item.kind] and component not in ("pooler", "store"):
            yield f"{item.title}: it belongs in {phases[item.kind]}"
        if item.kind not in ("Namespace", "PersistentVolumeClaim") and item.phase == "0-keep":
            yield f"{item.title}: nothing else is kept"


def hashed(body: Body) -> str:
    """The first ten digits of the SHA-256 of a ConfigMap's keys and values."""
    entries = {key: value.encode() for key, value in (body.get("data") or {}).items()}
    entries |= {key: base64.b64decode(value) for key, value in (body.get("binaryData") or {}).items()}
    digest = hashlib.sha256()
    for key in sorted(entries):
        digest.update(key.encode() + b"\0" + entries[key] + b"\0")
    return digest.hexdigest()[:10]


def _configurations(folder: Folder) -> Iterator[str]:
    for item in folder.of("ConfigMap"):
        if not item.name.endswith("-" + hashed(item.body)):
            yield f"{item.title}: the hash of its content is {hashed(item.body)}"
        if item.body.get("immutable") is not True:
            yield f"{item.title}: it can be changed"


def _services(folder: Folder) -> Iterator[str]:
    for item in folder.of("Service"):
        spec = item.body["spec"]
        selected = [pod for pod in folder.pods if selects(spec["selector"], pod.labels)]
        if len(selected) != 1:
            yield f"{item.title}: it selects the pods of {len(selected)} workloads"
            continue
        ports = [port for container in selected[0].spec["containers"] for port in container.get("ports") or []]
        for port in spec["ports"]:
            target = port.get("targetPort", port["port"])
            protocol = port.get("protocol", "TCP")
            found = [p for p in ports if target in (p.get("name"), p["containerPort"])]
            if not any(p.get("protocol", "TCP") == protocol for p in found):
                yield f"{item.title}: no container has the port {target}"
    for item in folder.of("StatefulSet"):
        if folder.named("Service", item.body["spec"].get("serviceName", "")) is None:
            yield f"{item.title}: there is no Service {item.body['spec'].get('serviceName')}"


def _selectors(folder: Folder) -> Iterator[str]:
    for item in folder.of("Deployment", "StatefulSet"):
        selector = item.body["spec"]["selector"]
        owners = [pod.owner.title for pod in folder.pods if selects(selector, pod.labels)]
        if owners != [item.title]:
            yield f"{item.title}: it selects the pods of {owners}"
    for item in folder.of("PodDisruptionBudget"):
        owners = [pod.owner.title for pod in folder.pods if selects(item.body["spec"]["selector"], pod.labels)]
        if len(owners) != 1:
            yield f"{item.title}: it selects the pods of {owners}"
    for pod in folder.pods:
        for spread in pod.spec.get("topologySpreadConstraints") or []:
            if not selects(spread["labelSelector"], pod.labels):
                yield f"{pod.owner.title}: its pods are spread by labels that they do not have"


def _targets(folder: Folder) -> Iterator[str]:
    for item in folder.of("HorizontalPodAutoscaler"):
        target = item.body["spec"]["scaleTargetRef"]
        scaled = folder.named(target["kind"], target["name"])
        if scaled is None:
            yield f"{item.title}: there is no {target['kind']} {target['name']}"
        elif "replicas" in scaled.body["spec"]:
            yield f"{scaled.title}: replicas and an autoscaler"
    for item in folder.of("Ingress"):
        rules = item.body["spec"]["rules"]
        hosts = [rule.get("host") for rule in rules]
        if len(set(hosts)) != len(hosts):
            yield f"{item.title}: a host is there twice"
        secured = [host for entry in item.body["spec"].get("tls") or [] for host in entry.get("hosts") or []]
        if sorted(secured) != sorted(filter(None, hosts)):
            yield f"{item.title}: the hosts {hosts}, certificates for {secured}"
        for rule in rules:
            for path in rule["http"]["paths"]:
                yield from _backend(folder, item, path["backend"]["service"])
    for item in folder.of("HTTPRoute"):
        for rule in item.body["spec"]["rules"]:
            for reference in rule["backendRefs"]:
                yield from _backend(folder, item, {"name": reference["name"], "port": {"number": reference["port"]}})


def _backend(folder: Folder, item: Object, backend: Body) -> Iterator[str]:
    service = folder.named("Service", backend["name"])
    if service is None:
        yield f"{item.title}: there is no Service {backend['name']}"
        return
    port = backend["port"]
    wanted = ("name", port["name"]) if "name" in port else ("port", port["number"])
    if not any(entry.get(wanted[0]) == wanted[1] for entry in service.body["spec"]["ports"]):
        yield f"{item.title}: the Service {backend['name']} has no port {wanted[1]}"


def _volumes(folder: Folder, pod: Pod, used: set[Secret]) -> Iterator[str]:
    templates = pod.owner.body["spec"].get("volumeClaimTemplates") or []
    volumes = {claim["metadata"]["name"]: {"claim": True} for claim in templates}
    for volume in pod.spec.get("volumes") or []:
        if volume["name"] in volumes:
            yield f"the volume {volume['name']} is there twice"
        volumes[volume["name"]] = volume
        yield from _source(folder, volume, used)
    mounted = set()
    for container in pod.containers:
        mounts = container.get("volumeMounts") or []
        for path, number in Counter(mount["mountPath"] for mount in mounts).items():
            if number > 1:
                yield f"{path} is mounted twice"
        for mount in mounts:
            mounted.add(mount["name"])
            volume = volumes.get(mount["name"])
            if volume is None:
                yield f"there is no volume {mount['name']}"
            elif "subPath" in mount and mount["subPath"] not in (_paths(folder, volume) or {mount["subPath"]}):
                yield f"the volume {mount['name']} has no {mount['subPath']}"
    for name in sorted(set(volumes) - mounted):
        yield f"nothing mounts the volume {name}"


def _source(folder: Folder, volume: Body, used: set[Secret]) -> Iterator[str]:
    if "configMap" in volume:
        item = folder.named("ConfigMap", volume["configMap"]["name"])
        if item is None:
            yield f"there is no ConfigMap {volume['configMap']['name']}"
            return
        keys = _keys(item)
        for entry in volume["configMap"].get("items") or []:
            if entry["key"] not in keys:
                yield f"the ConfigMap {item.name} has no {entry['key']}"
    elif "secret" in volume:
        entries = volume["secret"].get("items")
        if not entries:
            yield f"the volume {volume['name']} has a whole Secret"
        used |= {(volume["secret"]["secretName"], entry["key"]) for entry in entries or []}
    elif "persistentVolumeClaim" in volume:
        claim = folder.named("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"])
        if claim is None:
            yield f"there is no claim {volume['persistentVolumeClaim']['claimName']}"


def _keys(item: Object) -> set[str]:
    return set(item.body.get("data") or {}) | set(item.body.get("binaryData") or {})


def _paths(folder: Folder, volume: Body) -> set[str] | None:
    """The files of a volume; None where they are not known."""
    if "secret" in volume:
        return {entry["path"] for entry in volume["secret"].get("items") or []}
    if "configMap" not in volume:
        return None
    item = folder.named("ConfigMap", volume["configMap"]["name"])
    entries = volume["configMap"].get("items")
    return {entry["path"] for entry in entries} if entries else _keys(item) if item else set()


NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")


def _variables(folder: Folder, container: Body, used: set[Secret], settings: set[str] | None) -> Iterator[str]:
    earlier: set[str] = set()
    if container.get("envFrom"):
        yield "it takes everything of an object"
    for entry in container.get("env") or []:
        name = entry["name"]
        if not NAME.fullmatch(name):
            yield f"{name} is no name of a variable"
        if name in earlier:
            yield f"the variable {name} is there twice"
        for wanted in references(entry.get("value") or ""):
            if wanted not in earlier:
                yield f"{name} refers to {wanted}, which is not there yet"
        earlier.add(name)
        source = entry.get("valueFrom") or {}
        if "secretKeyRef" in source:
            used.add((source["secretKeyRef"]["name"], source["secretKeyRef"]["key"]))
        if "configMapKeyRef" in source:
            reference = source["configMapKeyRef"]
            item = folder.named("ConfigMap", reference["name"])
            known = _keys(item) if item else settings if reference["name"] == "settings" else set()
            if known is not None and reference["key"] not in known:
                yield f"{name}: no ConfigMap {reference['name']} with {reference['key']}"
    for text in [*(container.get("command") or []), *(container.get("args") or [])]:
        for wanted in references(text):
            if wanted not in earlier:
                yield f"the command refers to {wanted}, which is no variable"
    static = {entry["name"] for entry in container.get("env") or [] if "value" in entry}
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"]:
        for text in ((container.get(probe) or {}).get("exec") or {}).get("command") or []:
            for wanted in references(text):
                if wanted not in static:
                    yield f"{probe} refers to {wanted}, which a probe is not given"
