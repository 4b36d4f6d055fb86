"""The console on the world of a test, in a real Chromium."""

from importlib import import_module

import pytest

THEMES = ("light", "dark")
SIZES = ((1280, 900), (1600, 900))


@pytest.fixture
def expect():
    """Playwright's, which waits for what it expects."""
    return import_module("playwright.sync_api").expect


@pytest.fixture
def console(page, taskrouter_server, expect):
    """The console, live."""
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(f"{taskrouter_server.url}/mocktr/")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    # Keys mean nothing before what they are for is there.
    expect(page.get_by_role("list", name="Lines")).to_be_visible()
    return page


@pytest.fixture
def board(console):
    """Finds the line of a queue, and the row of a worker, by their names."""

    class Board:
        def line(self, queue):
            lines = console.get_by_role("list", name="Lines")
            return lines.get_by_role("listitem", name=queue, exact=True)

        def worker(self, name):
            workers = console.get_by_role("list", name="Workers")
            return workers.get_by_role("listitem", name=name, exact=True)

    return Board()


@pytest.fixture
def inspector(console):
    """The inspector at the right."""
    return console.get_by_role("complementary", name="Inspector")


@pytest.fixture
def steer(console):
    """Presses a button, and agrees to steer a world that this test uses too."""

    def steer(button):
        button.click()
        console.get_by_role("button", name="Steer it all the same").click()

    return steer


@pytest.fixture
def axe():
    """Fails where the page can't be used by everybody, in both themes and some sizes."""
    run = import_module("axe_playwright_python.sync_playwright").Axe().run

    def axe(page, sizes=SIZES):
        found = {}
        for theme in THEMES:
            for width, height in sizes:
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size({"width": width, "height": height})
                for one in run(page).response["violations"]:
                    nodes = [node["target"] for node in one["nodes"][:4]]
                    found[theme, width, one["id"]] = (one["help"], nodes)
        assert found == {}

    return axe
