"""What holds for every stack, whatever its services do."""

from __future__ import annotations

from e2e.program import Node
from e2e.report import Report, within
from e2e.stack import Stack, psql, redis
from e2e.web import ask

UNITS = {"B": 1, "kB": 1 << 10, "8kB": 8 << 10, "MB": 1 << 20, "16MB": 16 << 20, "ms": 1, "s": 1000, "min": 60000}


def health(report: Report, stack: Stack) -> None:
    """Every service with a health path answers 200 there, every replica."""
    for service in stack.program.processes:
        if service["health"]["kind"] == "http":
            for url in stack.urls(service["name"]):
                address = url + service["health"]["path"]
                healthy = within(lambda: ask(address).status == 200)
                report.need(f"{service['name']} answers 200 on {address}", healthy, stack.logs(service["name"])[-2000:])


def outages(report: Report, stack: Stack, spared: frozenset[str]) -> None:
    """Without a store the services that need it answer 503, and 200 once it is back; the others go on.

    spared: the stores that no service needs to answer.
    """
    for store in stack.program.stores:
        name = store["name"]
        watched = [service for service in stack.program.processes if service["health"]["kind"] == "http"]
        needing = {edge["from"] for edge in stack.program.data["edges"] if edge["to"] == name}
        users = set() if name in spared else needing & {service["name"] for service in watched}

        def as_expected(status: int) -> bool:
            answers = [
                ask(url + service["health"]["path"]).status == (status if service["name"] in users else 200)
                for service in watched
                for url in stack.urls(service["name"])
            ]
            return all(answers)

        ended = stack.stop(name)
        grace = store["stopGraceMs"] / 1000
        report.check(f"{name} stops cleanly within {grace:.0f} s", ended.code == 0 and ended.seconds < grace, ended)
        report.check(
            f"without {name}: 503 of {', '.join(sorted(users))}, 200 of others", within(lambda: as_expected(503))
        )
        stack.start(name)
        report.check(f"with {name} again: 200 of all", within(lambda: as_expected(200)))


def variables(report: Report, stack: Stack) -> None:
    """Every process has the variables that the topology means, with these values. Only names are shown."""
    for service in stack.program.processes:
        expected = stack.program.variables(service["name"], stack.place)
        found = stack.environments(service["name"])
        report.check(f"{service['name']}: a process is there", len(found) > 0)
        wrong = {name for values in found for name, value in expected.items() if values.get(name) != value}
        report.check(f"{service['name']}: its {len(expected)} variables as meant", not wrong, sorted(wrong))
        optional = {variable["name"] for variable in service["env"] if not variable["required"]} - expected.keys()
        if optional:
            there = sorted(name for name in optional if any(name in values for values in found))
            report.check(f"{service['name']}: what is optional and not supplied is not there", not there, there)


def postgres_settings(report: Report, stack: Stack) -> None:
    """The running server has the settings that were meant, and the role its limits."""
    for store in stack.program.stores:
        if store["type"] != "postgres":
            continue
        settings = store["store"]["settings"]
        names = ", ".join(f"'{setting['name']}'" for setting in settings)
        rows = psql(stack, f"SELECT name, setting, unit FROM pg_settings WHERE name IN ({names})", superuser=True)
        running = {name: (setting, unit) for name, setting, unit in rows}
        wrong = [
            setting["name"] for setting in settings if not agrees(setting, *running.get(setting["name"], ("", "")))
        ]
        report.check(f"{store['name']}: {len(settings)} settings as meant", not wrong, wrong)
        limits = {
            "statement_timeout": store["store"].get("statementTimeoutMs"),
            "idle_in_transaction_session_timeout": store["store"].get("idleInTransactionSessionTimeoutMs"),
        }
        names = ", ".join(f"'{name}'" for name in limits)
        rows = psql(stack, f"SELECT name, setting FROM pg_settings WHERE name IN ({names})")
        expected = {name: str(value) for name, value in limits.items() if value is not None}
        report.equal(f"{store['name']}: limits of the role's sessions", dict(map(tuple, rows)), expected)  # type: ignore[arg-type]
        rows = psql(stack, "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        report.equal(f"{store['name']}: the services' role has no special right", rows, [["f", "f", "f"]])
        if store["store"]["requiresTls"]:
            sql = "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_port > 0 AND pid <> pg_backend_pid()"
            rows = psql(stack, sql)
            report.check(
                f"{store['name']}: all {len(rows)} connections are encrypted", rows == [["t"]] * len(rows), rows
            )


def migrated_once(report: Report, stack: Stack, table: str) -> None:
    """The server has seen the first migration once since it was made."""
    sql = f"""SELECT calls FROM pg_stat_statements WHERE query ~* '^\\s*create table "?{table}\\M'"""
    found = psql(stack, sql, superuser=True, database="postgres")
    state = "SELECT count(*), count(query), stats_reset, pg_postmaster_start_time() FROM pg_stat_statements, pg_stat_statements_info GROUP BY 3"
    detail = "" if found == [["1"]] else psql(stack, state, superuser=True, database="postgres")
    report.check("the migration ran once", found == [["1"]], (found, detail))


def agrees(setting: Node, running: str, unit: str) -> bool:
    """Whether a row of pg_settings says what the topology means."""
    if "boolean" in setting:
        return running == ("on" if setting["boolean"] else "off")
    if "real" in setting:
        return float(running) == float(setting["real"])
    for kind in ("bytes", "milliseconds"):
        if kind in setting:
            return int(running) * UNITS[unit] == int(setting[kind])
    return running == str(setting.get("integer", setting.get("word", setting.get("text"))))


def redis_settings(report: Report, stack: Stack) -> None:
    for store in stack.program.stores:
        if store["type"] != "redis":
            continue
        wrong = []
        for setting in store["store"]["settings"]:
            lines = redis(stack, "CONFIG", "GET", setting["name"])
            if "".join(lines[1:]) != redis_text(setting):
                wrong.append(setting["name"])
        report.check(f"{store['name']}: {len(store['store']['settings'])} settings as meant", not wrong, wrong)
        refused = redis(stack, "FLUSHALL")
        report.check(f"{store['name']}: FLUSHALL is not known", "unknown command" in "".join(refused), refused)
        report.equal(
            f"{store['name']}: asks for a password",
            redis(stack, "PING", password=False),
            ["NOAUTH Authentication required."],
        )


def redis_text(setting: Node) -> str:
    """How CONFIG GET shows a setting."""
    if "boolean" in setting:
        return "yes" if setting["boolean"] else "no"
    if "list" in setting:
        return " ".join(setting["list"])
    for kind in ("bytes", "integer", "word", "text"):
        if kind in setting:
            return str(setting[kind])
    raise NotImplementedError(setting["name"])


def cors(report: Report, stack: Stack, service: str, path: str, origins: list[str]) -> None:
    """Browsers of these origins may read the answers, and browsers of others may not."""
    url = stack.urls(service)[0] + path
    for origin in origins:
        allowed = ask(url, headers={"Origin": origin}).headers.get("access-control-allow-origin")
        report.equal(f"{service} lets {origin} in", allowed, origin)
    for stranger in ("https://evil.example.net", origins[0] + ".evil.example.net", "null"):
        allowed = ask(url, headers={"Origin": stranger}).headers.get("access-control-allow-origin")
        report.equal(f"{service} does not let {stranger} in", allowed, None)
