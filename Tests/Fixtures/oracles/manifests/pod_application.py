"""The pod of an application of an example: its command, its variables, its user, its probes, its end and its return.

The stand-in for its image has the example's code, this machine's Python and the packages that its requirements name.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
import time
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from .folder import Body, Folder
from .playing import PATIENCE, confined, copy_libraries, make_image, numbered, podman, run, workload
from .values import Started, started

PASSWORD = "a value $(PORT) with ' and \""
# The account of the images that infracc writes.
USER = 10001
# Where the code of applications is.
CODE = {"backtrader": Path("examples/gayed-signals/python-services/backtrader-analysis")}
PROGRAMS = ["cat", "dash", "id"]
# What no application imports of Python's library and of packages.
UNUSED = [
    "site-packages",
    "test",
    "tests",
    "idlelib",
    "lib2to3",
    "ensurepip",
    "config-*",
    "*.opt-?.pyc",
    "*.pyi",
    "*.h",
]
# Asks a path as a kubelet does, from within the pod's network; prints the status, or nothing where nobody answers.
ASK = """
import http.client, json, sys
port, path, headers = json.loads(sys.argv[1])
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
try:
    connection.request("GET", path, headers=headers)
    print(connection.getresponse().status)
except OSError:
    pass
"""
# Whether a port accepts connections.
CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 4)"


def image(tag: str, name: str) -> None:
    """Python with its library at /usr, the packages beside it, and the code in /app."""

    def prepare(root: Path) -> None:
        library = Path(sysconfig.get_path("stdlib"))
        python = root / "usr/lib" / library.name
        shutil.copytree(library, python, ignore=shutil.ignore_patterns(*UNUSED))
        shutil.copy(os.path.realpath(sys.executable), root / "usr/bin/python3")
        lines = (CODE[name] / "requirements.txt").read_text().splitlines()
        for package in packages([line.strip() for line in lines if line.strip() and not line.startswith("#")]):
            install(package, python / "site-packages", root / "usr/bin")
        shutil.copytree(CODE[name], root / "app", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "tmp").chmod(0o1777)
        copy_libraries([Path(os.path.realpath(sys.executable)), *python.rglob("*.so")], root)

    changes = ["ENV PATH=/usr/bin", "ENV PYTHONDONTWRITEBYTECODE=1", "ENV PYTHONUNBUFFERED=1", "WORKDIR /app"]
    make_image(tag, PROGRAMS, ("app", USER), changes, prepare)


def packages(requirements: list[str]) -> list[metadata.Distribution]:
    """The installed packages that requirements name, with those that these require."""
    found: dict[str, metadata.Distribution] = {}
    left = list(requirements)
    while left:
        requirement = Requirement(left.pop())
        if requirement.name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[requirement.name] = metadata.distribution(requirement.name)
        left += found[requirement.name].requires or []
    return list(found.values())


def install(package: metadata.Distribution, target: Path, programs: Path) -> None:
    """Copies an installed package, and writes its programs."""
    for file in package.files or []:
        if ".." in file.parts or any(fnmatch(part, pattern) for part in file.parts for pattern in UNUSED):
            continue
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        # With the time of the file, which Python compares with that of the compiled form.
        shutil.copy2(str(file.locate()), target / file)
    for entry in package.entry_points.select(group="console_scripts"):
        program = programs / entry.name
        program.write_text(
            f"#!/usr/bin/python3\nimport sys\nfrom {entry.module} import {entry.attr} as main\nsys.exit(main())\n"
        )
        program.chmod(0o755)


def looked_at(folder: Folder, name: str, container: str) -> list[str]:
    """Everything that a running pod can be asked."""
    faults = []
    spec = workload(folder, name).spec
    declared = numbered(spec["containers"][0])
    probes = ["startupProbe", "readinessProbe", "livenessProbe"]
    for kind in probes:
        faults += answers(container, kind, declared[kind])
        if faults:
            return faults
    # One that asks for a page that the application does not have is noticed.
    other = {"httpGet": declared[probes[1]]["httpGet"] | {"path": "/no-such-page"}}
    if not answers(container, probes[1], other):
        faults.append("a probe of a page that does not exist succeeds")
    faults += confined(container, declared, spec["securityContext"]["runAsUser"])
    faults += as_written(container, started(declared, lambda _secret, _key: PASSWORD))
    if run("exec", container, "sh", "-c", "> /tmp/x").returncode != 0:
        faults.append("/tmp cannot be written")
    podman("pod", "stop", "--time", str(spec["terminationGracePeriodSeconds"]), name)
    code = json.loads(podman("inspect", container))[0]["State"]["ExitCode"]
    if code != 0:
        faults.append(f"it ends with {code}")
    podman("pod", "start", name)
    faults += answers(container, probes[1], declared[probes[1]])
    podman("pod", "stop", name)
    return faults


def as_written(container: str, meant: Started) -> list[str]:
    """The process has the variables and the words of the manifest."""
    faults = list(meant.faults)
    pairs = podman("exec", container, "cat", "/proc/1/environ").rstrip("\0").split("\0")
    environment = dict(pair.split("=", 1) for pair in pairs)
    wrong = sorted(name for name, value in meant.variables.items() if environment.get(name) != value)
    if wrong:
        faults.append(f"it has other values of {', '.join(wrong)}")
    words = podman("exec", container, "cat", "/proc/1/cmdline").rstrip("\0").split("\0")
    if words[-len(meant.words) + 1 :] != meant.words[1:] or Path(words[1]).name != meant.words[0]:
        faults.append(f"it was started as {words}")
    return faults


def answers(container: str, kind: str, probe: Body) -> list[str]:
    """A probe succeeds: at once where somebody answers, within some seconds where nobody does yet."""
    limit = time.monotonic() + PATIENCE
    while True:
        if "tcpSocket" in probe:
            result = run("exec", container, "python3", "-c", CONNECT, str(probe["tcpSocket"]["port"]))
            if result.returncode == 0:
                return []
        else:
            ask = probe["httpGet"]
            headers = {header["name"]: header["value"] for header in ask.get("httpHeaders") or []}
            given = json.dumps([ask["port"], ask["path"], headers])
            result = run("exec", container, "python3", "-c", ASK, given)
            if result.stdout.strip():
                status = int(result.stdout)
                # What a kubelet takes for success.
                return [] if 200 <= status < 400 else [f"{kind}: {ask['path']} answers {status}"]
        if time.monotonic() > limit:
            return [f"{kind} has no answer: {result.stdout}{result.stderr}"]
        time.sleep(0.2)
