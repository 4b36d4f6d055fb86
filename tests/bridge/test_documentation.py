"""docs/agents.rst: its example, with a page that speaks the protocol in place of a browser."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from .page import Page

TEXT = (Path(__file__).parents[2] / "docs" / "agents.rst").read_text()
EXAMPLE = re.search(r"code-block:: python\n\n((?:   .*\n|\n)+)", TEXT)[1]


class Browser:
    """As much of Playwright's page as the example uses, with the desktop's buttons."""

    def goto(self, url):
        query = {name: one for name, [one] in parse_qs(urlsplit(url).query).items()}
        page = Page(query["bridge"], query["token"], "", "")
        init = page.connect().init
        self.page = page
        self.me = f"Workspaces/{init['workspace_sid']}/Workers/{init['channel_id']}"

    def get_by_role(self, role, name):
        assert role == "button"
        return Button(self, name)


class Button:
    def __init__(self, browser, name):
        self.browser, self.name = browser, name

    def click(self):
        assert self.name == "accept"
        page = self.browser.page
        offered = page.hear("reservation.created")
        page.post(f"{self.browser.me}/Reservations/{offered['sid']}", ReservationStatus="accepted")

    def wait_for(self):
        assert self.name == "wrap up"
        self.browser.page.hear("reservation.accepted")


@pytest.fixture
def browser():
    browser = Browser()
    yield browser
    browser.page.close()


@pytest.mark.mocktr(bridge_delays=False)
def test_the_example_runs(taskrouter_server, browser):
    found = {}
    exec(re.sub("^   ", "", EXAMPLE, flags=re.M), found)

    found["test_an_agent_takes_a_task"](taskrouter_server, browser)
