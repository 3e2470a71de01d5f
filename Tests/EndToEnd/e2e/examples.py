"""What the examples do when they run, each as a user sees it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from datetime import UTC, datetime, timedelta

import jwt

from e2e import checks
from e2e.program import Node
from e2e.report import Report, within
from e2e.stack import Stack, mongo, psql, redis
from e2e.web import Answer, ask


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

    @classmethod
    def rows(cls, stack: Stack) -> set[int]:
        """The numbers of what `add_row` has written, and is still there."""
        return {int(row[0]) for row in psql(stack, f"SELECT id FROM {cls.table}")}

    @classmethod
    def forget(cls, stack: Stack) -> None:
        """Deletes what `rows` counts, as an operator may by mistake."""
        psql(stack, f"DELETE FROM {cls.table}")

    @classmethod
    def released(cls, report: Report, stack: Stack) -> None:
        """The release command has done its work; nothing serves yet."""
        what = "the release command has migrated before anything serves"
        report.equal(what, psql(stack, cls.migrations), [["1"]])

    @classmethod
    def released_once(cls, report: Report, stack: Stack) -> None:
        """The release command has done its work, and that once."""
        checks.migrated_once(report, stack, cls.table)

    @staticmethod
    def server(stack: Stack) -> str:
        """What the database server of no other stack has."""
        return str(psql(stack, "SELECT system_identifier FROM pg_control_system()", superuser=True))


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
        """Browsers of other origins have no use for it; it checks the host of a request."""
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
        report.equal(
            "no link without the token", ask(web + "/api/links", "POST", body={"url": "http://a/"}).status, 401
        )
        number = cls.add_row(stack)
        report.check("a link is added: web -> postgres", number > 0)

        def checks_of_it() -> int:
            [[count]] = psql(stack, f"SELECT count(*) FROM links_check WHERE link_id = {number}")
            return int(count)

        report.check("and checked: web -> rabbitmq -> worker -> postgres", within(lambda: checks_of_it() > 0))
        found = ask(f"{web}/api/links/{number}").json
        report.equal(
            "an address that is not public is not requested",
            found["problem"],
            "127.0.0.1 has an address that is not public",
        )
        report.check("beat -> rabbitmq", within(lambda: "Sending due task" in stack.logs("beat"), 0.5))
        report.check(
            "the page shows it", str(number) in ask(web + "/api/links").body and "not public" in ask(web + "/").body
        )
        style = re.search(r'href="(/static/[^"]+)"', ask(web + "/").body)
        report.check("with its style", style is not None and ask(web + style[1]).status == 200)


class Parcels(Usual):
    """Parcels: their facts in MongoDB, their content in a bucket, removed by a job when they have expired."""

    folder = "parcels"
    api = "web"
    is_tried = False

    @staticmethod
    def number(document: Node) -> int:
        return int.from_bytes(base64.urlsafe_b64decode(document["_id"] + "=")[:6])

    @staticmethod
    def found(stack: Stack, **query: object) -> list[Node]:
        """The documents of parcels, as many as fit into one answer."""
        command = json.dumps({"find": "parcels", "filter": query, "batchSize": 10000})
        documents: list[Node] = json.loads(mongo(stack, f"JSON.stringify(db.runCommand({command}).cursor.firstBatch)"))
        return documents

    @classmethod
    def rows(cls, stack: Stack) -> set[int]:
        return {cls.number(document) for document in cls.found(stack, complete=True)}

    @staticmethod
    def forget(stack: Stack) -> None:
        mongo(stack, 'db.runCommand({ delete: "parcels", deletes: [{ q: {}, limit: 0 }] })')

    @staticmethod
    def released(report: Report, stack: Stack) -> None:
        indexes = mongo(stack, 'JSON.stringify(db.runCommand({ listIndexes: "parcels" }).cursor.firstBatch)')
        report.check("the release command has made the index of the sweep", "expiresAt_1" in indexes, indexes)

    released_once = released

    @classmethod
    def server(cls, stack: Stack) -> str:
        cls.add_row(stack)
        return str(cls.rows(stack))  # their numbers are random

    @staticmethod
    def cors(report: Report, stack: Stack) -> None:
        """Its page is of its own origin: no other one is let in."""
        for origin in ("https://evil.example.net", "null"):
            allowed = ask(stack.urls("web")[0] + "/health", headers={"Origin": origin})
            report.equal(f"web does not let {origin} in", allowed.headers.get("access-control-allow-origin"), None)

    @staticmethod
    def send(stack: Stack, body: object, replica: int = 0, query: str = "") -> Answer:
        token = {"Authorization": f"Bearer {stack.place.secrets['shared/UPLOAD_TOKEN']}"}
        return ask(stack.urls("web")[replica] + "/parcels" + query, "POST", token, body)

    @classmethod
    def add_row(cls, stack: Stack, replica: int = 0) -> int:
        answer = cls.send(stack, {"any": "content"}, replica)
        if answer.status != 201:
            return 0
        token = answer.json["link"].rpartition("/")[2]
        return cls.number({"_id": base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode()[:-1]})

    @classmethod
    def chain(cls, report: Report, stack: Stack) -> None:
        web = stack.urls("web")[0]
        refused = ask(web + "/parcels", "POST", body={})
        report.equal(
            "no parcel without the token", (refused.status, refused.json["error"]["code"]), (401, "unauthorized")
        )
        sent = {"text": "größer", "at": time.monotonic_ns()}
        answer = cls.send(stack, sent, query="?name=../a%22b.html&days=2")
        report.need("a parcel is sent: web -> mongodb, s3", answer.status == 201, answer.body)
        link = answer.json["link"]
        report.check(
            "its link has the public address", link.startswith(stack.program.output("web", "public_url", stack.place))
        )
        path = link[link.index("/p/") :]
        got = ask(web + path)
        report.check(
            "the link has the content: s3 -> web", got.status == 200 and json.loads(got.body) == sent, got.body
        )
        disposition = got.headers.get("content-disposition", "")
        report.check("as a file to save, and not as a page", disposition.startswith("attachment"), disposition)
        [document] = cls.found(stack, name=answer.json["name"])
        report.check(
            "mongodb has its facts, and not its link", path.rpartition("/")[2] not in json.dumps(document), document
        )
        report.equal("one download is counted", document["downloads"], 1)
        report.equal("no parcel is at another link", ask(web + path + "x").status, 404)
        most = stack.program.variables("web", stack.place)["PARCEL_MAX_DAYS"]
        report.equal(
            f"no parcel for more than {most} days", cls.send(stack, sent, query=f"?days={int(most) + 1}").status, 422
        )
        page = ask(web + "/")
        report.check(
            "the page opens, with a policy of its own",
            "Parcels" in page.body and "nonce-" in page.headers["content-security-policy"],
        )
        cls.expire(report, stack, document, path)

    @classmethod
    def expire(cls, report: Report, stack: Stack, document: Node, path: str) -> None:
        """What has expired is not served, and the job removes facts and content."""
        others = cls.rows(stack) - {cls.number(document)}
        url = stack.urls("web")[0] + path
        query = json.dumps({"_id": document["_id"]})
        change = "{ $set: { expiresAt: new Date(0) } }"
        mongo(stack, f'db.runCommand({{ update: "parcels", updates: [{{ q: {query}, u: {change} }}] }})')
        report.equal("what has expired is not served", ask(url).status, 404)
        said = stack.job("sweep")
        report.equal("the job removes its facts, and no others", (cls.rows(stack), "removed" in said), (others, True))
        # With its facts back the content would be served if it were still there.
        facts = json.dumps({**document, "createdAt": None, "expiresAt": None})[:-1]
        facts = facts.replace('"expiresAt": null', '"expiresAt": new Date(Date.now() + 1e6)')
        mongo(stack, f'db.runCommand({{ insert: "parcels", documents: [{facts}}}] }})')
        report.equal("the job has removed its content", ask(url).status, 404)
        mongo(stack, f'db.runCommand({{ delete: "parcels", deletes: [{{ q: {query}, limit: 1 }}] }})')


Example = type[GayedSignals] | type[TradeSense] | type[LinkWatch] | type[Parcels]
EXAMPLES: dict[str, Example] = {example.folder: example for example in (GayedSignals, TradeSense, LinkWatch, Parcels)}
