"""What the console costs in a browser, beside the targets: `python -m benchmarks.console_page`.

Chromium draws without a graphics card here, and on the same cores as the server.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.console import SEED, TASKS, fill, row
from mocktr import Server
from mocktr.sandbox.tenant import Tenant
from mocktr.web.console.files import STATIC

SIZE = {"width": 1600, "height": 1000}
CHANGES = 30
PER_SECOND = 400
BURST = 10
LOADED_S = 5
SCROLLS = 60

DRAWN = ".chip"
"""What is there once the board is drawn."""

TIMES = "() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, drawn]"

FILES = """() => performance.getEntries()
  .filter((one) => one.entryType === "navigation" || one.name.includes("/mocktr/console/"))
  .map((one) => [one.name, one.decodedBodySize])"""
"""What the browser has loaded of the page, with its bytes."""

# Sees the first chip without asking again and again.
NOTE_DRAWN = f"""
addEventListener("DOMContentLoaded", () => {{
  new MutationObserver((_, all) => {{
    if (!document.querySelector("{DRAWN}")) return;
    all.disconnect();
    requestAnimationFrame(() => (window.drawn = performance.now()));
  }}).observe(document.body, {{ childList: true, subtree: true }});
}});
"""

COUNT_FRAMES = """() => {
  window.frames_ = [];
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
  }).observe({ type: "longtask" });
  const frame = (at) => { frames_.push(at); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""

SCROLL = """async (count) => {
  const body = document.querySelector(".list-body");
  const times = [];
  for (let at = 0, before = performance.now(); at < count; at++) {
    body.scrollTop += 400;
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - before);
    before = performance.now();
  }
  return times.sort((a, b) => a - b)[count / 2];
}"""


def main() -> None:
    """Print the page's rows of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=TASKS)
    tasks = parser.parse_args().tasks
    print(row("what", "target", "here"))
    for cells in sizes():
        print(row(*cells))
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with Server(seed=SEED, tenants="one") as server, sync_playwright() as playwright:
        fill(server.sandbox.only, tasks)
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for cells in drawn(browser, server, tasks):
            print(row(*cells), flush=True)
        browser.close()


def sizes() -> Iterator[tuple[str, str, str]]:
    """What others wrote, as it is sent."""
    editor = STATIC / "vendor" / "codemirror.js"
    framework = STATIC / "vendor" / "preact.js"
    for what, target, paths in (
        ("vendor, gzipped: first load", "< 12 kB", [framework]),
        ("  with editor", "< 145 kB", [framework, editor]),
    ):
        packed = sum(len(gzip.compress(path.read_bytes())) for path in paths)
        yield what, target, f"{packed / 1000:.1f} kB"


def drawn(browser: Browser, server: Server, tasks: int) -> Iterator[tuple[str, str, str]]:
    """How fast the page comes, and how it bears what happens."""
    context = browser.new_context(viewport=SIZE)
    context.add_init_script(NOTE_DRAWN)
    page = context.new_page()
    cold, warm = (load(page, server) for _ in range(2))
    loaded = dict(page.evaluate(FILES))
    yield "page without editor", "< 200 kB", f"{sum(loaded.values()) / 1000:.0f} kB"
    yield "  requests", "< 35", str(len(loaded))
    both = [f"{one:.0f} / {other:.0f} ms" for one, other in zip(warm, cold, strict=True)]
    yield "first paint, warm / cold", "< 150 / 400", both[0]
    yield f"board of {tasks} tasks drawn", "< 300 / 800", both[1]
    count = page.evaluate("document.querySelectorAll('*').length")
    yield "DOM nodes on the board", "< 3000", str(count)
    yield "change -> on screen, median", "< 100 ms", f"{change(page, server.sandbox.only):.0f} ms"
    frames, longest = under_load(page, server.sandbox.only)
    yield f"frames/s at {PER_SECOND} tasks a second", ">= 30", f"{frames:.0f}"
    yield "  the longest task", "< 200 ms", f"{longest:.0f} ms"
    page.get_by_role("radio", name="Table").click()
    page.locator(".list-row").first.wait_for()
    yield "a frame while the table scrolls", "17 ms", f"{page.evaluate(SCROLL, SCROLLS):.0f} ms"


def load(page: Page, server: Server) -> tuple[float, float]:
    """Milliseconds until something is painted, and until the board is drawn."""
    page.goto("about:blank")
    page.goto(server.console_url or "")
    page.wait_for_function("() => window.drawn")
    paint, board = page.evaluate(TIMES)
    return paint, board


def change(page: Page, tenant: Tenant) -> float:
    """Milliseconds from a change of the world to the sight of it, the median."""
    taken = []
    for _ in range(CHANGES):
        before = page.evaluate("document.querySelector('time.time').textContent")
        began = time.perf_counter()
        tenant.advance_by(1000)
        page.wait_for_function(
            "before => document.querySelector('time.time').textContent !== before", arg=before
        )
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def under_load(page: Page, tenant: Tenant) -> tuple[float, float]:
    """Frames a second while tasks come, and the longest task of the page in ms."""
    stopped = threading.Event()

    def come() -> None:
        while not stopped.wait(BURST / PER_SECOND):
            fill(tenant, BURST)

    page.evaluate(COUNT_FRAMES)
    source = threading.Thread(target=come)
    source.start()
    page.wait_for_timeout(LOADED_S * 1000)
    stopped.set()
    source.join()
    found: dict[str, Any] = page.evaluate("() => ({ count: frames_.length, longest })")
    return found["count"] / LOADED_S, found["longest"]


if __name__ == "__main__":
    main()
