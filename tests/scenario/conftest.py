"""Scenarios of a text, run in a small world."""

import textwrap

import pytest

from mocktr.errors import ScenarioFailed
from mocktr.scenario import scenarios


@pytest.fixture
def read(tmp_path):
    """The scenarios of a text."""

    def read(text):
        path = tmp_path / "stories.taskrouter.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return scenarios(path)

    return read


@pytest.fixture
def run(read):
    """Run one scenario with these steps in the smallest world, or in this one."""

    def run(steps, world="seed: minimal"):
        steps = textwrap.indent(textwrap.dedent(steps).strip(), "      ")
        [one] = read(f"{world}\nscenarios:\n  - scenario: A story\n    steps:\n{steps}\n")
        one.run()
        return one

    return run


@pytest.fixture
def failure(run):
    """The lines of the failure of a scenario with these steps."""

    def failure(steps, **world):
        with pytest.raises(ScenarioFailed) as caught:
            run(steps, **world)
        return str(caught.value).split("\n")

    return failure
