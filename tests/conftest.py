"""Loads the plugin under test, so that coverage sees its import, and pytest's own test bench."""

import pytest
from hypothesis import HealthCheck, settings

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
