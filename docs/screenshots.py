"""Pictures of every page of the console, in both themes and two widths: `make screenshots`.

The world is a quarter of an hour of the shipped contact center under a manual clock, so that the
pictures are of the same moment each time.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from json import dumps
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from mocktr import Server

ACCOUNT = "AC" + "0" * 28 + "c059"
AGENT = {"accept_after": 7, "wrap_up_for": 40, "reject_every": 5, "miss_every": 7}
QUICK, SLOW = {**AGENT, "handle_for": 150}, {**AGENT, "handle_for": 400}
BEHAVIORS = {"ada": QUICK, "ben": QUICK, "eva": QUICK, "iris": QUICK, "*": SLOW}

WISHES = ("billing", "support", "sales", "support", "billing", "other")
LANGUAGES = ("en", "en", "en", "es", "de")
BETWEEN_S = 13
TASKS = 70
LATE = 6
"""How many come at last, and are still being offered."""

THEMES = ("light", "dark")
SIZES = {1280: 800, 1600: 1000}
SETTLES_MS = 900


def serve() -> Server:
    """A contact center in the middle of its morning, on a port."""
    server = Server(seed="contact_center", behaviors=BEHAVIORS).start()
    with requests.Session() as session:
        session.auth = (ACCOUNT, "token")
        [workspace] = session.get(f"{server.url}/v1/Workspaces").json()["workspaces"]
        found = session.get(workspace["links"]["workflows"]).json()["workflows"]
        workflows = {one["friendly_name"]: one["sid"] for one in found}
        for number in range(TASKS):
            session.post(workspace["links"]["tasks"], data=task(number, workflows))
            session.post(f"{server.url}/mocktr/clock/advance", json={"seconds": BETWEEN_S})
        for number in range(TASKS, TASKS + LATE):
            session.post(workspace["links"]["tasks"], data=task(number, workflows))
        session.post(f"{server.url}/mocktr/clock/advance", json={"seconds": 3})
    return server


def task(number: int, workflows: dict[str, str]) -> dict[str, Any]:
    """What a customer wants, as the form of a request."""
    is_chat = number % 4 == 3
    attributes = {
        "topic": WISHES[number % len(WISHES)],
        "language": LANGUAGES[number % len(LANGUAGES)],
        "customer_tier": "gold" if number % 9 == 0 else "standard",
        "order": 10_200 + number,
    }
    return {
        "WorkflowSid": workflows["Chats" if is_chat else "Calls"],
        "TaskChannel": "chat" if is_chat else "voice",
        "Attributes": dumps(attributes),
    }


def shots(browser: Browser, url: str) -> Iterator[tuple[str, bytes]]:
    """Every page as a picture, with its name."""
    for theme in THEMES:
        for width, height in SIZES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=theme, base_url=url
            )
            page.goto("/mocktr/")
            page.get_by_text("Live", exact=True).wait_for()
            for name in names(page):
                open_page(page, name)
                yield f"{name.lower()}-{theme}-{width}.png", page.screenshot()
            page.close()


def names(page: Page) -> list[str]:
    links = page.get_by_role("navigation", name="Pages").get_by_role("link").all()
    return [(one.get_attribute("title") or "").partition(" (")[0] for one in links]


def open_page(page: Page, name: str) -> None:
    """Show a page with the first task that waits in the inspector."""
    board = page.get_by_role("link", name="Board")
    board.click()
    if page.get_by_role("complementary", name="Inspector").count() == 0:
        page.get_by_role("list", name="Lines").get_by_role("button").first.click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
    # The stream of changes stays open, so there is no end of loading to wait for.
    page.wait_for_timeout(SETTLES_MS)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    server = serve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for name, picture in shots(browser, server.url):
            (folder / name).write_bytes(picture)
        browser.close()
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
