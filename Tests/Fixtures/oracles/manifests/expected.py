"""What the examples come to: how many objects of each kind, and what they are called."""

from __future__ import annotations

from collections import Counter

from .cases import Case

# Without what is kept; `postgres-settings` puts settings into force that a restart does not.
EXPECTED = {
    "gayed-signals, production": {
        "ConfigMap": "postgres-config postgres-backup redis-config",
        "CronJob": "postgres-backup",
        "Deployment": "backend backtrader frontend",
        "HorizontalPodAutoscaler": "backend",
        "Ingress": "backend frontend",
        "Job": "backend-release postgres-settings",
        "NetworkPolicy": "default-deny allow-dns postgres postgres-backup postgres-settings redis backend backtrader frontend",
        "PodDisruptionBudget": "backend",
        "Service": "postgres redis backend backtrader frontend",
        "StatefulSet": "postgres redis",
    },
    "gayed-signals, staging": {
        "ConfigMap": "postgres-config redis-config",
        "Deployment": "backend backtrader frontend",
        "Ingress": "backend frontend",
        "Job": "backend-release postgres-settings",
        "NetworkPolicy": "default-deny allow-dns postgres postgres-settings redis backend backtrader frontend",
        "Service": "postgres redis backend backtrader frontend",
        "StatefulSet": "postgres redis",
    },
    "tradesense, production": {
        "ConfigMap": "postgres-config postgres-backup redis-config",
        "CronJob": "backup postgres-backup",
        "Deployment": "backend worker",
        "Ingress": "backend",
        "Job": "backend-release postgres-settings",
        "NetworkPolicy": "default-deny allow-dns postgres postgres-backup postgres-settings redis backend worker backup",
        "PodDisruptionBudget": "backend",
        "Service": "postgres redis backend",
        "StatefulSet": "postgres redis",
    },
}
KEPT = {
    "gayed-signals, production": ["Namespace gayed-signals-production", "PersistentVolumeClaim postgres-backup"],
    "gayed-signals, staging": ["Namespace gayed-signals-staging"],
    "tradesense, production": ["Namespace tradesense-production", "PersistentVolumeClaim postgres-backup"],
}
# Who reaches whom.
PAIRS = {
    "gayed-signals, production": "frontend-backend frontend-backtrader backend-backtrader backend-postgres backend-redis",
    "gayed-signals, staging": "frontend-backend frontend-backtrader backend-backtrader backend-postgres backend-redis",
    "tradesense, production": "backend-postgres backend-redis worker-postgres worker-redis backup-postgres backup-redis",
}
DOMAINS = {
    "gayed-signals, production": "api.gayed-signals.example.com app.gayed-signals.example.com www.gayed-signals.example.com",
    "gayed-signals, staging": "backend-gayed-signals-staging.apps.example.com frontend-gayed-signals-staging.apps.example.com",
    "tradesense, production": "tradesense.example.com",
}


def faults(cases: list[Case]) -> list[str]:
    """Compares the examples that are named above, all of which must be there."""
    found = []
    by_title = {case.title: case for case in cases}
    for title, kinds in EXPECTED.items():
        if title not in by_title:
            found.append(f"{title} is missing")
            continue
        folder = by_title[title].folder
        for kind in sorted({item.kind for item in folder.objects if item.phase != "0-keep"} | kinds.keys()):
            names = [item.name for item in folder.of(kind) if item.phase != "0-keep"]
            if kind == "ConfigMap":
                names = [name.rpartition("-")[0] for name in names]
            wanted = kinds.get(kind, "").split()
            if Counter(names) != Counter(wanted):
                found.append(f"{title}: {kind} {sorted(names)}, not {sorted(wanted)}")
        kept = sorted(f"{item.kind} {item.name}" for item in folder.objects if item.phase == "0-keep")
        if kept != KEPT[title]:
            found.append(f"{title}: {kept} are kept")
        hosts = sorted(rule["host"] for item in folder.of("Ingress") for rule in item.body["spec"]["rules"])
        if hosts != sorted(DOMAINS[title].split()):
            found.append(f"{title}: the hosts are {hosts}")
        found += [f"{title}: {fault}" for fault in _pair_faults(by_title[title], PAIRS[title])]
    return found


def _pair_faults(case: Case, wanted: str) -> list[str]:
    """Those between services; what runs for a store reaches it and nothing else."""
    from .comparison import helpers
    from .network import pairs

    own = helpers(case.folder)
    found = {f"{pair.source}-{pair.target}" for pair in pairs(case.folder) if pair.source not in own}
    return [] if found == set(wanted.split()) else [f"the pairs are {sorted(found)}, not {sorted(wanted.split())}"]
