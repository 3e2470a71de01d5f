"""Topologies for the target: made of a seed, and those of other tests with the target put in."""

from __future__ import annotations

import random
import re
from pathlib import Path

OPTIONS = "{ registry: registry.example.com, domain: apps.example.com, ingress: { class: traefik } }"

# Texts that a reader of YAML takes for something else, and that mean something to a kubelet.
TEXTS = [
    *["yes", "No", "on", "~", "null", "1e3", "0x1f", "017", "0o17", "1_000", ".5", "12:30:45", "2026-11-30", "=", "<<"],
    *[
        "",
        " ",
        " a",
        "a ",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "-",
        "- a",
        "?",
        ": ",
        "a: b",
        "a #b",
        "#a",
        "@a",
        "`a`",
        "%a",
        "'",
        '"',
    ],
    *[
        "a\nb",
        "a\n",
        "\n",
        "\ta",
        "a\tb",
        "a\\nb",
        "\\",
        "{",
        "[a]",
        "{a: b}",
        "é",
        "日本",
        "🙂",
        "\u00a0",
        "\u2028",
        "\ufeffa",
    ],
    *[
        "$",
        "$$",
        "$$$",
        "$(",
        "$()",
        "$(HOME)",
        "$$(HOME)",
        "$((HOME))",
        "$(HOME",
        "a$(PRICE__REF)b",
        "US$",
        "cost: $5",
        "$é",
        "5$€",
    ],
    *[
        "${HOME}",
        "$HOME",
        "%HOME%",
        "$(HOME)$",
        "--",
        "---",
        "... a",
        "true",
        "0.10",
        "-0",
        "+1",
        "1.",
        "0b1",
        ".inf",
        ".nan",
    ],
]
PIECES = ["$", "$", "(", ")", "HOME", "a", " ", "é", "\n", "'", '"', "\\", ":", "#", "-", "0", "🙂", "$(HOME)", "$$"]


def quoted(text: str) -> str:
    """A text as a scalar of YAML 1.2, in double quotes."""
    result = ""
    for character in text:
        if character in '"\\':
            result += "\\" + character
        elif character == "$":
            # A reference of the topology begins with `$<<`.
            result += "$"
        elif character.isprintable() and character not in "\ufeff\u2028\u00a0":
            result += character
        else:
            code = ord(character)
            result += f"\\U{code:08X}"
    return f'"{result}"'


def mixture(source: random.Random) -> str:
    """Up to twelve pieces."""
    return "".join(source.choice(PIECES) for _ in range(source.randrange(1, 13)))


def texts(count: int, seed: int) -> str:
    """One service with many literal texts, half of them beside a secret."""
    source = random.Random(seed)
    lines = []
    for index in range(count):
        text = TEXTS[index] if index < len(TEXTS) else mixture(source)
        lines.append(f"      T{index}: {quoted(text)}")
        if index % 2:
            # `$$<<` is text: a `$` is in front of a secret only by way of another variable.
            lines.append(f"      S{index}: {quoted('$<<T' + str(index) + '>>$<<shared.PRICE>>' + mixture(source))}")
    return (
        f"""infracc: 1
project: texts
targets: [kubernetes]
options: {{ kubernetes: {OPTIONS} }}
lints: {{ W0203: "off" }}
secrets: {{ PRICE: generate }}
services:
  api:
    type: web
    image: "ghcr.io/example/api:1"
    port: 8000
    health: none
    options: {{ kubernetes: {{ user: 1000 }} }}
    use: [PRICE]
    variables:
"""
        + "\n".join(lines)
        + "\nenvironments: { production: {} }\n"
    )


class Generator:
    """A correct topology of a seed: services of every category that refer to each other, and stores."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed

    def one(self, *options: str) -> str:
        return self.random.choice(options)

    def flip(self) -> bool:
        return self.random.random() < 0.5

    def text(self) -> str:
        stores = self.stores()
        count = self.random.randrange(1, 6)
        names = [self.one("api", "front", "x", "a-long-name", "backup") + f"-{i}" for i in range(count)]
        services = "".join(self.service(name, index, names, stores) for index, name in enumerate(names))
        tail = "".join(self.others(names, stores))
        return f"""infracc: 1
project: {self.one("shop", "a-project-with-a-name", "p1")}
targets: [kubernetes]
options: {{ kubernetes: {self.options()} }}
secrets:
  SIGNING_KEY: generate
  PROVIDER_KEY: {{ source: external, charset: url }}
  FAR_PASSWORD: {{ source: external, charset: url }}
  MAYBE_KEY: optional
variables:
  REGION_NAME: {{ value: eu-{self.random.randrange(90)}, type: string }}
services:
{"".join(stores.values())}{services}{tail}environments:
  production: {{ services: {{ {names[0]}: {{ public: {self.one("true", "own.example.com", "[a.example.com, b.example.com]")} }} }} }}
  {self.one("staging", "Test_EU")}:
    variables: {{ REGION_NAME: us }}
"""

    def options(self) -> str:
        parts = ["registry: registry.example.com", "domain: apps.example.com"]
        parts.append(
            self.one("ingress: { class: traefik }", "ingress: {}")
            if self.flip()
            else self.one(
                "gateway: { name: public, namespace: gateways, section: https }",
                "ingress: { class: nginx, issuer: letsencrypt, namespace: ingress }",
            )
        )
        for extra in ["egress: closed", "cpu_limits: true", "storage_class: fast", "pull_secret: registry"]:
            if self.random.random() < 0.3:
                parts.append(extra)
        if self.random.random() < 0.3:
            parts.append("secrets: { store: vault, kind: ClusterSecretStore }")
        return "{ " + ", ".join(parts) + " }"

    def stores(self) -> dict[str, str]:
        """By name; the first is a PostgreSQL that everything may use."""
        pooler = self.one("", "    pooler: transaction\n", "    pooler: { mode: session, size: 5 }\n")
        backup = self.one("", '    backup: { schedule: "0 3 * * *", keep: 14d }\n')
        found = {
            "db": f"  db:\n    type: postgres\n    version: {self.one('15', '16', '17', '18')}\n"
            + f"    resources: {{ cpu: 1, memory: 1GiB, storage: 10GiB }}\n{pooler}{backup}"
        }
        kinds = {
            "cache": self.one("  cache: { type: redis }\n", "  cache: { type: redis, resources: { storage: 1GiB } }\n"),
            "queue": "  queue: { type: rabbitmq, resources: { storage: 1GiB } }\n",
            "people": "  people: { type: mysql, resources: { storage: 5GiB } }\n",
            "papers": "  papers: { type: mongodb, resources: { storage: 5GiB } }\n",
        }
        for name, text in kinds.items():
            if self.flip():
                found[name] = text
        return found

    def service(self, name: str, index: int, names: list[str], stores: dict[str, str]) -> str:
        kind = self.one("fastapi", "flask", "nextjs", "web", "worker", "cron", "job")
        if index == 0:
            kind = "fastapi"
        lines = [f"  {name}:", f"    type: {kind}"]
        served = kind in ("fastapi", "flask", "nextjs", "web")
        if kind in ("web", "worker", "cron", "job"):
            lines.append(f'    image: "ghcr.io/example/{name}:1.2"')
            lines.append("    options: { kubernetes: { user: 1000 } }")
        if served:
            lines.append(f"    port: {8000 + index}")
            lines.append(f"    health: {self.one('/health', 'none') if kind == 'web' else '/health'}")
            if self.flip():
                lines.append("    public: true")
            if self.random.random() < 0.3:
                lines.append(f"    scale: {self.one('{ replicas: 3 }', '{ replicas: 2, autoscale: { max: 4 } }')}")
            elif self.random.random() < 0.2:
                lines.append("    volumes: { /data: 1GiB }")
        if kind == "cron":
            lines.append('    schedule: "*/5 * * * *"')
        if kind in ("worker", "cron", "job"):
            lines.append(
                f"    start: {self.one('python work.py', '[work, --all, $(HOME)]', 'sh -c work && echo $HOME')}"
            )
        if kind == "fastapi" and self.flip():
            lines.append("    release: alembic upgrade head")
        if kind == "worker" and self.random.random() < 0.3:
            lines.append("    options: { kubernetes: { user: 1000, egress: closed } }")
            lines.remove("    options: { kubernetes: { user: 1000 } }")
        lines.append("    use: [SIGNING_KEY, PROVIDER_KEY, MAYBE_KEY, REGION_NAME]")
        lines.append("    variables:")
        for number in range(self.random.randrange(1, 7)):
            lines.append(f"      V{number}: {self.value(index, names, stores)}")
        return "\n".join(lines) + "\n"

    def value(self, index: int, names: list[str], stores: dict[str, str]) -> str:
        if self.random.random() < 0.4:
            return quoted(self.random.choice(TEXTS) if self.flip() else mixture(self.random))
        # Those before it, so that no circle is made.
        addresses = ["$<<db.url>>", "$<<db.DATABASE_URL>>", "$<<db.host>>", "$<<db.port>>"]
        if "pooler" in stores["db"]:
            addresses.append("$<<db.unpooled_url>>")
        if "cache" in stores:
            addresses += ["$<<cache.url>>", "$<<cache.REDIS_URL | db(3)>>"]
        for name in ["queue", "people", "papers"]:
            if name in stores:
                addresses += [f"$<<{name}.url>>", f"$<<{name}.host>>"]
        addresses += [
            "$<<shared.SIGNING_KEY>>",
            "'US $<<shared.SIGNING_KEY>>$(HOME)'",
            "'key $<<PROVIDER_KEY | urlencode>>'",
        ]
        addresses += ["$<<environment.name>>", "'$<<shared.REGION_NAME>>-$<<environment.name>>'"]
        return self.one(*addresses)

    def others(self, names: list[str], stores: dict[str, str]) -> list[str]:
        """Readers of the first service, which always has a port."""
        found = []
        if self.flip():
            found.append(
                '  reader:\n    type: worker\n    image: "ghcr.io/example/reader:1"\n    start: [read]\n'
                "    options: { kubernetes: { user: 1000 } }\n"
                f"    variables: {{ ADDRESS: $<<{names[0]}.private_url>>, ORIGIN: '$<<{names[0]}.private_host>>' }}\n"
            )
        if self.random.random() < 0.3:
            found.append(
                "  outside:\n    type: external\n"
                '    outputs: { url: { type: "url<https>", value: "https://x.example.com:8443/p" } }\n'
            )
        if len(names) > 1 and self.flip():
            # The first always listens; the second only where it serves.
            found.append(
                "  edge:\n    type: proxy\n    public: true\n"
                f"    routes: {{ /: {names[0]}, /metrics: {{ to: {names[0]}, port: 9100 }} }}\n"
            )
        if self.random.random() < 0.3:
            found.append(
                "  elsewhere:\n    type: postgres\n"
                "    external: { host: db.example.com, port: 6432, password: FAR_PASSWORD }\n"
                '  far:\n    type: worker\n    image: "ghcr.io/example/far:1"\n    start: [far]\n'
                "    options: { kubernetes: { user: 1000, egress: closed } }\n"
                "    variables: { FAR: $<<elsewhere.url>> }\n"
            )
        return found


def listed(text: str) -> str:
    """An example with this target and its options, unless it has them."""
    if "kubernetes" in text:
        return text
    return re.sub(
        r"^targets: \[(.*)\]$",
        rf"targets: [\1, kubernetes]\noptions: {{ kubernetes: {OPTIONS} }}",
        text,
        count=1,
        flags=re.M,
    )


def generated(seed: int) -> str:
    """The text of a topology."""
    return Generator(seed).text()


def retargeted(text: str) -> str:
    """A topology of another test, for this target alone."""
    if "kubernetes" in text:
        return text
    lines = [line for line in text.splitlines() if not re.match(r"\s*targets:", line)]
    position = next(index for index, line in enumerate(lines) if line.startswith("project:"))
    lines.insert(position + 1, "targets: [kubernetes]")
    at = next((index for index, line in enumerate(lines) if re.match(r"options:", line)), None)
    if at is None:
        lines.insert(position + 2, f"options: {{ kubernetes: {OPTIONS} }}")
    elif lines[at].strip() == "options:":
        lines.insert(at + 1, f"  kubernetes: {OPTIONS}")
    else:
        lines[at] = re.sub(r"options:\s*\{", f"options: {{ kubernetes: {OPTIONS}, ", lines[at], count=1)
    return "\n".join(lines) + "\n"


def others(root: Path) -> dict[str, str]:
    """The topologies of the repository, by their path."""
    found = sorted([*root.glob("Tests/Fixtures/emit/*/topology.yaml"), *root.glob("Tests/Fixtures/systems/*.yaml")])
    return {str(path.relative_to(root)): retargeted(path.read_text()) for path in found}
