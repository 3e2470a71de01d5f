"""What the examples do when they run, each as a user sees it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from datetime import UTC, datetime, timedelta

import jwt

from e2e import checks
from e2e.report import Report, within
from e2e.stack import Stack, psql, redis
from e2e.web import ask


class Usual:
    """What most examples have in common."""

    folder: str
    #: Where `add_row` writes.
    table: str
    #: The service that answers requests of programs.
    api = "backend"
    #: How many migrations the database has seen.
    migrations = "SELECT count(*) FROM alembic_version"
    #: Stores that a service can do without for a while: its health does not depend on them.
    spared: frozenset[str] = frozenset()
    #: Whether updates, changes of the topology, full disks and a pooler are tried on its containers. That takes minutes,
    #: and what is tried is not the example's own.
    is_tried = True


class GayedSignals(Usual):
    """Snapshots: computed by backtrader, kept by the backend, shown by the frontend."""

    folder = "gayed-signals"
    table = "snapshots"

    @staticmethod
    def cors(report: Report, stack: Stack) -> None:
        checks.cors(report, stack, "backend", "/health", stack.program.origins("frontend", stack.place))

    @staticmethod
    def add_row(stack: Stack, replica: int = 0) -> int:
        """Takes a snapshot as an operator; its number, or 0."""
        claims = {"sub": "e2e", "exp": datetime.now(UTC) + timedelta(minutes=5)}
        token = jwt.encode(claims, stack.place.secrets["shared/JWT_SECRET"], "HS256")
        url = stack.urls("backend")[replica] + "/signals?source=sample"
        answer = ask(url, "POST", {"Authorization": f"Bearer {token}"}, timeout=60)
        return int(answer.json["id"]) if answer.status == 201 else 0

    @classmethod
    def chain(cls, report: Report, stack: Stack) -> None:
        backend, frontend = stack.urls("backend")[0], stack.urls("frontend")[0]
        report.equal("no snapshot without a token", ask(backend + "/signals?source=sample", "POST").status, 401)
        number = cls.add_row(stack)
        report.check("a snapshot is taken: backend -> backtrader -> postgres", number > 0)
        rows = psql(stack, f"SELECT consensus FROM snapshots WHERE id = {number}")
        report.equal("it is a row of postgres", len(rows), 1)
        latest = ask(backend + "/signals/latest").json
        report.equal("the newest snapshot is that one", latest["id"], number)
        cached = redis(stack, "GET", "signals:latest")
        report.check("redis has it too", cached[:1] != [] and json.loads(cached[0])["id"] == number)
        report.equal("its signed link opens", ask(backend + latest["link"]).status, 200)
        report.equal("a link with another signature does not", ask(backend + latest["link"][:-1] + "x").status, 404)
        page = ask(frontend + "/").body
        report.check("the page shows it: frontend -> backend", rows[0][0] in page and latest["taken_at"] in page)
        # Live prices cannot be had here: what counts is that backtrader, and not the frontend, says so.
        said = ask(frontend + "/api/ratio", timeout=60).body
        report.check("frontend -> backtrader", "data providers did not answer" in said, said[:200])


class TradeSense(Usual):
    """Sessions by mailed links, a journal of trades, a worker that sends the mails."""

    folder = "tradesense"
    table = "trades"

    @staticmethod
    def cors(report: Report, stack: Stack) -> None:
        origins = stack.program.variables("backend", stack.place)["CORS_ORIGINS_STR"].split(",")
        checks.cors(report, stack, "backend", "/health", origins)

    @staticmethod
    def session(stack: Stack) -> dict[str, str]:
        """The headers of somebody who opened the link of a mail."""
        email, until = "somebody@example.com", int(time.time()) + 60
        key = stack.place.secrets["shared/SECRET_KEY"]
        signature = hmac.new(key.encode(), f"{email}.{until}".encode(), hashlib.sha256).hexdigest()
        answer = ask(f"{stack.urls('backend')[0]}/session?email={email}&until={until}&signature={signature}")
        return {"Authorization": f"Bearer {answer.json['token']}"} if answer.status == 200 else {}

    @classmethod
    def add_row(cls, stack: Stack, replica: int = 0) -> int:
        trade = {"symbol": "SPY", "quantity": "2", "price": "501.5"}
        answer = ask(stack.urls("backend")[replica] + "/trades", "POST", cls.session(stack), trade)
        return int(answer.json["id"]) if answer.status == 201 else 0

    @classmethod
    def chain(cls, report: Report, stack: Stack) -> None:
        backend = stack.urls("backend")[0]
        report.equal("no trade without a token", ask(backend + "/trades", "POST", body={}).status, 401)
        number = cls.add_row(stack)
        report.check("a session opens and a trade is noted: backend -> postgres", number > 0)
        rows = psql(stack, f"SELECT symbol, price FROM trades WHERE id = {number}")
        report.equal("it is a row of postgres", rows, [["SPY", "501.500000"]])
        advanced = stack.program.variables("backend", stack.place)["FEATURE_ADVANCED_ANALYTICS"]
        status = ask(backend + "/analytics", headers=cls.session(stack)).status
        report.equal("analytics as the environment has it", status, 200 if advanced == "true" else 404)
        # Nobody answers for the mail server here; the worker must say so and put the mail back.
        report.equal(
            "a mail is queued: backend -> redis",
            ask(backend + "/login", "POST", body={"email": "a@example.com"}).status,
            202,
        )
        tried = within(lambda: "goes back to the queue" in stack.logs("worker"), 0.5)
        report.check("redis -> worker: it takes the mail, and puts it back when it cannot be sent", tried)
        report.check("the mail is not lost", within(lambda: redis(stack, "LLEN", "mails") == ["1"]))


class LinkWatch(Usual):
    """Links: added by an operator, checked by a worker whenever the scheduler has it do so."""

    folder = "linkwatch"
    table = "links_link"
    api = "web"
    migrations = "SELECT count(*) FROM django_migrations WHERE app = 'links'"
    spared = frozenset({"rabbitmq"})
    is_tried = False

    @staticmethod
    def cors(report: Report, stack: Stack) -> None:
        """Browsers of other origins have no use for it; what it looks at is the name that it is asked under."""
        url = stack.urls("web")[0] + "/health/"
        hosts = stack.program.variables("web", stack.place)["ALLOWED_HOSTS"].split(",")
        for host in hosts:
            report.equal(f"web answers as {host}", ask(url, headers={"Host": host}).status, 200)
        report.equal("and not as another host", ask(url, headers={"Host": "evil.example.net"}).status, 400)

    @staticmethod
    def add_row(stack: Stack, replica: int = 0) -> int:
        token = {"Authorization": f"Bearer {stack.place.secrets['shared/API_TOKEN']}"}
        link = {"url": f"http://127.0.0.1/{time.monotonic_ns()}"}
        answer = ask(stack.urls("web")[replica] + "/api/links", "POST", token, link)
        return int(answer.json["id"]) if answer.status == 201 else 0

    @classmethod
    def chain(cls, report: Report, stack: Stack) -> None:
        web = stack.urls("web")[0]
        report.equal("no link without the token", ask(web + "/api/links", "POST", body={"url": "http://a/"}).status, 401)
        number = cls.add_row(stack)
        report.check("a link is added: web -> postgres", number > 0)

        def checks_of_it() -> int:
            [[count]] = psql(stack, f"SELECT count(*) FROM links_check WHERE link_id = {number}")
            return int(count)

        report.check("and checked: web -> rabbitmq -> worker -> postgres", within(lambda: checks_of_it() > 0))
        found = ask(f"{web}/api/links/{number}").json
        report.equal("an address that is not public is not asked", found["problem"], "127.0.0.1 has an address that is not public")
        report.check("beat -> rabbitmq", within(lambda: "Sending due task" in stack.logs("beat"), 0.5))
        report.check("the page shows it", str(number) in ask(web + "/api/links").body and "not public" in ask(web + "/").body)
        style = re.search(r'href="(/static/[^"]+)"', ask(web + "/").body)
        report.check("with its style", style is not None and ask(web + style[1]).status == 200)


Example = type[GayedSignals] | type[TradeSense] | type[LinkWatch]
EXAMPLES: dict[str, Example] = {example.folder: example for example in (GayedSignals, TradeSense, LinkWatch)}
