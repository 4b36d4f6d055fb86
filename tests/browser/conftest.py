"""Pages in a real Chromium, which may neither complain nor ask anybody but their server.

`page` is Playwright's. A test whose page asks others than `taskrouter_server` overrides `origins`;
one that provokes an error says so by `watch.expect("status of 400")`.
"""

import os
import shutil
from contextlib import closing
from importlib import import_module
from importlib.util import find_spec

import pytest

from .watch import Watch

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What the browser may be called."""

NOBODY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Whatever a page wants of the internet, it does not get it."""

LONGEST_WAIT = 20_000
"""How long a page may take for anything, in ms."""


def lacking(what):
    """Skip, or fail where every browser is to be there."""
    if "MOCKTR_EVERY_BROWSER" in os.environ:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="package")
def playwright():
    if find_spec("playwright") is None:
        lacking("playwright is not installed: run `make browser`")
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def launch(playwright):
    """Starts a Chromium, with further arguments."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        lacking("there is no Chromium on this machine")
    # Root has no sandbox.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []

    def launch(*arguments):
        return playwright.chromium.launch(executable_path=found, args=[*sandbox, *arguments])

    return launch


@pytest.fixture(scope="package")
def browser(launch):
    """Chromium, which finds nobody but this machine."""
    with closing(launch(NOBODY)) as browser:
        yield browser


@pytest.fixture
def origins(taskrouter_server):
    """Whom pages may ask."""
    return [taskrouter_server.url]


@pytest.fixture
def context(browser):
    """What the pages of a test share: cookies and storage, which are empty."""
    with closing(browser.new_context()) as context:
        context.set_default_timeout(LONGEST_WAIT)
        yield context


@pytest.fixture
def watch(context, origins):
    """What goes wrong in a test's pages; it fails in the end if anything did."""
    watch = Watch(context, origins)
    yield watch
    # What has happened so far is told before this is.
    context.close()
    assert watch.problems == []


@pytest.fixture
def page(context, watch):
    """A page."""
    return context.new_page()
