"""A registry of npm packages for package managers where the public one cannot be reached.

It has exactly what a lock file names, under the versions that the lock asks for: the stand-ins of `Tests/EndToEnd/next`
and `Tests/EndToEnd/packages`, Debian's React and TypeScript, and everything else as an empty package: nothing of it is
used. So the examples' own package.json and lock files are installed unchanged.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import http.server
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path
from urllib.parse import unquote

PORT = 4873
HERE = Path(__file__).resolve().parent.parent
DEBIAN = Path("/usr/share/nodejs")
#: Packages of Debian as they are: which of their files.
REAL = {
    "react": ["**/*.js"],
    "react-dom": ["**/*.js"],
    "scheduler": ["**/*.js"],
    "typescript": ["bin/tsc", "lib/tsc.js", "lib/lib*.d.ts"],
}
#: Packages whose directory below `packages` is not their name.
FOLDERS = {"@types/express": "types-express", "@types/node": "types-node"}
#: Stand-ins that are made of a package of Debian, which becomes part of their file.
BUNDLED = {"express", "mongodb"}
#: The keys of a package.json other than name and version.
FIELDS: dict[str, dict[str, object]] = {
    "aws4fetch": {"type": "module", "main": "index.js"},
    "next": {"bin": {"next": "dist/bin/next"}},
    "pnpm": {"bin": {"pnpm": "pnpm.js"}},
    "typescript": {"bin": {"tsc": "bin/tsc"}},
}


def locks(folder: Path) -> list[Path]:
    """The lock files of a project that packages of npm are installed by."""
    return [folder / name for name in ("package-lock.json", "pnpm-lock.yaml") if (folder / name).exists()]


def versions(lock: Path) -> dict[str, set[str]]:
    """The versions of each package that a lock file names, and of the package manager that reads it."""
    found: dict[str, set[str]] = {}
    if lock.suffix == ".json":
        for place, entry in json.loads(lock.read_text())["packages"].items():
            if place:
                found.setdefault(place.rpartition("node_modules/")[2], set()).add(entry["version"])
        return found
    manager = json.loads((lock.parent / "package.json").read_text())["packageManager"]
    packages = lock.read_text().partition("\npackages:\n")[2].partition("\nsnapshots:\n")[0]
    for key in [*re.findall(r"^  '?([^ ']+)'?:$", packages, re.MULTILINE), manager]:
        name, _, version = key.rpartition("@")
        found.setdefault(name, set()).add(version)
    return found


def content(name: str) -> dict[str, bytes]:
    """The files of a package, without its package.json."""
    if name == "next":
        files = {file.name: file.read_bytes() for file in (HERE / "next").iterdir() if file.name != "package.json"}
        # The command lies where the lock file says that Next's does.
        command = b'#!/usr/bin/env node\nrequire("../../next.js");\n'
        return files | {"dist/bin/next": command, "esbuild": Path("/usr/bin/esbuild").read_bytes()}
    if name in REAL:
        folder = DEBIAN / name
        paths = [path for pattern in REAL[name] for path in folder.glob(pattern) if "umd" not in path.parts]
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
    folder = HERE / "packages" / FOLDERS.get(name, name)
    files = {file.name: file.read_bytes() for file in folder.iterdir()} if folder.is_dir() else {}
    return files | ({"index.js": bundle(folder / "index.js")} if name in BUNDLED else {})


def bundle(entry: Path) -> bytes:
    """A program with all of Debian's packages that it needs, as one file."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "index.js")
        words = ["esbuild", str(entry), "--bundle", "--platform=node", "--log-level=warning", f"--outfile={output}"]
        subprocess.run(words, env={"PATH": "/usr/bin:/bin", "NODE_PATH": str(DEBIAN)}, check=True)
        return output.read_bytes()


@functools.cache
def package(name: str, version: str) -> tuple[dict[str, object], bytes]:
    """The manifest of a package and its archive."""
    manifest: dict[str, object] = {"name": name, "version": version, **FIELDS.get(name, {})}
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
