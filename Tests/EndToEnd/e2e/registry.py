"""A registry of npm packages for `npm ci` where the public one cannot be reached.

It has exactly what a lock file names. `next` is the stand-in beside this package, `react`, `react-dom` and `scheduler`
are Debian's under the versions that the lock asks for, and everything else is an empty package: nothing of it is used.
So the example's own package.json and package-lock.json are installed by the real npm, unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import sys
import tarfile
import threading
from pathlib import Path
from urllib.parse import unquote

PORT = 4873
STAND_IN = Path(__file__).resolve().parent.parent / "next"
DEBIAN = Path("/usr/share/nodejs")
REAL = {"react", "react-dom", "scheduler"}


def versions(lock: Path) -> dict[str, set[str]]:
    """The versions of each package that a lock file names."""
    found: dict[str, set[str]] = {}
    for place, entry in json.loads(lock.read_text())["packages"].items():
        if place:
            found.setdefault(place.rpartition("node_modules/")[2], set()).add(entry["version"])
    return found


def content(name: str) -> dict[str, bytes]:
    """The files of a package, without its package.json."""
    if name == "next":
        files = {file.name: file.read_bytes() for file in STAND_IN.iterdir() if file.name != "package.json"}
        # The command lies where the lock file says that Next's does.
        command = b'#!/usr/bin/env node\nrequire("../../next.js");\n'
        return files | {"dist/bin/next": command, "esbuild": Path("/usr/bin/esbuild").read_bytes()}
    if name in REAL:
        folder = DEBIAN / name
        paths = [path for path in folder.rglob("*.js") if "umd" not in path.parts]
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
    return {}


def package(name: str, version: str) -> tuple[dict[str, object], bytes]:
    """The manifest of a package and its archive."""
    manifest: dict[str, object] = {"name": name, "version": version}
    if name == "next":
        manifest["bin"] = {"next": "dist/bin/next"}
    archive = io.BytesIO()
    # Always the same bytes: a layer of an image is not built anew because of the hour.
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=1) as tar:
        for path, data in sorted({"package.json": json.dumps(manifest).encode(), **content(name)}.items()):
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size, entry.mode = len(data), 0o755
            tar.addfile(entry, io.BytesIO(data))
    return manifest, archive.getvalue()


class Registry(http.server.ThreadingHTTPServer):
    """Answers on loopback until `shutdown`."""

    def __init__(self, lock: Path) -> None:
        super().__init__(("127.0.0.1", PORT), Handler)
        self.versions = versions(lock)
        self.packages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def __enter__(self) -> Registry:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        name, _, archive = unquote(self.path).lstrip("/").partition("/-/")
        if archive:
            self.reply(200, self.server.packages[f"{name}/{archive}"])
        elif name in self.server.versions:
            self.server.asked.append(name)
            self.reply(200, json.dumps(self.document(name)).encode())
        else:
            self.reply(404, b"{}")

    def document(self, name: str) -> dict[str, object]:
        manifests = {}
        for version in self.server.versions[name]:
            manifest, data = package(name, version)
            self.server.packages[f"{name}/{version}.tgz"] = data
            digest = base64.b64encode(hashlib.sha512(data).digest()).decode()
            manifests[version] = manifest | {
                "dist": {
                    "tarball": f"http://127.0.0.1:{PORT}/{name}/-/{version}.tgz",
                    "integrity": f"sha512-{digest}",
                }
            }
        return {"name": name, "dist-tags": {"latest": max(manifests)}, "versions": manifests}

    def reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    with Registry(Path(sys.argv[1])):
        threading.Event().wait()
