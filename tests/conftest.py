"""Loads the plugin under test, so that coverage sees its import, and pytest's own test bench."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, settings

import mocktr

# How long an example takes tells how busy the machine is.
settings.register_profile("mocktr", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mocktr")

pytest_plugins = ["mocktr.pytest_plugin", "pytester"]


@pytest.fixture
def wall(monkeypatch):
    """A wall clock that the test moves: `wall.ns += ...`."""

    class Wall:
        ns = 1_900_000_000_000_000_000

    monkeypatch.setattr("time.time_ns", lambda: Wall.ns)
    return Wall


@pytest.fixture(scope="session")
def imported():
    """All of mocktr: a run in this process forgets what it imports, and the next meets halves."""
    ours = (module.name for module in walk_packages(mocktr.__path__, "mocktr."))
    for name in ("twilio.rest", *ours):
        import_module(name)


@pytest.fixture
def run(imported, pytester, monkeypatch):
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
