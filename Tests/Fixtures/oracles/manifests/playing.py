"""Pods as `podman kube play` runs them: one Pod in place of a StatefulSet or Deployment, with a stand-in for its image.

Runs inside Tests/EndToEnd/sandbox.sh: without a network, and nothing of it is left. What podman does not do is done
before: `$(NAME)` in arguments, and ports by name. Services are not looked at here.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from .expansion import expand
from .folder import Body, Folder, Pod, pod_of
from .values import started

WORK = Path("/tmp/pod")
# What the images of stores start.
ENTRYPOINT = 'ENTRYPOINT ["docker-entrypoint.sh"]'
# How many seconds something may take until it is there.
PATIENCE = 30


def play(folder: Folder, name: str, password: str) -> str:
    """Starts the pod of a service, whose Secrets all have the same value; gives the name of its container."""
    pod = workload(folder, name)
    manifest = WORK / "pod.yaml"
    manifest.write_text(yaml.safe_dump_all(played(folder, name, password)))
    data: dict[str, dict[str, str]] = {}
    for secret, key in references([*pod.containers, *(pod.spec.get("initContainers") or [])]):
        data.setdefault(secret, {})[key] = base64.b64encode(password.encode()).decode()
    # podman takes a Secret as the data of its object.
    for secret, values in data.items():
        podman("secret", "create", secret, "-", given=json.dumps(values))
    podman("kube", "play", "--network", "none", str(manifest))
    return f"{name}-{pod.spec['containers'][0]['name']}"


def confined(container: str, declared: Body, user: int) -> list[str]:
    """The user, the rights and the limits of a container are those that are written."""
    faults = []
    if not podman("exec", container, "id").startswith(f"uid={user}("):
        faults.append(f"it runs as {podman('exec', container, 'id')}")
    state = json.loads(podman("inspect", container))[0]
    host = state["HostConfig"]
    limit = declared["resources"]["limits"]["memory"]
    factor = {"Mi": 20, "Gi": 30}[limit[-2:]]
    if host["Memory"] != int(limit[:-2]) << factor:
        faults.append(f"its memory is {host['Memory']}, not {limit}")
    if not host["ReadonlyRootfs"] or state["EffectiveCaps"]:
        faults.append(f"its root can be written, or it has {state['EffectiveCaps']}")
    if run("exec", container, "sh", "-c", "> /x").returncode == 0:
        faults.append("its root can be written")
    return faults


def probed(container: str, kind: str, command: list[str]) -> list[str]:
    """A probe succeeds within some seconds."""
    limit = time.monotonic() + PATIENCE
    while True:
        result = run("exec", container, *command)
        if result.returncode == 0:
            return []
        if time.monotonic() > limit:
            return [f"{kind} ends with {result.returncode}: {result.stdout}{result.stderr}"]
        time.sleep(0.2)


def references(containers: list[Body]) -> list[tuple[str, str]]:
    """The Secrets that containers read."""
    sources = [entry.get("valueFrom") or {} for c in containers for entry in c.get("env") or []]
    return sorted({(s["secretKeyRef"]["name"], s["secretKeyRef"]["key"]) for s in sources if "secretKeyRef" in s})


def workload(folder: Folder, name: str) -> Pod:
    """The pods of a StatefulSet or a Deployment."""
    item = folder.named("StatefulSet", name) or folder.named("Deployment", name)
    pod = pod_of(item) if item else None
    if pod is None:
        raise LookupError(f"{name} has no pods")
    return pod


def numbered(container: Body) -> Body:
    """A container whose probes have the numbers of its ports in place of their names."""
    result: Body = yaml.safe_load(yaml.safe_dump(container))
    ports = {port["name"]: port["containerPort"] for port in container.get("ports") or [] if "name" in port}
    for kind in ["startupProbe", "readinessProbe", "livenessProbe"]:
        for action in (result.get(kind) or {}).values():
            if isinstance(action, dict) and "port" in action:
                action["port"] = ports.get(action["port"], action["port"])
    return result


def played(folder: Folder, name: str, password: str) -> list[Body]:
    """A workload in the form that podman takes: one Pod, with claims of its own."""
    pod = workload(folder, name)
    spec = yaml.safe_load(yaml.safe_dump(pod.spec))
    spec["containers"] = [numbered(container) for container in spec["containers"]]
    objects = [o.body for o in folder.of("ConfigMap")]
    for claim in pod.owner.body["spec"].get("volumeClaimTemplates") or []:
        claimed = claim["metadata"]["name"]
        objects.append(
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": claimed}, "spec": claim["spec"]}
        )
        spec.setdefault("volumes", []).append({"name": claimed, "persistentVolumeClaim": {"claimName": claimed}})
    for container in spec["containers"]:
        known = started(container, lambda _secret, _key: password).variables
        container["args"] = [expand(word, known) for word in container.get("args") or []]
        # Without a network there are no ports, and podman asks a socket with a program that the image does not have.
        container.pop("ports", None)
        container.pop("livenessProbe", None)
    # By default podman 4.3 removes a container of `initContainers` at its end, sometimes before it has noticed the end.
    kept = {"io.podman.annotations.init.container.type": "always"}
    metadata = {"name": name, "labels": pod.labels, "annotations": kept}
    return [*objects, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}]


def configure() -> None:
    """Where podman keeps everything, and what this machine does not give: limits above its own, a hybrid of cgroups."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    (WORK / "storage.conf").write_text(
        f'[storage]\ndriver = "overlay"\ngraphroot = "{WORK}/graph"\nrunroot = "{WORK}/run"\n'
    )
    (WORK / "containers.conf").write_text(
        f'[containers]\ndefault_ulimits = ["nofile={limit}:{limit}", "nproc=32768:32768"]\n'
        '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "runc"\n'
        '[network]\nnetwork_backend = "netavark"\n'
    )
    (WORK / "registries.conf").write_text('unqualified-search-registries = ["docker.io"]\n')
    for name in ["storage", "containers", "registries"]:
        os.environ[f"CONTAINERS_{name.upper()}_CONF"] = str(WORK / f"{name}.conf")


def make_image(tag: str, programs: list[str], account: tuple[str, int], changes: list[str], prepare: Any) -> None:
    """A stand-in for an image: programs of this machine with their libraries.

    `account` is its user with the number, and `prepare` adds what else the image has to its root.
    """
    user, number = account
    root = WORK / "root"
    for folder in ["usr/bin", "usr/local/bin", "etc", "tmp", "proc", "sys", "dev"]:
        (root / folder).mkdir(parents=True)
    for program in programs:
        found = shutil.which(program)
        if found is None:
            raise SystemExit(f"`{program}` is missing; `.ci/setup --tests` installs it")
        shutil.copy(os.path.realpath(found), root / "usr/bin" / program)
        copy_libraries([Path(found)], root)
    (root / "usr/bin/sh").symlink_to("dash")
    (root / "usr/bin/env").write_text('#!/bin/sh\nexec "$@"\n')
    (root / "usr/bin/env").chmod(0o755)
    (root / "bin").symlink_to("usr/bin")
    (root / "etc/passwd").write_text(f"root:x:0:0::/:/bin/sh\n{user}:x:{number}:{number}::/:/bin/sh\n")
    (root / "etc/group").write_text(f"root:x:0:\n{user}:x:{number}:\n")
    prepare(root)
    archive = WORK / "image.tar"
    subprocess.run(["tar", "--directory", root, "--create", "--file", archive, "."], check=True)
    options = [word for change in changes for word in ("--change", change)]
    podman("import", *options, str(archive), tag if "/" in tag else f"docker.io/library/{tag}")


def copy_libraries(programs: list[Path], root: Path) -> None:
    """The shared libraries of programs, at their places below `root`."""
    found = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=True).stdout
    for library in sorted(set(re.findall(r"(/\S+) \(0x", found))):
        target = root / library.lstrip("/")
        if not target.exists() and not Path(library).is_relative_to(root):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, target)


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["podman", *arguments], input=given, capture_output=True, text=True, check=False, timeout=60)


def podman(*arguments: str, given: str = "") -> str:
    """What a command prints; it must succeed."""
    result = run(*arguments, given=given)
    if result.returncode != 0:
        raise subprocess.CalledProcessError(result.returncode, arguments, result.stdout, result.stderr)
    return result.stdout
