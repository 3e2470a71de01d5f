"""What `deploy.sh` does, in which order, and what it leaves alone."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

from .cluster import Cluster, Output, changes
from .folder import Body, Folder
from .images import images

TAG = "1.4.2"
PLACEHOLDER = ":set-by-deploy"
WAVE = "argocd.argoproj.io/sync-wave"
DIGEST = "sha256:" + "9f2c" * 16


class Deployment:
    """The folder under test."""

    def __init__(self, path: Path, kubectl: Path, shell: str) -> None:
        self.path = path
        self.folder = Folder.at(path)
        self.kubectl = kubectl
        self.shell = shell

    def cluster(self) -> Cluster:
        return Cluster(self.path, self.kubectl, self.shell)

    def keys(self, phase: str, *kinds: str) -> set[str]:
        return {
            f"{item.kind}/{item.name}"
            for item in self.folder.objects
            if item.phase == phase and (not kinds or item.kind in kinds)
        }

    @property
    def images(self) -> set[str]:
        return images([item.body for item in self.folder.objects])

    @property
    def built(self) -> list[str]:
        return sorted(i.removesuffix(PLACEHOLDER) for i in self.images if i.endswith(PLACEHOLDER))


def events(test: Deployment, calls: list[Body]) -> list[str]:
    """The calls in short: which phase was applied, what was deleted, looked at or waited for."""
    found: list[str] = []
    for call in calls:
        words = [word for word in call["arguments"] if not word.startswith("-")]
        event = None
        if call["verb"] == "apply" and "objects" in call:
            phases = {p for p in test.folder.files for key in call["objects"] if key in test.keys(p)}
            event = "apply " + ",".join(sorted(phases))
        elif call["verb"] == "delete":
            event = "delete"
        elif call["verb"] == "rollout" or call["verb"] == "wait":
            event = "wait for " + ("stores" if any("statefulset" in word for word in words) else "services")
            if any("job" in word for word in words):
                event = "wait for jobs"
        elif call["verb"] == "get" and any(word.startswith("job") for word in words):
            event = "wait for jobs"
        if event is not None and (not found or found[-1] != event):
            found.append(event)
    return found


def expected(test: Deployment) -> list[str]:
    """The order, without what an environment does not have."""
    found = ["apply 0-keep", "apply 1-data"]
    if test.folder.of("StatefulSet"):
        found.append("wait for stores")
    if "2-release" in test.folder.files:
        found += ["delete", "apply 2-release", "wait for jobs"]
    if "3-serve" in test.folder.files:
        found.append("apply 3-serve")
        if test.folder.of("Deployment"):
            found.append("wait for services")
    return found


def order(test: Deployment) -> list[str]:
    with test.cluster() as cluster:
        output = cluster.run("deploy.sh", TAG)
        faults = _ended(output, 0) + _unknown(cluster) + _left(cluster)
        happened = events(test, cluster.calls())
        if happened != expected(test):
            faults.append(f"it did {happened}, not {expected(test)}")
        faults += _waves(test, cluster.calls())
        if cluster.looked.exists() and int(cluster.looked.read_text()) != len(cluster.calls()):
            faults.append("it looks from outside before the end")
        if cluster.looked.exists() != ("smoke.sh" in (cluster.folder / "deploy.sh").read_text()):
            faults.append("it does not look from outside")
        for item in test.folder.objects:
            if f"{item.kind}/{item.name}" not in cluster.objects:
                faults.append(f"{item.title} was not applied")
        used = {image for call in cluster.calls() for image in call.get("images", [])}
        wanted = {i.removesuffix(PLACEHOLDER) + ":" + TAG if i.endswith(PLACEHOLDER) else i for i in test.images}
        if used != wanted:
            faults.append(f"the images {sorted(used ^ wanted)} differ")
        for call in changes(cluster.calls()):
            if call["verb"] == "apply" and "objects" in call:
                faults += _server_side(call)
        # A second version finds the Jobs of the first, which cannot be changed.
        again = cluster.run("deploy.sh", "1.4.3")
        return faults + _ended(again, 0)


def _waves(test: Deployment, calls: list[Body]) -> list[str]:
    """A Job starts after those of the waves before it were looked at until they had ended."""
    wave = {job.name: int(job.body["metadata"]["annotations"][WAVE]) for job in test.folder.of("Job")}
    started: dict[str, int] = {}
    looked_at: dict[str, int] = {}
    for index, call in enumerate(calls):
        names = [name for name in wave if name in call["arguments"] or f"job/{name}" in call["arguments"]]
        if call["verb"] == "patch" and any('"suspend":false' in word for word in call["arguments"]):
            started |= dict.fromkeys(names, index)
        elif call["verb"] == "get":
            looked_at |= dict.fromkeys(names, index)
    return [
        f"{later} starts before {earlier} has ended"
        for earlier in wave
        for later in wave
        if wave[earlier] < wave[later] and not looked_at.get(earlier, 0) < started.get(later, -1)
    ]


def _server_side(call: Body) -> list[str]:
    words = call["arguments"]
    if "--server-side" not in words or "--field-manager=infracc" not in words:
        return [f"{' '.join(words)}: not by the server, or by another manager"]
    return [f"{word} takes what others set" for word in words if word.startswith("--force")]


def pins(test: Deployment) -> list[str]:
    faults = []
    with test.cluster() as cluster:
        name = test.built[0]
        service = next(n for n in _services(test) if name.endswith("-" + n))
        faults += _ended(cluster.run("deploy.sh", TAG, f"{service}@{DIGEST}"), 0)
        used = {image for call in cluster.calls() for image in call.get("images", [])}
        if f"{name}@{DIGEST}" not in used or any(image.startswith(name + ":") for image in used):
            faults.append(f"{service} is pinned, the images are {sorted(used)}")
        for other in test.built[1:]:
            if f"{other}:{TAG}" not in used:
                faults.append(f"{other} is not at {TAG}")
    return faults


def _services(test: Deployment) -> list[str]:
    """The services, the longest names first: `api-worker` before `worker`."""
    names = {item.labels.get("app.kubernetes.io/name", "") for item in test.folder.objects}
    return sorted(filter(None, names), key=len, reverse=True)


def failing(test: Deployment) -> list[str]:
    """A Job that fails ends it, before anything of the services is changed."""
    faults = []
    for job in sorted(item.name for item in test.folder.of("Job")):
        with test.cluster() as cluster:
            cluster.behave(failing=[job])
            output = cluster.run("deploy.sh", TAG)
            faults += _ended(output, 1) + _left(cluster)
            if any(key in test.keys("3-serve") for key in cluster.objects):
                faults.append(f"{job} failed, and services were changed")
            if job not in output.text:
                faults.append(f"it does not say that {job} failed")
            if not any(call["verb"] == "logs" for call in cluster.calls()):
                faults.append(f"it does not show what {job} logged")
    return faults


def harmless(test: Deployment) -> list[str]:
    """`--dry-run` and `--diff` change nothing, and see every phase."""
    faults = []
    for option in ["--dry-run", "--diff"]:
        for difference in [0, 1]:
            with test.cluster() as cluster:
                cluster.behave(difference=difference)
                faults += _ended(cluster.run("deploy.sh", option, TAG), 0) + _unknown(cluster) + _left(cluster)
                if changes(cluster.calls()) or cluster.objects or cluster.looked.exists():
                    faults.append(f"{option} changes: {[call['arguments'] for call in changes(cluster.calls())]}")
                seen = {key for call in cluster.calls() for key in call.get("objects", [])}
                for phase in test.folder.files:
                    if not test.keys(phase) <= seen:
                        faults.append(f"{option} does not look at {phase}")
    return faults


def refused(test: Deployment) -> list[str]:
    """What cannot be a tag or a pin ends it before any call."""
    service = next(n for n in _services(test) if any(image.endswith("-" + n) for image in test.built))
    lines: list[list[str]] = [
        [],
        [""],
        ["-x"],
        ["--dry-run"],
        ["--force", TAG],
        ["1.0;rm -rf x"],
        ["1.0 2.0"],
        ["$(id)"],
        ["a/b"],
        ["a:b"],
        ["é"],
        ["a\nb"],
        ["." + TAG],
        ["a" * 129],
        [TAG, "missing@" + DIGEST],
        [TAG, service],
        [TAG, service + "@sha256:"],
        [TAG, service + "@sha256:xyz"],
        [TAG, service + "@sha256:" + "Z" * 64],
        [TAG, service + "@sha256:" + '" }#' * 16],
        [TAG, service + "@" + DIGEST + '" }\n#'],
        [TAG, "@" + DIGEST],
        [TAG, "* @" + DIGEST],
        [TAG, ""],
    ]
    faults = []
    for arguments in lines:
        with test.cluster() as cluster:
            output = cluster.run("deploy.sh", *arguments)
            if output.status != 2 or cluster.calls():
                faults.append(f"{arguments}: {output.status}, {len(cluster.calls())} calls: {output.text[:200]}")
            if not output.text:
                faults.append(f"{arguments}: it does not say what is wrong")
            faults += _left(cluster)
    return faults


def interrupted(test: Deployment) -> list[str]:
    faults = []
    for number in [signal.SIGINT, signal.SIGTERM]:
        with test.cluster() as cluster:
            output = cluster.interrupt("deploy.sh", TAG, number=number, during="rollout")
            if not any(call["verb"] == "rollout" for call in cluster.calls()):
                faults.append(f"{number.name}: it ended before: {output.text[-300:]}")
            if output.status in (0, 2):
                faults.append(f"{number.name}: it ended with {output.status}")
            faults += [f"{number.name}: {fault}" for fault in _left(cluster)]
            if any(key in test.keys("3-serve") for key in cluster.objects):
                faults.append(f"{number.name}: it went on")
    return faults


def handed_over(test: Deployment) -> list[str]:
    """The number of replicas changes hands where a service gets its first autoscaler, and only there."""
    faults = []
    for item in test.folder.of("HorizontalPodAutoscaler"):
        key = f"Deployment/{item.name}"
        before = {"kind": "Deployment", "metadata": {"name": item.name}, "spec": {"replicas": 7}}
        for scaler in [False, True]:
            with test.cluster() as cluster:
                objects: Body = {key: before}
                if scaler:
                    objects[f"HorizontalPodAutoscaler/{item.name}"] = item.body
                cluster.objects = objects
                faults += _ended(cluster.run("deploy.sh", TAG), 0)
                given = [c for c in cluster.calls() if "--field-manager=infracc-autoscaler" in c["arguments"]]
                if bool(given) == scaler:
                    faults.append(f"{item.name}: replicas were handed over {len(given)} times")
    return faults


def _ended(output: Output, status: int) -> list[str]:
    return [] if output.status == status else [f"it ended with {output.status}, not {status}: {output.text[-600:]}"]


def _unknown(cluster: Cluster) -> list[str]:
    return [f"unknown to the stand-in: {c['arguments']}" for c in cluster.calls() if c["verb"] == "unknown"]


def _left(cluster: Cluster) -> list[str]:
    return [f"it leaves {name}" for name in cluster.leftovers()]


SCENARIOS: dict[str, Callable[[Deployment], list[str]]] = {
    "order": order,
    "pins": pins,
    "failing": failing,
    "harmless": harmless,
    "refused": refused,
    "interrupted": interrupted,
    "handed-over": handed_over,
}
