"""The real programs that read manifests: kubectl of every supported minor, kubernetes-validate, checkov, yamllint."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import yaml  # type: ignore[import-untyped]

from .folder import KUSTOMIZATION, Body, Folder, read

MINORS = ["1.35", "1.36", "1.37"]

# What checkov reports, and why that is kept.
ALLOWED_BY_CHECKOV = {
    "CKV_K8S_11": "no limit of CPU: the request guarantees the share, a limit throttles an idle node",
    "CKV_K8S_15": "imagePullPolicy IfNotPresent: a restart must not need the registry",
    "CKV_K8S_22": "a writable root, where an image writes into folders that have content",
    "CKV_K8S_35": "secrets as variables: applications read variables",
    "CKV_K8S_40": "the uid of the image's own user",
    "CKV_K8S_43": "no digest: deploy.sh takes one",
}
# The same of workers alone: they have no port that could be asked.
ALLOWED_OF_WORKERS = {"CKV_K8S_8": "no liveness probe", "CKV_K8S_9": "no readiness probe"}
# What no schema of Kubernetes describes, because a cluster brings it.
FOREIGN_GROUPS = ("gateway.networking.k8s.io/", "postgresql.cnpg.io/", "barmancloud.cnpg.io/", "external-secrets.io/")


def kubectl(tools: Path, minor: str) -> Path:
    """The program of a minor version."""
    return tools / "kubectl" / minor / "kubectl"


def rendered(tools: Path, minor: str, path: Path) -> list[Body]:
    """What `kubectl kustomize` makes of a folder."""
    command = [str(kubectl(tools, minor)), "kustomize", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0 or result.stderr:
        raise RuntimeError(f"{minor}: {result.stderr}")
    return read(result.stdout)


def identity(body: Body) -> str:
    return f"{body['kind']} {body['metadata']['name']}"


def kustomize(tools: Path, path: Path) -> list[str]:
    """Every minor reads the folder and what is kept, and finds the objects of the files."""
    faults = []
    folder = Folder.at(path)
    for minor in MINORS:
        for phase in ["", "0-keep"]:
            wanted = [o.body for o in folder.objects if o.phase == phase or (not phase and o.phase != "0-keep")]
            try:
                found = rendered(tools, minor, path / phase)
            except RuntimeError as error:
                faults.append(f"{path}/{phase}: {error}")
                continue
            if sorted(map(identity, wanted)) != sorted(map(identity, found)):
                faults.append(f"{minor}: {path}/{phase} is {sorted(map(identity, found))}")
                continue
            by_name = {identity(body): body for body in wanted}
            faults += [
                f"{minor}: {identity(body)} is read as another object"
                for body in found
                if body != by_name[identity(body)]
            ]
    return faults


def kinds(path: Path) -> dict[str, int]:
    """How many objects there are of each kind, without those that are kept."""
    return dict(sorted(Counter(o.kind for o in Folder.at(path).objects if o.phase != "0-keep").items()))


def validator(minor: str) -> Any:
    """A validator of all kinds of a minor version that reads each schema once."""
    schemas: dict[str, Any] = {}
    original = kubernetes_validate.utils.schema_contents

    def cached(name: str, version: str) -> Any:
        if name not in schemas:
            schemas[name] = original(name, version)
        return schemas[name]

    def validate(body: Body) -> None:
        kubernetes_validate.utils.schema_contents = cached
        kubernetes_validate.validate(body, f"{minor}.0", strict=True)

    return validate


def validate(paths: list[Path]) -> list[str]:
    """kubernetes-validate, strict, of every minor."""
    faults = []
    for minor in MINORS:
        check = validator(minor)
        seen: set[str] = set()
        for path in paths:
            folder = Folder.at(path)
            for item in folder.objects:
                text = json.dumps(item.body, sort_keys=True, default=str)
                if text in seen or item.body["apiVersion"].startswith(FOREIGN_GROUPS):
                    continue
                seen.add(text)
                try:
                    check(item.body)
                except kubernetes_validate.ValidationError as error:
                    faults.append(f"{minor}: {path}: {item.title}: {error.message} at {list(error.path)}")
                except kubernetes_validate.SchemaNotFoundError as error:
                    faults.append(f"{minor}: {path}: {item.title}: {error.message}")
    return faults


def checkov(tools: Path, paths: list[Path]) -> list[str]:
    """What checkov finds beside what is meant, and what is allowed though it finds nothing of it."""
    with tempfile.TemporaryDirectory() as root:
        for number, path in enumerate(paths):
            shutil.copytree(path, Path(root) / str(number))
        command = [str(tools / "checkov" / "bin" / "checkov"), "-d", root]
        command += ["--framework", "kubernetes", "--skip-download", "--compact", "--quiet", "--output", "json"]
        result = subprocess.run(command, capture_output=True, text=True, env=_quiet(root), check=False)
    if result.returncode not in (0, 1) or not result.stdout:
        return [f"checkov ended with {result.returncode}: {result.stderr[-500:]}"]
    faults = []
    found: set[str] = set()
    objects = 0
    workers = {resource for path in paths for resource in _workers(Folder.at(path))}
    reports = json.loads(result.stdout)
    for report in reports if isinstance(reports, list) else [reports]:
        objects += report["summary"]["passed"]
        if report["summary"]["parsing_errors"]:
            faults.append(f"checkov cannot read {report['results']['parsing_errors']}")
        for finding in report["results"]["failed_checks"]:
            found.add(finding["check_id"])
            of_worker = finding["check_id"] in ALLOWED_OF_WORKERS and finding["resource"] in workers
            if finding["check_id"] not in ALLOWED_BY_CHECKOV and not of_worker:
                faults.append(f"{finding['check_id']} {finding['check_name']}: {finding['resource']}")
    unused = (ALLOWED_BY_CHECKOV | ALLOWED_OF_WORKERS).keys() - found
    faults += [f"nothing is found of {name}: it need not be allowed" for name in sorted(unused)]
    return faults if objects else [*faults, "checkov looked at nothing"]


def _workers(folder: Folder) -> list[str]:
    """The workers, as checkov names them."""
    deployments = [o for o in folder.of("Deployment") if o.labels["app.kubernetes.io/component"] == "worker"]
    return [f"Deployment.{folder.namespace}.{item.name}" for item in deployments]


def _quiet(home: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": home, "LOG_LEVEL": "ERROR", "LC_ALL": "C.UTF-8"}


def yamllint(path: Path) -> list[str]:
    """yamllint, relaxed; lines may be long."""
    command = [
        "yamllint",
        "--strict",
        "--format",
        "parsable",
        "-d",
        "{extends: relaxed, rules: {line-length: disable}}",
    ]
    return _lines(command, [*path.rglob("*.yaml")])


def shellcheck(path: Path) -> list[str]:
    """shellcheck, of both scripts as POSIX shells read them."""
    return _lines(["shellcheck", "--shell=sh", "--format=gcc"], sorted(path.glob("*.sh")))


def _lines(command: list[str], files: list[Path]) -> list[str]:
    if not files:
        return [f"nothing to look at for {command[0]}"]
    result = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    return (result.stdout + result.stderr).splitlines() or ([command[0]] if result.returncode else [])


def read_back(tools: Path, path: Path) -> list[str]:
    """Every text of the files is the same to a reader of YAML 1.1 and to every kubectl."""
    faults = []
    folder = Folder.at(path)
    for minor in MINORS:
        command = [str(kubectl(tools, minor)), "label", "--local", "--overwrite", "stand=in", "-o", "json"]
        for phase, files in folder.files.items():
            arguments = [word for name in files for word in ("-f", str(path / phase / name))]
            result = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
            if result.returncode != 0:
                faults.append(f"{minor}: {path}/{phase}: {result.stderr[-300:]}")
                continue
            found = {identity(body): body for body in _objects(result.stdout)}
            for item in folder.objects:
                if item.phase != phase:
                    continue
                body = found.get(identity(item.body))
                if body is None or _without_label(body) != item.body:
                    faults.append(f"{minor}: {item.title} is read as another object")
    return faults


def _objects(text: str) -> Iterator[Body]:
    """JSON documents one after the other; lists are taken apart."""
    decoder = json.JSONDecoder()
    position = 0
    while position < len(text.rstrip()):
        body, position = decoder.raw_decode(text, position)
        while position < len(text) and text[position].isspace():
            position += 1
        yield from body["items"] if body["kind"] == "List" else [body]


def _without_label(body: Body) -> Body:
    body["metadata"]["labels"].pop("stand")
    return body


def headers(path: Path) -> list[str]:
    """Every file has the header, and no kustomization is anything else."""
    faults = []
    for file in sorted(path.rglob("*.yaml")):
        text = file.read_text()
        if not text.startswith("# Generated by infracc from "):
            faults.append(f"{file} has no header")
        if file.name == KUSTOMIZATION and yaml.safe_load(text)["kind"] != "Kustomization":
            faults.append(f"{file} is no kustomization")
    return faults
