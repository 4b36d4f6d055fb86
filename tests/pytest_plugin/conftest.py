"""Runs of pytest with the plugin."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
import twilio.rest  # noqa: F401

import mocktr


@pytest.fixture(scope="session")
def imported():
    """All of mocktr: a run in this process forgets what it imports, and the next meets halves."""
    for module in walk_packages(mocktr.__path__, "mocktr."):
        import_module(module.name)


@pytest.fixture
def run(pytester, monkeypatch, imported):
    """Run a test file with the plugin, as a user would who has no others but xdist.

    `apart` does so in a process of its own, where nothing is imported yet.
    """
    # The other plugins that are installed here would take half of the time.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(source, *arguments, ini="", apart=False):
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        pytester.makepyfile(source)
        xdist = ("-p", "xdist") if "-n" in arguments else ()
        runs = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
        return runs("-p", "mocktr", *xdist, "-p", "no:cacheprovider", *arguments)

    return run
