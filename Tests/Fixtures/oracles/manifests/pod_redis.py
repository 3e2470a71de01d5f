"""The pod of a Redis: its settings, its user, its probes, and its data after a restart."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from .folder import Folder, pod_of
from .playing import ENTRYPOINT, PATIENCE, WORK, confined, make_image, podman, probed, run

PASSWORD = "a password $(id)"
PROGRAMS = ["bash", "dash", "grep", "redis-server", "redis-cli", "cat", "id", "ls"]


def image(tag: str, _name: str) -> None:
    """The server of this machine, and the entrypoint of the end-to-end tests."""

    def prepare(root: Path) -> None:
        (root / "data").mkdir()
        os.chown(root / "data", 999, 999)
        shutil.copy("Tests/EndToEnd/images/redis/docker-entrypoint.sh", root / "usr/local/bin")

    make_image(
        tag, PROGRAMS, ("redis", 999), [ENTRYPOINT, "ENV PATH=/usr/local/bin:/usr/bin", "WORKDIR /data"], prepare
    )


def looked_at(folder: Folder, name: str, container: str) -> list[str]:
    """Everything that a running pod can be asked."""
    faults = []
    spec = pod_of(folder.named("StatefulSet", name) or folder.objects[0]).spec  # type: ignore[union-attr]
    user = spec["securityContext"]["runAsUser"]
    declared = spec["containers"][0]
    for kind in ["startupProbe", "readinessProbe"]:
        faults += probed(container, kind, declared[kind]["exec"]["command"])
    faults += confined(container, declared, user)
    settings = configuration(folder, name)
    for key in ["maxmemory", "dir", "maxmemory-policy"]:
        answer = asked(container, "config", "get", key).split("\n")[1]
        if answer != settings[key]:
            faults.append(f"{key} is {answer}, not {settings[key]}")
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


def configuration(folder: Folder, name: str) -> dict[str, str]:
    """The settings of the ConfigMap."""
    item = next(o for o in folder.of("ConfigMap") if o.name.startswith(f"{name}-config-"))
    lines = next(iter(item.body["data"].values())).splitlines()
    pairs = [line.split(" ", 1) for line in lines if line and not line.startswith("#") and " " in line]
    factors = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}
    return {key: str(int(value[:-2]) * factors[value[-2:]]) if value[-2:] in factors else value for key, value in pairs}
