"""What somebody's browser gets from the frontend: public addresses only, no secret, and an API that lets it in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from e2e.browser import Browser
from e2e.containers import ComposeStack
from e2e.examples import Example
from e2e.front import Front
from e2e.report import Report

STATE = "document.querySelector('button').parentElement.textContent"


@contextmanager
def domains(stack: ComposeStack) -> Iterator[None]:
    """Where services have domains, a TLS proxy stands in front of the published ports."""
    targets = {
        domain: stack.urls(service["name"])[0]
        for service in stack.program.processes
        for domain in service["public"]["domains"]
    }
    if not targets:
        yield
        return
    with Front(targets):
        yield


def browse(report: Report, stack: ComposeStack, example: Example) -> None:
    frontends = [service["name"] for service in stack.program.processes if service["type"] == "nextjs"]
    if not frontends:
        return
    example.add_row(stack)
    api = stack.program.output("backend", "public_url", stack.place)
    with domains(stack), Browser("--ignore-certificate-errors") as browser:
        for origin in stack.program.origins(frontends[0], stack.place):
            browser.open(origin)
            report.check(
                f"the page opens in a browser at {origin}",
                "Consensus" in str(browser.evaluate("document.body.textContent")),
            )
            browser.evaluate("document.querySelector('button').click()")
            said = browser.wait(f"/consensus|answer/.test({STATE})")
            state = str(browser.evaluate(STATE))
            report.check(f"its button asks {api} and may read the answer", said and "consensus risk-" in state, state)
            asked = sorted(
                {"/".join(url.split("/")[:3]) for url in browser.requests.values() if url.startswith("http")}
            )
            report.equal("the page asks public addresses only", asked, sorted({origin, api}))
            text = browser.received()
            report.check("what it gets holds the public address", api in text)
            private = [
                service["name"]
                for service in stack.program.services
                if "port" in service and f"{service['dns']}:{service['port']}" in text
            ]
            report.check("and no private one", not private, private)
            leaked = [name for name, value in stack.place.secrets.items() if value in text]
            report.check("and no secret", not leaked, leaked)
        # The same page from an origin that is not allowed: the browser must not show it the answer.
        stranger = stack.urls(frontends[0])[0].replace("localhost", "127.0.0.1")
        browser.open(stranger)
        browser.evaluate("document.querySelector('button').click()")
        browser.wait(f"/consensus|answer/.test({STATE})")
        state = str(browser.evaluate(STATE))
        report.check(f"at {stranger} the browser is not let in", "the API did not answer" in state, state)
