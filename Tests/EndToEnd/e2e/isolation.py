"""What holds for containers: order, users, limits, networks, names, and that they end."""

from __future__ import annotations

import json
import time
from typing import Any

from e2e.containers import ComposeStack, docker
from e2e.examples import Example
from e2e.program import Node
from e2e.report import Report, within
from e2e.stack import psql


def order(report: Report, stack: ComposeStack) -> None:
    """Everything is healthy, and started after what it needs."""
    containers = stack.all_containers()
    for name, data in containers.items():
        state = data["State"]
        if data["HostConfig"]["RestartPolicy"]["Name"] == "no":
            report.equal(f"{name} ended with 0", (state["Status"], state["ExitCode"]), ("exited", 0))
        else:
            healthy = state["Status"] == "running" and state.get("Health", {}).get("Status", "healthy") == "healthy"
            report.check(f"{name} runs and is healthy", healthy and data["RestartCount"] == 0, state["Status"])
    releases = {name: data for name, data in containers.items() if "-release." in name}
    for name, release in releases.items():
        began, ended = release["State"]["StartedAt"], release["State"]["FinishedAt"]
        for service in stack.program.processes:
            if any(need["service"] in names(stack.program.stores) for need in service.get("needs", [])):
                starts = [
                    data["State"]["StartedAt"]
                    for key, data in containers.items()
                    if key.startswith(service["name"] + ".")
                ]
                report.check(
                    f"{service['name']} started after {name} had ended", all(start >= ended for start in starts)
                )
        for store in stack.program.stores:
            start = containers[f"{store['name']}.1"]["State"]["StartedAt"]
            report.check(f"{name} started after {store['name']}", began > start)


def names(services: list[Node]) -> list[str]:
    return [service["name"] for service in services]


def nothing_else(report: Report, stack: ComposeStack) -> None:
    """A container has the variables that are meant and those of its image, no others: no secret of a neighbour."""
    for service in stack.program.processes:
        image = json.loads(docker("image", "inspect", stack.all_containers()[f"{service['name']}.1"]["Image"]))[0]
        usual = {pair.split("=")[0] for pair in image["Config"]["Env"]} | {"HOSTNAME", "HOME", "FORWARDED_ALLOW_IPS"}
        expected = stack.program.variables(service["name"], stack.place).keys()
        extra = {name for found in stack.environments(service["name"]) for name in found.keys() - expected - usual}
        report.check(f"{service['name']}: no other variables", not extra, sorted(extra))


def users(report: Report, stack: ComposeStack) -> None:
    """No process runs as root, save for images that have no other user, and none can become it."""
    others = {store["name"] for store in stack.program.stores if "user" not in store["store"]["container"]}
    for name, data in stack.all_containers().items():
        if data["State"]["Running"]:
            processes = own_processes(data)
            # Where an image starts as root, so does the process that `init: true` puts in front of it.
            roots = [command for user, command in processes if user == "0" and "/sbin/docker-init" not in command]
            roots = [] if name.partition(".")[0] in others else roots
            report.check(f"{name}: its {len(processes)} processes run as somebody else than root", not roots, roots)
            options = data["HostConfig"]
            hardened = options["CapDrop"] == ["ALL"] and "no-new-privileges:true" in (options["SecurityOpt"] or [])
            report.check(f"{name}: no capabilities, no new privileges", hardened and not options["Privileged"])


def own_processes(container: Any) -> list[tuple[str, str]]:
    """User and command of what the container started, without what is run in it from outside: its health check."""
    lines = docker("top", container["Id"], "-eo", "pid,ppid,uid,cmd").splitlines()[1:]
    found = {}
    family = {str(container["State"]["Pid"])}
    for pid, parent, user, command in sorted((line.split(None, 3) for line in lines), key=lambda row: int(row[0])):
        if pid in family or parent in family:
            family.add(pid)
            found[pid] = (user, command)
    return list(found.values())


def limits(report: Report, stack: ComposeStack) -> None:
    for service in [*stack.program.stores, *stack.program.processes]:
        for replica in range(service["scale"]["replicas"]):
            data = stack.all_containers()[f"{service['name']}.{replica + 1}"]["HostConfig"]
            found = (data["NanoCpus"] // 1_000_000, data["Memory"])
            meant = (service["resources"]["cpuMilli"], service["resources"]["memoryBytes"])
            report.equal(f"{service['name']}.{replica + 1}: limits of processor and memory", found, meant)


def networks(report: Report, stack: ComposeStack) -> None:
    """Only public services are published, on this machine only; stores have no way out and are not seen by others."""
    for name, data in stack.all_containers().items():
        bindings = data["HostConfig"]["PortBindings"] or {}
        service = name.partition(".")[0]
        public = service in names(stack.program.services) and stack.program.service(service)["public"]["enabled"]
        report.equal(f"{name}: published or not", bool(bindings), public)
        addresses = {binding["HostIp"] for list_ in bindings.values() for binding in list_}
        report.check(f"{name}: on loopback only", addresses <= {"127.0.0.1"}, addresses)
    for store in stack.program.stores:
        container = stack.containers(store["name"])[0]
        script = f"timeout 3 bash -c '</dev/tcp/{OUTSIDE}/80' 2> /dev/null && echo reached"
        reached = "reached" in docker("exec", container, "sh", "-c", script, check=False)
        report.check(f"{store['name']} has no way out", not reached)
        users = {edge["from"] for edge in stack.program.data["edges"] if edge["to"] == store["name"]}
        for process in stack.program.processes:
            finds = says(stack, process, FIND[process["type"] in NODE].replace("HOST", store["dns"])) == "found"
            report.equal(f"{process['name']} finds {store['name']}", finds, process["name"] in users)
    for process in stack.program.processes:
        reached = says(stack, process, REACH[process["type"] in NODE].replace("HOST", OUTSIDE)) == "reached"
        report.check(f"{process['name']} has a way out", reached)


#: The host that engine.sh puts outside all networks of containers.
OUTSIDE = "198.51.100.2"
#: Services whose containers have Node; the others have Python.
NODE = {"nextjs", "node"}
#: In Python, and in JavaScript.
FIND = (
    "import socket; socket.gethostbyname('HOST'); print('found')",
    "require('dns').lookup('HOST', (error) => console.log(error ? error.code : 'found'))",
)
REACH = (
    "import socket; socket.create_connection(('HOST', 80), 3).close(); print('reached')",
    "require('net').connect(80, 'HOST', () => { console.log('reached'); process.exit() })",
)


def says(stack: ComposeStack, service: Node, script: str) -> str:
    """What a script in the language of a service prints in its container."""
    command = ("node", "-e") if service["type"] in NODE else ("python", "-c")
    return docker("exec", stack.containers(service["name"])[0], *command, script, check=False).strip()


def orphans(report: Report, stack: ComposeStack) -> None:
    """A process that is killed beside PostgreSQL is not taken for one of its own: no connection is dropped."""
    for store in stack.program.stores:
        if store["type"] == "postgres":
            sql = "SELECT stats_reset FROM pg_stat_statements_info"
            before = psql(stack, sql, superuser=True, database="postgres")
            docker("exec", stack.containers(store["name"])[0], "bash", "-c", "sleep 60 & kill $!")
            time.sleep(1)
            after = psql(stack, sql, superuser=True, database="postgres")
            report.equal(f"{store['name']} goes on when a stranger in its container is killed", after, before)


def side_by_side(report: Report, stacks: list[ComposeStack], example: Example) -> None:
    """Two environments share no container, network, volume or port, and no row."""
    seen: dict[str, set[str]] = {}
    for stack in stacks:
        mine = set()
        for data in stack.all_containers().values():
            mine |= {f"container {data['Id']}"}
            mine |= {f"network {network['NetworkID']}" for network in data["NetworkSettings"]["Networks"].values()}
            mine |= {f"volume {mount['Name']}" for mount in data["Mounts"] if mount["Type"] == "volume"}
        seen[stack.name] = {item for item in mine if item != f"network {none_network()}"}
    shared = set.intersection(*seen.values()) if len(stacks) > 1 else set()
    report.check(f"{' and '.join(seen)} share nothing", not shared, shared)
    servers = {example.server(stack) for stack in stacks}
    report.check("each has a database server of its own", len(servers) == len(stacks))


def none_network() -> str:
    return docker("network", "inspect", "none", "--format", "{{.Id}}").strip()


def again(report: Report, stack: ComposeStack) -> None:
    """A second build and `up` changes nothing."""

    def state() -> dict[str, tuple[str, str]]:
        found = stack.all_containers()
        return {
            name: (data["Id"], data["State"]["StartedAt"])
            for name, data in found.items()
            if data["HostConfig"]["RestartPolicy"]["Name"] != "no"
        }

    before = state()
    with report.timed("up --build --wait once more"):
        stack.up()
    changed = sorted(name for name, value in state().items() if before.get(name) != value)
    report.equal("a second build and up changes nothing", changed, [])


def stops(report: Report, stack: ComposeStack) -> None:
    """Every service ends by itself within its grace, with a clean code."""
    for service in reversed([*stack.program.stores, *stack.program.processes]):
        grace = service["stopGraceMs"] / 1000
        ended = stack.stop(service["name"])
        report.check(
            f"{service['name']} stops within {grace:.0f} s, code {ended.code}, {ended.seconds:.1f} s",
            ended.seconds < grace and ended.code in (0, 143),
        )


def wait_healthy(report: Report, stack: ComposeStack, what: str) -> None:
    start = time.monotonic()
    services = names([*stack.program.stores, *stack.program.processes])
    healthy = within(lambda: all(stack.healthy(name) for name in services), 0.5)
    report.check(f"{what}: everything is healthy again after {time.monotonic() - start:.1f} s", healthy)
