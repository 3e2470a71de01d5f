"""The manifests of one environment as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

Body = dict[str, Any]

PHASES = ["0-keep", "1-data", "2-release", "3-serve"]

# What an object must be called that a kustomization is.
KUSTOMIZATION = "kustomization.yaml"


class StrictLoader(yaml.CSafeLoader):  # type: ignore[misc]
    """A reader of YAML 1.1 that refuses a key that is there twice."""


def _mapping(loader: StrictLoader, node: yaml.MappingNode) -> Body:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if not isinstance(key, str) or keys.count(key) > 1:
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: the key {key!r} is no text, or there twice")
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(text: str) -> list[Body]:
    """All documents of a text."""
    return [body for body in yaml.load_all(text, Loader=StrictLoader) if body is not None]


@dataclass
class Object:
    """One object, and where it is written."""

    phase: str
    file: str
    body: Body

    @property
    def kind(self) -> str:
        return str(self.body.get("kind"))

    @property
    def name(self) -> str:
        return str(self.body.get("metadata", {}).get("name"))

    @property
    def title(self) -> str:
        return f"{self.phase}/{self.file}: {self.kind} {self.name}"

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.body.get("metadata", {}).get("labels") or {})


@dataclass
class Pod:
    """The pods of one workload."""

    owner: Object
    labels: dict[str, str]
    spec: Body

    @property
    def containers(self) -> list[Body]:
        return [*(self.spec.get("initContainers") or []), *self.spec["containers"]]


# Where the template of a workload's pods is.
TEMPLATES = {
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}


def pod_of(item: Object) -> Pod | None:
    """The pods of a workload; None for other objects."""
    path = TEMPLATES.get(item.kind)
    if path is None:
        return None
    node: Any = item.body
    for key in path:
        node = node[key]
    return Pod(item, dict(node.get("metadata", {}).get("labels") or {}), node["spec"])


class Folder:
    """The objects of `<environment>/kubernetes`, without the kustomizations."""

    def __init__(self, objects: list[Object], kustomizations: dict[str, Body], files: dict[str, list[str]]) -> None:
        self.objects = objects
        self.kustomizations = kustomizations
        # The manifests that each phase has.
        self.files = files

    @staticmethod
    def at(path: Path) -> Folder:
        objects: list[Object] = []
        kustomizations: dict[str, Body] = {}
        files: dict[str, list[str]] = {}
        if (path / KUSTOMIZATION).exists():
            kustomizations[""] = read((path / KUSTOMIZATION).read_text())[0]
        for phase in PHASES:
            if not (path / phase).is_dir():
                continue
            files[phase] = []
            for file in sorted((path / phase).iterdir()):
                documents = read(file.read_text())
                if file.name == KUSTOMIZATION:
                    kustomizations[phase] = documents[0]
                    continue
                files[phase].append(file.name)
                objects += [Object(phase, file.name, body) for body in documents]
        return Folder(objects, kustomizations, files)

    def of(self, *kinds: str) -> list[Object]:
        return [item for item in self.objects if item.kind in kinds]

    def named(self, kind: str, name: str) -> Object | None:
        return next((item for item in self.of(kind) if item.name == name), None)

    @property
    def pods(self) -> list[Pod]:
        return [pod for pod in map(pod_of, self.objects) if pod is not None]

    @property
    def namespace(self) -> str:
        return next((item.name for item in self.of("Namespace")), "")


def selects(selector: Body, labels: dict[str, str]) -> bool:
    """Whether a label selector, with `matchLabels` or as a plain mapping, selects these labels."""
    wanted = selector.get("matchLabels", {}) if "matchLabels" in selector or not selector else selector
    if "matchExpressions" in selector:
        raise ValueError("matchExpressions are not understood here")
    return all(labels.get(key) == value for key, value in wanted.items())


def folders(root: Path) -> Iterator[Path]:
    """The folders of manifests below a folder of output."""
    for path in sorted(root.rglob("0-keep")):
        yield path.parent
