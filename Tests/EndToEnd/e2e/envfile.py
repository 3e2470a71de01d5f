"""Fills in an emitted `.env.example` as its comments tell a person to."""

from __future__ import annotations

import re
import secrets
import subprocess
from urllib.parse import urlsplit

from e2e.program import Node, Program

#: Hard for whatever reads an env file, and allowed: anything but a single quote and a backslash.
HARD = '$HOME ${x} "q" #h %s `w` = é'

#: The secret that is the password in a URL of a store, by its scheme: the server's for Redis, else the services' own.
PASSWORDS = {
    "amqp": "rabbitmq/password",
    "mongodb": "mongodb/password",
    "postgresql": "postgres/app_password",
    "redis": "redis/password",
}


def supplied(program: Program, optional: bool) -> dict[str, str]:
    """A value for every secret that an operator supplies, by its id."""
    values = {}
    for secret in program.secrets:
        if secret["source"] != "generate" and (secret["required"] or optional):
            values[secret["id"]] = external(secret)
    return values


def external(secret: Node) -> str:
    token = secrets.token_hex(8)
    if pattern := secret.get("pattern"):
        prefixes = ("sk_test_", "whsec_")
        return next(prefix + token for prefix in prefixes if re.fullmatch(pattern, prefix + token))
    if secret["env"].endswith("_DSN"):
        return f"https://{token}@errors.example.com/1"
    return f"{token} {HARD}"


def generated(program: Program, example: str) -> dict[str, str]:
    """Runs the command that the file gives for every secret that is to be generated."""
    values = {}
    for secret in program.secrets:
        if secret["source"] == "generate":
            comment = re.search(
                rf"(?:make one|generated): ((?:echo|openssl) [^\n]*?)(?:\. [^\n]*)?\n(?:#.*\n)*?{secret['env']}=''",
                example,
            )
            assert comment, f"no command for {secret['env']}"
            output = subprocess.run(["sh", "-c", comment[1]], check=True, capture_output=True, text=True)
            values[secret["id"]] = output.stdout.strip()
    return values


def fill(program: Program, example: str, values: dict[str, str], extra: dict[str, str]) -> str:
    """The file with the secrets in their places, and what else is to be set.

    CHANGE_ME stands for the password in a URL of a store.
    """
    names = {secret["env"]: secret["id"] for secret in program.secrets}
    variables = [variable for service in program.services for variable in service["env"]]
    names |= {variable["name"]: variable["value"]["id"] for variable in variables if variable["value"]["k"] == "secret"}
    lines = []
    for line in example.splitlines():
        if (found := re.fullmatch(r"#?([A-Z_0-9]+)='(.*)'", line)) and not line.startswith("# "):
            name, value = found[1], found[2]
            if name in extra:
                line = f"{name}='{extra[name]}'"
            elif value == "" and names.get(name) in values:
                line = f"{name}='{values[names[name]]}'"
            elif "CHANGE_ME" in value:
                line = f"{name}='{value.replace('CHANGE_ME', values[PASSWORDS[urlsplit(value).scheme.partition('+')[0]]])}'"
        lines.append(line)
    return "\n".join(lines) + "\n"
