"""Scenarios as pytest collects them: a file of them, and each as a test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mocktr.errors import ScenarioFailed, SeedError
from mocktr.pytest_plugin import gather
from mocktr.scenario import Scenario, scenarios


class ScenarioFile(pytest.File):
    """A file whose name ends with `.taskrouter.yaml`."""

    def collect(self) -> Iterable[ScenarioItem]:
        """One item for each scenario; a mistake in the file is an error of the collection."""
        try:
            found = scenarios(self.path, self.nodeid)
        except SeedError as error:
            raise self.CollectError(str(error)) from None
        for one in found:
            yield ScenarioItem.from_parent(self, name=one.name, scenario=one)


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario

    def runtest(self) -> None:
        """Run it; should it fail, what is odd about its world is shown too."""
        tenant = self.scenario.make()
        try:
            self.scenario.run(tenant)
        finally:
            gather(self.config, [tenant])
            oddities = self.scenario.warnings
            if oddities:
                self.add_report_section("call", "odd about the world", "\n".join(oddities))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The failure without a traceback, which would only show our code."""
        if isinstance(excinfo.value, ScenarioFailed | SeedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands; pytest counts lines from 0."""
        return self.path, self.scenario.line - 1, self.name
