"""The pod of a Redis, run by `podman kube play`: with its own settings, its user, its probes, and its data afterwards.

Runs inside Tests/EndToEnd/sandbox.sh: without a network, and nothing of it is left. What is not looked at here is what
podman does not do: ports by name, Services, and `$(NAME)` in arguments.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from .folder import Body, Folder, pod_of

WORK = Path("/tmp/pod")
ENTRYPOINT = Path("Tests/EndToEnd/images/redis/docker-entrypoint.sh")
PROGRAMS = ["bash", "dash", "grep", "redis-server", "redis-cli", "cat", "id", "ls"]
PASSWORD = "a password $(id)"
# How many seconds something may take until it is there.
PATIENCE = 30


def main(path: Path, name: str) -> list[str]:
    """Runs the store `name` of a folder of manifests; gives what is wrong."""
    folder = Folder.at(path)
    stateful = folder.named("StatefulSet", name)
    if stateful is None:
        return [f"there is no StatefulSet {name}"]
    pod = pod_of(stateful)
    if pod is None:
        return [f"{name} has no pods"]
    WORK.mkdir()
    configure()
    make_image(pod.spec["containers"][0]["image"])
    manifest = WORK / "pod.yaml"
    manifest.write_text(yaml.safe_dump_all(played(folder, name)))
    for secret in references(pod.containers):
        # podman takes a Secret as the data of its object.
        podman(
            "secret",
            "create",
            secret[0],
            "-",
            given=json.dumps({secret[1]: base64.b64encode(PASSWORD.encode()).decode()}),
        )
    podman("kube", "play", "--network", "none", str(manifest))
    container = f"{name}-{pod.spec['containers'][0]['name']}"
    try:
        return looked_at(folder, name, container)
    except subprocess.CalledProcessError as error:
        logs = run("logs", container)
        return [f"{error.cmd} ended with {error.returncode}: {error.stdout} {error.stderr}", logs.stdout + logs.stderr]


def looked_at(folder: Folder, name: str, container: str) -> list[str]:
    """Everything that a running pod can be asked."""
    faults = []
    spec = pod_of(folder.named("StatefulSet", name) or folder.objects[0]).spec  # type: ignore[union-attr]
    user = spec["securityContext"]["runAsUser"]
    declared = spec["containers"][0]
    for kind in ["startupProbe", "readinessProbe"]:
        faults += probed(container, kind, declared[kind]["exec"]["command"])
    if not podman("exec", container, "id").startswith(f"uid={user}("):
        faults.append(f"it runs as {podman('exec', container, 'id')}")
    settings = configuration(folder, name)
    for key in ["maxmemory", "dir", "maxmemory-policy"]:
        answer = asked(container, "config", "get", key).split("\n")[1]
        if answer != settings[key]:
            faults.append(f"{key} is {answer}, not {settings[key]}")
    state = json.loads(podman("inspect", container))[0]
    host = state["HostConfig"]
    limit = declared["resources"]["limits"]["memory"]
    if host["Memory"] != int(limit.removesuffix("Mi")) << 20:
        faults.append(f"its memory is {host['Memory']}, not {limit}")
    if not host["ReadonlyRootfs"] or state["EffectiveCaps"]:
        faults.append(f"its root can be written, or it has {state['EffectiveCaps']}")
    if run("exec", container, "sh", "-c", "> /x").returncode == 0:
        faults.append("its root can be written")
    # Without the password nothing is answered.
    if "PONG" in run("exec", "--env", "REDISCLI_AUTH=", container, "redis-cli", "ping").stdout:
        faults.append("it answers without a password")
    asked(container, "set", "kept", "over a restart")
    podman("pod", "stop", name)
    dump = list(WORK.glob("graph/volumes/*/_data/dump.rdb"))
    if len(dump) != 1 or dump[0].stat().st_uid != user:
        faults.append(f"the data is {dump}")
    podman("pod", "start", name)
    faults += probed(container, "readinessProbe", declared["readinessProbe"]["exec"]["command"])
    if asked(container, "get", "kept").strip() != "over a restart":
        faults.append("the data was lost")
    podman("pod", "stop", name)
    return faults


def asked(container: str, *words: str) -> str:
    """The answer of the server to a client that has the password."""
    command = ("exec", "--env", f"REDISCLI_AUTH={PASSWORD}", container, "redis-cli", *words)
    limit = time.monotonic() + PATIENCE
    # On a busy machine podman refuses for a moment to enter a container that has just been started.
    while run(*command[:4], "sh", "-c", ":").returncode != 0 and time.monotonic() < limit:
        time.sleep(0.2)
    return podman(*command)


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


def configuration(folder: Folder, name: str) -> dict[str, str]:
    """The settings of the ConfigMap."""
    item = next(o for o in folder.of("ConfigMap") if o.name.startswith(f"{name}-config-"))
    lines = next(iter(item.body["data"].values())).splitlines()
    pairs = [line.split(" ", 1) for line in lines if line and not line.startswith("#") and " " in line]
    factors = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}
    return {key: str(int(value[:-2]) * factors[value[-2:]]) if value[-2:] in factors else value for key, value in pairs}


def references(containers: list[Body]) -> list[tuple[str, str]]:
    """The Secrets that containers read."""
    sources = [entry.get("valueFrom") or {} for c in containers for entry in c.get("env") or []]
    return sorted({(s["secretKeyRef"]["name"], s["secretKeyRef"]["key"]) for s in sources if "secretKeyRef" in s})


def played(folder: Folder, name: str) -> list[Body]:
    """The StatefulSet in the form that podman takes: one Pod, with claims of its own."""
    item = folder.named("StatefulSet", name)
    pod = pod_of(item) if item else None
    if item is None or pod is None:
        raise LookupError(name)
    spec = yaml.safe_load(yaml.safe_dump(pod.spec))
    objects = [o.body for o in folder.of("ConfigMap")]
    for claim in item.body["spec"].get("volumeClaimTemplates") or []:
        claimed = claim["metadata"]["name"]
        objects.append(
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": claimed}, "spec": claim["spec"]}
        )
        spec.setdefault("volumes", []).append({"name": claimed, "persistentVolumeClaim": {"claimName": claimed}})
    for container in spec["containers"]:
        # Without a network there are no ports, and podman asks a socket with a program that the image does not have.
        container.pop("ports", None)
        container.pop("livenessProbe", None)
    metadata = {"name": name, "labels": pod.labels}
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


def make_image(tag: str) -> None:
    """A stand-in for the public image: the server of this machine, and the entrypoint of the end-to-end tests."""
    root = WORK / "root"
    for folder in ["usr/bin", "usr/local/bin", "etc", "tmp", "data", "proc", "sys", "dev"]:
        (root / folder).mkdir(parents=True)
    for program in PROGRAMS:
        found = shutil.which(program)
        if found is None:
            raise SystemExit(f"`{program}` is missing; `.ci/setup --tests` installs it")
        shutil.copy(os.path.realpath(found), root / "usr/bin" / program)
        libraries = subprocess.run(["ldd", found], capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"/\S+", libraries):
            target = root / library.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copy(library, target)
    (root / "usr/bin/sh").symlink_to("dash")
    (root / "usr/bin/env").write_text('#!/bin/sh\nexec "$@"\n')
    (root / "usr/bin/env").chmod(0o755)
    (root / "bin").symlink_to("usr/bin")
    (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\nredis:x:999:999::/data:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\nredis:x:999:\n")
    os.chown(root / "data", 999, 999)
    shutil.copy(ENTRYPOINT, root / "usr/local/bin/docker-entrypoint.sh")
    archive = WORK / "image.tar"
    subprocess.run(["tar", "--directory", root, "--create", "--file", archive, "."], check=True)
    changes = ['ENTRYPOINT ["docker-entrypoint.sh"]', "ENV PATH=/usr/local/bin:/usr/bin", "WORKDIR /data"]
    options = [word for change in changes for word in ("--change", change)]
    podman("import", *options, str(archive), f"docker.io/library/{tag}")


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["podman", *arguments], input=given, capture_output=True, text=True, check=False, timeout=60)


def podman(*arguments: str, given: str = "") -> str:
    """What a command prints; it must succeed."""
    result = run(*arguments, given=given)
    if result.returncode != 0:
        raise subprocess.CalledProcessError(result.returncode, arguments, result.stdout, result.stderr)
    return result.stdout


def finish(faults: list[Any]) -> None:
    print("\n".join(map(str, faults)), end="")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    finish(main(Path(sys.argv[1]), sys.argv[2]))
