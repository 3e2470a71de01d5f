"""A headless Chromium, driven over its own pipe: what a browser gets, and whom it asks."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from typing import Any


class Browser:
    """Opens one page and notes every request that the page makes."""

    def __init__(self, *options: str) -> None:
        # Chromium reads commands from descriptor 3 and writes answers to 4 (--remote-debugging-pipe).
        from_us, self.to_browser = os.pipe()
        self.from_browser, to_us = os.pipe()
        words = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        words += ["--no-first-run", "--disable-background-networking", "--user-data-dir=/tmp/browser", *options]
        script = f'exec "$@" 3<&{from_us} 4>&{to_us}'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", *words],
            pass_fds=(from_us, to_us),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(from_us)
        os.close(to_us)
        self.buffer = b""
        self.number = 0
        self.session: str | None = None
        #: Of every request of the page: its address, and the number under which its answer can be had.
        self.requests: dict[str, str] = {}
        #: What the page wrote to the console, and what the browser complained of.
        self.messages: list[str] = []
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.command("Network.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.to_browser)
        os.close(self.from_browser)

    def message(self) -> dict[str, Any]:
        """The next message of the browser; events about requests are noted."""
        while b"\0" not in self.buffer:
            data = os.read(self.from_browser, 1 << 16)
            if not data:
                raise RuntimeError("the browser has ended")
            self.buffer += data
        text, _, self.buffer = self.buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests[message["params"]["requestId"]] = message["params"]["request"]["url"]
        if message.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.messages.append(json.dumps(message["params"]))
        return message

    def command(self, method: str, **parameters: object) -> dict[str, Any]:
        self.number += 1
        command: dict[str, object] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(command).encode() + b"\0")
        while (message := self.message()).get("id") != self.number:
            pass
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']['message']}")
        return dict(message["result"])

    def open(self, url: str) -> None:
        self.requests.clear()
        self.command("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        result = self.command("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return result["result"].get("value")

    def wait(self, script: str, seconds: float = 120) -> bool:
        """Whether an expression becomes true in the page within a time."""
        limit = time.monotonic() + seconds
        while not (value := self.evaluate(script)) and time.monotonic() < limit:
            time.sleep(0.1)
        return bool(value)

    def received(self) -> str:
        """The text of everything that the page was sent, and of the page as it stands now."""
        texts = [str(self.evaluate("document.documentElement.outerHTML"))]
        for number in list(self.requests):
            try:
                body = self.command("Network.getResponseBody", requestId=number)
            except RuntimeError:
                continue  # a request that failed has none
            text = str(body["body"])
            texts.append(base64.b64decode(text).decode(errors="replace") if body["base64Encoded"] else text)
        return "\n".join(texts)
