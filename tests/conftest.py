"""Loads the plugin under test, so that coverage sees its import, and pytest's own test bench."""

import pytest

pytest_plugins = ["mocktr.pytest_plugin", "pytester"]


@pytest.fixture
def run(pytester):
    """Run a test file with the plugin, as a user would."""

    def run(source, *arguments, ini=""):
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)

    return run
