"""A stand-in for kubectl: records how it was called, and answers as a cluster without nodes would.

The folder STAND_IN holds `objects.json`, what is there; `settings.json`, how the cluster behaves; and `calls.jsonl`,
what it was asked. Manifests are rendered, and all but the simplest JSONPath is evaluated, by the real kubectl, INFRACC_KUBECTL,
which does both without a cluster.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from manifests.images import images

Body = dict[str, Any]
HOME = Path(os.environ["STAND_IN"])
KUBECTL = os.environ["INFRACC_KUBECTL"]

# What is written in front of a name, as kubectl takes it.
KINDS = {
    "secret": "Secret",
    "secrets": "Secret",
    "configmap": "ConfigMap",
    "cm": "ConfigMap",
    "namespace": "Namespace",
    "ns": "Namespace",
    "job": "Job",
    "jobs": "Job",
    "hpa": "HorizontalPodAutoscaler",
    "horizontalpodautoscaler": "HorizontalPodAutoscaler",
    "deployment": "Deployment",
    "deploy": "Deployment",
    "statefulset": "StatefulSet",
    "pvc": "PersistentVolumeClaim",
}
# Options that are followed by a value of their own.
VALUED = {"-n", "--namespace", "-o", "--output", "-f", "--filename", "-k", "--kustomize", "-p", "--patch", "--type"}
VALUED |= {
    "-l",
    "--selector",
    "--timeout",
    "--tail",
    "--field-manager",
    "--context",
    "--from-file",
    "--patch-file",
    "--for",
}


class Call:
    """The words of one call."""

    def __init__(self, arguments: list[str]) -> None:
        self.words: list[str] = []
        self.options: dict[str, str] = {}
        rest = iter(arguments)
        for word in rest:
            if word.startswith("-") and word != "-":
                key, equals, value = word.partition("=")
                self.options[key] = value if equals else next(rest, "") if word in VALUED else "true"
            else:
                self.words.append(word)

    def option(self, *keys: str) -> str | None:
        return next((self.options[key] for key in keys if key in self.options), None)


def fail(text: str, code: int = 1) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(code)


def parsed(text: str) -> list[Body]:
    """Documents of YAML; the library is loaded where one is read."""
    import yaml  # type: ignore[import-untyped]

    return [body for body in yaml.safe_load_all(text) if body]


def load(name: str, default: Any) -> Any:
    path = HOME / name
    return json.loads(path.read_text()) if path.exists() else default


def record(entry: Body) -> None:
    with (HOME / "calls.jsonl").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(entry) + "\n")


def stored(objects: Body) -> None:
    (HOME / "objects.json").write_text(json.dumps(objects))


def manifests(call: Call) -> list[Body]:
    """What `-k` and `-f` name."""
    folder = call.option("-k", "--kustomize")
    if folder is not None:
        rendered = subprocess.run([KUBECTL, "kustomize", folder], capture_output=True, text=True, check=False)
        if rendered.returncode != 0:
            fail(rendered.stderr)
        text = rendered.stdout
    else:
        file = call.option("-f", "--filename") or fail("must specify one of -f and -k")
        text = sys.stdin.read() if file in ("-", "/dev/stdin") else Path(file).read_text()
    return parsed(text)


def key(kind: str, name: str) -> str:
    return f"{kind}/{name}"


def targets(words: list[str]) -> list[str]:
    """`job a b`, `job/a` or `job,hpa a` as keys of objects."""
    if not words:
        return []
    if "/" in words[0]:
        return [key(KINDS[kind], name) for kind, _, name in (word.partition("/") for word in words)]
    if words[0] not in KINDS:
        fail(f"the server doesn't have a resource type {words[0]}")
    return [key(KINDS[words[0]], name) for name in words[1:]]


def with_status(body: Body) -> Body:
    """A Job ends as the settings say, after it was looked at some times."""
    if body["kind"] != "Job":
        return body
    name = body["metadata"]["name"]
    looks = load("looks.json", {})
    looks[name] = looks.get(name, 0) + 1
    (HOME / "looks.json").write_text(json.dumps(looks))
    if looks[name] <= 1:
        return {**body, "status": {"active": 1}}
    if name in load("settings.json", {}).get("failing", []):
        conditions = [{"type": "FailureTarget", "status": "True"}, {"type": "Failed", "status": "True"}]
        return {**body, "status": {"failed": 1, "conditions": conditions}}
    conditions = [{"type": "SuccessCriteriaMet", "status": "True"}, {"type": "Complete", "status": "True"}]
    return {**body, "status": {"succeeded": 1, "conditions": conditions}}


def at(node: Any, path: list[tuple[str, str]]) -> str:
    """What is at a path of names; nothing where there is nothing."""
    for first, second in path:
        node = node.get(first or second, "") if isinstance(node, dict) else ""
    return node if isinstance(node, str) else json.dumps(node)


def show(bodies: list[Body], form: str | None) -> None:
    for body in bodies:
        if form is None:
            print(body["metadata"]["name"])
        elif form == "name":
            print(f"{body['kind'].lower()}/{body['metadata']['name']}")
        elif (path := re.fullmatch(r"jsonpath=\{((\.\w+|\['[^']*'\])+)\}", form)) is not None:
            print(at(body, re.findall(r"\.(\w+)|\['([^']*)'\]", path[1])), end="")
        else:
            file = HOME / f"shown-{os.getpid()}.json"
            file.write_text(json.dumps({"apiVersion": "v1", **body}))
            command = [KUBECTL, "label", "--local", "--overwrite", "-f", str(file), "stand=in", "-o", form]
            sys.stdout.write(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            file.unlink()


def get(call: Call, objects: Body) -> None:
    wanted = targets(call.words[1:])
    for missing in [item for item in wanted if item not in objects]:
        if "--ignore-not-found" not in call.options:
            fail(f"Error from server (NotFound): {missing} not found")
    show([with_status(objects[item]) for item in wanted if item in objects], call.option("-o", "--output"))


def apply(call: Call, objects: Body) -> list[str]:
    bodies = manifests(call)
    if call.option("--dry-run") is None:
        for body in bodies:
            name = key(body["kind"], body["metadata"]["name"])
            if body["kind"] == "Job" and name in objects and objects[name]["spec"] != body["spec"]:
                fail("spec.template: field is immutable")
            objects[name] = {**objects.get(name, {}), **body}
        stored(objects)
    return [key(body["kind"], body["metadata"]["name"]) for body in bodies]


def create(call: Call, objects: Body) -> None:
    """`create secret generic NAME`, `create configmap NAME`, and `create -f`."""
    words = call.words[1:]
    if not words:
        apply(call, objects)
        return
    kind = KINDS[words[0]]
    name = words[2] if words[0] == "secret" else words[1]
    if key(kind, name) in objects:
        fail("Error from server (AlreadyExists)")
    body: Body = {"kind": kind, "metadata": {"name": name}}
    source = call.option("--from-file")
    if source is not None:
        entry, _, file = source.partition("=")
        content = sys.stdin.buffer.read() if file == "/dev/stdin" else Path(file).read_bytes()
        body["data"] = {entry: base64.b64encode(content).decode()}
    if call.option("--dry-run") is None:
        objects[key(kind, name)] = body
        stored(objects)
    else:
        print(json.dumps(body))


def patch(call: Call, objects: Body) -> None:
    text = call.option("-p", "--patch")
    if text is None:
        file = call.option("--patch-file") or fail("must specify --patch or --patch-file")
        text = sys.stdin.read() if file in ("-", "/dev/stdin") else Path(file).read_text()
    for name in targets(call.words[1:]):
        if name not in objects:
            fail(f"Error from server (NotFound): {name} not found")
        merge(objects[name], parsed(text)[0])
    stored(objects)


def merge(body: Body, change: Body) -> None:
    for name, value in change.items():
        if isinstance(value, dict) and isinstance(body.get(name), dict):
            merge(body[name], value)
        else:
            body[name] = value


def wait(call: Call, objects: Body) -> None:
    condition = (call.option("--for") or "").partition("=")[2].lower()
    for name in targets(call.words[1:]):
        body = with_status(with_status(objects[name]))
        conditions = [entry["type"].lower() for entry in body.get("status", {}).get("conditions", [])]
        if body["kind"] == "Job" and condition not in conditions:
            fail("error: timed out waiting for the condition")


def main() -> None:
    arguments = sys.argv[1:]
    call = Call(arguments)
    objects = load("objects.json", {})
    verb = call.words[0] if call.words else ""
    entry: Body = {"arguments": arguments, "verb": verb}
    settings = load("settings.json", {})
    if verb in ("apply", "diff") and call.option("-k", "--kustomize") is not None:
        bodies = manifests(call)
        entry["objects"] = [key(body["kind"], body["metadata"]["name"]) for body in bodies]
        entry["images"] = sorted(images(bodies))
    record(entry)
    if verb == settings.get("sleeping"):
        time.sleep(60)
    match verb:
        case "get":
            get(call, objects)
        case "apply":
            apply(call, objects)
        case "create":
            create(call, objects)
        case "patch":
            patch(call, objects)
        case "delete":
            for name in targets(call.words[1:]):
                objects.pop(name, None)
            stored(objects)
            (HOME / "looks.json").unlink(missing_ok=True)
        case "wait":
            wait(call, objects)
        case "diff":
            sys.exit(settings.get("difference", 0))
        case "rollout" | "logs" | "version" | "cluster-info":
            pass
        case _:
            record({"arguments": arguments, "verb": "unknown"})
            fail(f"unknown command {verb}", 64)


main()
