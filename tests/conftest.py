"""Loads the plugin under test, so that coverage sees its import, and pytest's own test bench."""

pytest_plugins = ["mocktr.pytest_plugin", "pytester"]
