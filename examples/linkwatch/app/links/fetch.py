"""One request to a link, which a stranger may have chosen."""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 10.0


@dataclass(frozen=True)
class Found:
    """No status: no answer came, and `problem` has the reason."""

    status: int | None
    milliseconds: int
    problem: str = ""


class NotPublicError(OSError):
    """The address belongs to no machine on the internet: our own network must not be explored through us."""


def _addresses(host: str, port: int) -> list[str]:
    """The public addresses of a host; an error where one is not public."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not ipaddress.ip_address(address).is_global:
            raise NotPublicError(f"{host} has an address that is not public")
    return found


def _connection(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """Connects to the address that was looked at, so that a second answer of the name server changes nothing."""
    raw = socket.create_connection((_addresses(host, port)[0], port), timeout=TIMEOUT)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if scheme == "https" else raw
    return connection


def fetch(url: str) -> Found:
    """Asks for the head of a page; redirects are answers like any other."""
    parts = urlsplit(url)
    start = time.monotonic()
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = _connection(parts.scheme, parts.hostname or "", port)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("HEAD", path, headers={"User-Agent": "linkwatch"})
            status: int | None = connection.getresponse().status
        finally:
            connection.close()
        problem = ""
    except (OSError, http.client.HTTPException, ValueError) as error:
        status, problem = None, (str(error) or type(error).__name__)[:200]
    return Found(status, int((time.monotonic() - start) * 1000), problem)
