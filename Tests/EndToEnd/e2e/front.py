"""The TLS proxy that the emitted compose file asks for: domains on port 443, passed on to published ports."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit


class Front:
    """While it lasts, each of the domains leads to its address on this (private) machine."""

    def __init__(self, domains: dict[str, str]) -> None:
        self.domains = domains
        key, certificate = Path("/srv/front.key"), Path("/srv/front.crt")
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=front"]
        subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.sni_callback = self.choose
        self.hosts = Path("/etc/hosts")
        self.before = self.hosts.read_text()
        self.listener = socket.create_server(("127.0.0.1", 443))

    def __enter__(self) -> Front:
        self.hosts.write_text(self.before + f"127.0.0.1 {' '.join(self.domains)}\n")
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hosts.write_text(self.before)
        self.listener.close()

    def choose(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        """Notes which domain a browser asks for; others are turned away."""
        if name not in self.domains:
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.domain = name  # type: ignore[union-attr]
        return None

    def accept(self) -> None:
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain: socket.socket) -> None:
        try:
            browser = self.context.wrap_socket(plain, server_side=True)
            address = urlsplit(self.domains[browser.domain])  # type: ignore[attr-defined]
            server = socket.create_connection(("127.0.0.1", address.port or 80))
        except OSError:
            plain.close()
            return
        threading.Thread(target=relay, args=(server, browser), daemon=True).start()
        relay(browser, server)


def relay(source: socket.socket, target: socket.socket) -> None:
    """Passes bytes on until one side ends."""
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
    except OSError:
        pass
    finally:
        source.close()
        target.close()
