"""The page of `infracc report` in a browser without a network: it asks for nothing, says nothing, and can be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from e2e.browser import Browser
from e2e.report import Report

#: The lowest contrast between a text and what is behind it, over all texts that are shown, with that text. Colors are
#: opaque; what is behind is the nearest element that has one, in the picture the nearest shape before the text.
CONTRAST = """
(() => {
  const level = (c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  const parts = (color) => color.match(/[0-9.]+/g).map(Number)
  const light = (color) => {
    const [r, g, b] = parts(color).map((c) => level(c / 255))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const opaque = (color) => /^rgb/.test(color) && (parts(color).length < 4 || parts(color)[3] === 1)
  const behind = (element, isDrawn) => {
    for (let e = element; e; e = e.parentElement) {
      if (isDrawn) {
        for (let s = e.previousElementSibling; s; s = s.previousElementSibling) {
          const fill = getComputedStyle(s).fill
          const box = s.getBoundingClientRect(), own = element.getBoundingClientRect()
          const holds = box.left <= own.left && box.top <= own.top && box.right >= own.left && box.bottom >= own.bottom
          if (s.tagName === 'rect' && holds && opaque(fill)) return fill
        }
      }
      const color = getComputedStyle(e).backgroundColor
      if (opaque(color)) return color
    }
    return 'rgb(255, 255, 255)'
  }
  let worst = [99, '']
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    const said = texts.currentNode.textContent.trim()
    if (!said || !element.getClientRects().length || element.tagName === 'title') continue
    const isDrawn = element.namespaceURI.endsWith('svg')
    const style = getComputedStyle(element)
    const [a, b] = [light(isDrawn ? style.fill : style.color), light(behind(element, isDrawn))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < worst[0]) worst = [contrast, said]
  }
  return worst
})()
"""

#: What would be wider than the window.
WIDTH = "document.documentElement.scrollWidth"


def screenshot(browser: Browser) -> str:
    return str(browser.command("Page.captureScreenshot")["data"])


def media(browser: Browser, kind: str, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.command("Emulation.setEmulatedMedia", media=kind, features=features)


def look(report: Report, browser: Browser, page: Path) -> None:
    browser.command("Log.enable")
    browser.command("Runtime.enable")
    browser.open(page.as_uri())
    title = str(browser.evaluate("document.title"))
    report.check("the page has a title", title.endswith(" deployment report"), title)
    asked = [url for url in browser.requests.values() if url != page.as_uri()]
    report.equal("it asks for nothing", asked, [])
    pictures: dict[str, str] = {}
    for name, kind, scheme in (("light", "", "light"), ("dark", "", "dark"), ("print", "print", "light")):
        media(browser, kind, scheme)
        pictures[name] = screenshot(browser)
        contrast, text = browser.evaluate(CONTRAST)
        report.check(f"{name}: each text has a contrast of 4.5:1", contrast >= 4.5, f"{contrast:.2f} of {text!r}")
    report.equal("light, dark and print are three pictures", len(set(pictures.values())), 3)
    media(browser, "", "light")
    for width in (420, 1240):
        browser.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        found = int(browser.evaluate(WIDTH))
        report.check(f"at {width} pixels nothing is wider than the window", found <= width, found)
    report.equal("it has nothing to say to a developer", browser.messages, [])


def main(example: str) -> int:
    report = Report(f"report of {example}")
    page = Path("/tmp/report.html")
    program = os.environ["INFRACC"]
    topology = f"examples/{example}/topology.yaml"
    first, second = (
        subprocess.run([program, "report", topology], check=True, capture_output=True).stdout for _ in range(2)
    )
    report.check("two runs give the same bytes", first == second)
    page.write_bytes(first)
    with Browser() as browser:
        look(report, browser, page)
    report.line(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
