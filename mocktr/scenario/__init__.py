"""Scenarios: stories about routing as YAML, for people who know TaskRouter and not our code.

A file has a world and a list of `scenarios`. Each has `steps`: what somebody does, and `then`,
what has to be so afterwards. `docs/scenarios.rst` has all steps and facts.
"""

from mocktr.scenario.files import Scenario, scenarios

__all__ = ["Scenario", "scenarios"]
