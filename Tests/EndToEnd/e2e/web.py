"""Requests over HTTP, with a time limit and without exceptions for a status."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    """Status 0: nobody answered."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, body: object = None, timeout: float = 15
) -> Answer:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return Answer(response.status, lower(response.headers), response.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, lower(error.headers), error.read().decode())
    except OSError as error:
        return Answer(0, {}, str(error))


def lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
