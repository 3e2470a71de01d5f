"""The pod of a PostgreSQL: its settings, its roles, TLS, its probes, and its data after a restart."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from .folder import Folder, pod_of
from .playing import ENTRYPOINT, PATIENCE, WORK, confined, copy_libraries, make_image, podman, probed, run

# Letters and digits, as every one that is generated.
PASSWORD = "aPassword1234"
PROGRAMS = ["bash", "cat", "chmod", "dash", "id", "ls", "mv", "openssl", "rm", "sleep"]
SERVER = Path("/usr/lib/postgresql/15")
SHARE = Path("/usr/share/postgresql/15")
# What an image of PostgreSQL has as directories of the server's user. podman gives a volume the owner that the directory
# has in the image; a kubelet makes those of a pod writable for everybody.
FOLDERS = ["var/lib/postgresql/data", "var/run/postgresql", "etc/postgresql/tls", "docker-entrypoint-initdb.d"]


def image(tag: str, _name: str) -> None:
    """The server of this machine, and the entrypoint of the end-to-end tests."""
    if not SERVER.is_dir():
        raise SystemExit("PostgreSQL 15 is missing; `.ci/setup --tests` installs it")

    def prepare(root: Path) -> None:
        for source in [SERVER, SHARE, Path("/usr/share/zoneinfo"), Path("/usr/lib/locale/C.utf8")]:
            shutil.copytree(source, root / str(source).lstrip("/"), symlinks=False, dirs_exist_ok=True)
        copy_libraries([*(SERVER / "bin").iterdir(), *(SERVER / "lib").glob("*.so")], root)
        (root / "etc/ssl").mkdir()
        shutil.copy("/etc/ssl/openssl.cnf", root / "etc/ssl")
        (root / "usr/lib/ssl").mkdir(parents=True)
        (root / "usr/lib/ssl/openssl.cnf").symlink_to("/etc/ssl/openssl.cnf")
        for name in FOLDERS:
            (root / name).mkdir(parents=True)
            os.chown(root / name, 999, 999)
        (root / "tmp").chmod(0o1777)
        shutil.copy("Tests/EndToEnd/images/postgres/docker-entrypoint.sh", root / "usr/local/bin")

    path = f"ENV PATH=/usr/local/bin:/usr/bin:{SERVER}/bin"
    changes = [ENTRYPOINT, path, "ENV LANG=C.UTF-8", "ENV PGDATA=/var/lib/postgresql/data"]
    make_image(tag, PROGRAMS, ("postgres", 999), changes, prepare)


def looked_at(folder: Folder, name: str, container: str) -> list[str]:
    """Everything that a running pod can be asked."""
    faults = []
    spec = pod_of(folder.named("StatefulSet", name) or folder.objects[0]).spec  # type: ignore[union-attr]
    user = spec["securityContext"]["runAsUser"]
    declared = spec["containers"][0]
    variables = {entry["name"]: entry.get("value", "") for entry in declared["env"]}
    database = variables["POSTGRES_DB"]
    for kind in ["startupProbe", "readinessProbe"]:
        faults += probed(container, kind, declared[kind]["exec"]["command"])
    faults += confined(container, declared, user)
    settings = configuration(folder, name)
    for key in ["max_connections", "shared_buffers", "work_mem", "ssl"]:
        answer = asked(container, database, f"SHOW {key}")
        if answer != settings.get(key, "off"):
            faults.append(f"{key} is {answer}, not {settings[key]}")
    if asked(container, database, "SHOW data_directory") != variables["PGDATA"]:
        faults.append("the data is elsewhere")
    # The services' role logs in over TLS and is no superuser.
    if asked(container, database, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", role=database) != "f":
        faults.append("the role of the services is a superuser, or cannot log in")
    secure = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    if asked(container, database, secure, role=database) != ("t" if "ssl" in settings else "f"):
        faults.append("connections are not encrypted, or are without need")
    limits = asked(container, database, "SHOW statement_timeout", role=database)
    if limits != "25s":
        faults.append(f"statement_timeout of the role is {limits}")
    asked(container, database, "CREATE TABLE kept AS SELECT 7 AS number", role=database)
    podman("pod", "stop", name)
    clusters = list(WORK.glob("graph/volumes/*/_data/pgdata/PG_VERSION"))
    if len(clusters) != 1 or clusters[0].stat().st_uid != user:
        faults.append(f"the data is {clusters}")
    podman("pod", "start", name)
    faults += probed(container, "readinessProbe", declared["readinessProbe"]["exec"]["command"])
    if asked(container, database, "SELECT number FROM kept", role=database) != "7":
        faults.append("the data was lost")
    podman("pod", "stop", name)
    return faults


def client(database: str, role: str) -> list[str]:
    """The words of a client that connects as services do: over TCP, and with TLS where the server has it."""
    return ["psql", "-X", "-q", "-A", "-t", f"host=127.0.0.1 dbname={database} user={role}"]


def asked(container: str, database: str, statement: str, role: str = "postgres") -> str:
    """The answer of the server to a client that has the password."""
    command = ["exec", "--env", f"PGPASSWORD={PASSWORD}", container, *client(database, role), "-c", statement]
    limit = time.monotonic() + PATIENCE
    # On a busy machine podman refuses for a moment to enter a container that has just been started.
    while run("exec", container, "true").returncode not in (0, 127) and time.monotonic() < limit:
        time.sleep(0.2)
    return podman(*command).strip()


def configuration(folder: Folder, name: str) -> dict[str, str]:
    """The settings of the ConfigMap."""
    item = next(o for o in folder.of("ConfigMap") if o.name.startswith(f"{name}-config-"))
    lines = [line.split("#")[0] for line in item.body["data"]["postgresql.conf"].splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line]
    return {key.strip(): value.strip().strip("'") for key, value in pairs}
