"""What is done with the program that a tour made."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Use:
    """A directory with a topology, the program, and what was expected of it in vain."""

    def __init__(self, program: Path, place: Path) -> None:
        self.program = program
        self.place = place
        self.objections: list[str] = []
        self.count = 0

    def topology(self, text: str) -> None:
        (self.place / "topology.yaml").write_text(text, encoding="utf-8")

    def document(self, *arguments: str) -> Any:
        """What a command prints as JSON; nothing where it fails."""
        result = subprocess.run(
            [self.program, *arguments], cwd=self.place, capture_output=True, text=True, check=False, timeout=60
        )
        self.expect(result.returncode == 0, f"`{' '.join(arguments)}` ended with {result.returncode}:\n{result.stderr}")
        return json.loads(result.stdout) if result.returncode == 0 else {}

    def run(self, *arguments: str, ends: int = 0) -> str:
        """The output of a command, which must end with that status."""
        result = subprocess.run(
            [self.program, *arguments], cwd=self.place, capture_output=True, text=True, check=False, timeout=60
        )
        text = result.stdout + result.stderr
        self.expect(result.returncode == ends, f"`{' '.join(arguments)}` ended with {result.returncode}:\n{text}")
        return text

    def file(self, path: str) -> str:
        found = self.place / "infra" / path
        self.expect(found.is_file(), f"infra/{path} was not written")
        return found.read_text(encoding="utf-8") if found.is_file() else ""

    def expect(self, holds: bool, objection: str) -> None:
        self.count += 1
        if not holds:
            self.objections.append(objection)

    def contains(self, text: str, *parts: str, where: str) -> None:
        for part in parts:
            self.expect(part in text, f"{where} lacks {part!r}:\n{text}")


def topology(targets: str, *, size: int = 5, version: str = "2", reference: str = "LARDER_URL") -> str:
    """A service that keeps its data in the store of the tour."""
    return f"""infracc: 1
project: tour
targets: [{targets}]
repository: {{ github: acme/tour }}
services:
  larder: {{ version: {version}, backup: {{ schedule: "0 3 * * *" }} }}
  api:
    type: web
    root: .
    port: 8000
    build: {{ dockerfile: Dockerfile }}
    start: python app.py
    variables: {{ LARDER_URL: "$<<larder.{reference}>>", LARDER_NODE: "$<<larder.LARDER_HOST>>" }}
    pools: {{ larder: {{ size: {size} }} }}
    scale: {{ replicas: 2 }}
"""


def engine(use: Use) -> None:
    """A working service type: references, budget, and the output of every target."""
    (use.place / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    use.topology(topology("compose, railway, procfile"))
    use.contains(use.run("check"), "no errors", where="check")
    use.contains(use.run("build"), "larder", "10 of 39", where="the table of build")
    compose = use.file("production/compose/docker-compose.yml")
    use.contains(
        compose, "image: larder:2", 'test: ["CMD", "larder", "ping"]', "larder-data:/var/lib/larder",
        "LARDER_URL: larder://admin:${LARDER_PASSWORD", "@larder:7007", "larder-backup:", where="the compose file",
    )  # fmt: skip
    use.contains(
        use.file("production/compose/backup.sh"), 'larder dump > "$1"', "larder load", where="the backup script"
    )
    use.contains(use.file("production/compose/.env.example"), "LARDER_PASSWORD=", where="the env file of compose")
    project = use.file("railway/.railway/railway.ts")
    use.contains(
        project, 'image("larder:2")', '"/var/lib/larder": larderVolume', "LARDER_PASSWORD", "RAILWAY_PRIVATE_DOMAIN",
        where="Railway's project file",
    )  # fmt: skip
    use.contains(use.file("railway/README.md"), "railway variable set LARDER_PASSWORD", where="Railway's steps")
    use.contains(
        use.file("production/procfile/Procfile"), "larder is not started here: it is expected on localhost:7007",
        where="the Procfile",
    )  # fmt: skip
    use.contains(use.file("production/procfile/.env.example"), "@localhost:7007", where="the env file of the Procfile")
    use.contains(use.run("build", "--check"), "up to date", where="build --check")
    use.contains(use.run("refs"), "larder", "LARDER_URL", "LARDER_HOST", where="refs")
    use.contains(use.run("explain", "E0701"), "connections", where="explain")
    use.contains(use.run("schema"), '"larder"', where="the schema")
    document = use.document("build", "--emit-ir")
    services = [service for program in document.get("programs", []) for service in program["services"]]
    stores = [(service["store"]["engine"], service["store"]["dataPath"]) for service in services if "store" in service]
    use.expect(
        stores == [("larder", "/var/lib/larder")],
        "the IR lacks the facts of the engine",
    )
    use.topology(topology("compose", size=30))
    use.contains(use.run("check", ends=1), "E0701", "60", "39", where="check of too many connections")
    use.topology(topology("compose", version="1"))
    use.contains(use.run("check"), "W1013", "Larder 1", where="check of an old version")
    use.topology(topology("compose", reference="LARDER_UR"))
    use.contains(use.run("check", ends=1), "E0302", "LARDER_URL", where="check of a misspelt reference")


def target(use: Use) -> None:
    """A target in every command."""
    (use.place / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    use.topology(topology("roster, compose"))
    use.contains(use.run("check"), "no errors", where="check")
    use.contains(use.run("build"), "roster", where="the table of build")
    use.contains(use.file("production/roster/services.txt"), "api 8000", "larder 7007", where="the file of the target")
    use.contains(use.run("build", "--check"), "up to date", where="build --check")
    use.contains(use.run("build", "-t", "roster"), "roster", where="build -t")
    use.contains(use.run("targets"), "roster", "one line for each service", where="targets")
    use.contains(use.run("targets", "--matrix"), "roster", where="the portability table")
    use.contains(use.run("refs"), "api", where="refs")
    use.contains(use.run("explain", "W0903"), "approximat", where="explain")
    use.topology(topology("roster, compose") + "environments:\n  staging: { targets: [compose] }\n  production: {}\n")
    use.run("build")
    use.file("production/roster/services.txt")
    use.expect(
        not (use.place / "infra/staging/roster").exists(), "an environment that does not list the target has its file"
    )


def rule(use: Use) -> None:
    """A finding with its page, its level and its suppression."""
    service = '  the-service-that-sends-the-mail: { type: worker, image: "acme/mail:1.0" }\n'
    head = "infracc: 1\nproject: tour\ntargets: [compose]\n"
    use.topology(head + "services:\n" + service)
    use.contains(use.run("check"), "W0897", "has 31 characters", "at most 24", where="check")
    use.contains(use.run("explain", "W0897"), "long-service-name", "Choose a shorter name", where="explain")
    use.contains(use.run("explain", "--list"), "W0897", where="the list of rules")
    use.contains(use.run("check", "--deny", "long-service-name", ends=1), "W0897", where="check --deny")
    use.topology(head + "lints: { W0897: off }\nservices:\n" + service)
    use.expect("W0897" not in use.run("check"), "a level that is off does not silence the rule")
    use.topology(head + "services:\n  # infracc: allow W0897 the name is known to others\n" + service)
    use.expect("0897" not in use.run("check"), "a comment does not silence the rule")


def key(use: Use) -> None:
    """A key that is read, offered, documented and required."""
    head = "infracc: 1\nproject: tour\ntargets: [compose]\n"
    policy = "policies:\n  - require: { path: services.mail.owner }\n"
    use.topology(head + policy + 'services:\n  mail: { type: worker, image: "acme/mail:1.0", owner: post }\n')
    use.contains(use.run("check"), "no errors", where="check")
    use.contains(use.run("schema"), '"owner"', "Who answers for it", where="the schema")
    use.contains(use.run("targets", "--matrix"), "owner", where="the portability table")
    use.topology(head + policy + 'services:\n  mail: { type: worker, image: "acme/mail:1.0" }\n')
    use.contains(use.run("check", ends=1), "E0805", "services.mail.owner", where="check without the key")
    use.topology(head + 'services:\n  mail: { type: worker, image: "acme/mail:1.0", ownr: post }\n')
    use.contains(use.run("check", ends=1), "E0201", "did you mean `owner`", where="check of a misspelt key")


# How many files each tour creates, and how many lines it adds to others.
PRICE = {"engine": (1, 1), "target": (1, 1), "rule": (1, 0), "key": (0, 13)}

BY_TOUR: dict[str, Callable[[Use], None]] = {"engine": engine, "target": target, "rule": rule, "key": key}
