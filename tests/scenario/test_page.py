"""What the documentation says of scenarios, and the stories that stand here."""

import re
import textwrap
from pathlib import Path

import pytest

from mocktr.scenario import scenarios
from mocktr.scenario.facts import CALL_FACTS, FACTS, QUEUE_FACTS, TASK_FACTS, WORKER_FACTS
from mocktr.scenario.steps import STEPS

DOCS = Path(__file__).parents[2] / "docs" / "scenarios.rst"
STORIES = Path(__file__).parent / "stories"


def defined(title):
    """The definitions below a heading of the page."""
    _, _, section = DOCS.read_text().partition(f"\n{title}\n---")
    section = re.split(r"\n---+\n", section)[0]
    found = re.findall(r"^``(\w+)``\n((?:    .*\n)+)", section, re.MULTILINE)
    return {name: textwrap.dedent(text).strip() for name, text in found}


def described(entry):
    """What the page has to say of a step or a fact."""
    text = entry.text.replace("`", "``")
    keys = ", ".join(f"``{key}``" for key in getattr(entry, "keys", ()))
    return f"{text};\nwith {keys}." if keys else f"{text}."


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("Steps", STEPS),
        ("Facts about the world", FACTS),
        ("Facts about a call", CALL_FACTS),
        ("Facts about a task", TASK_FACTS),
        ("Facts about a worker", WORKER_FACTS),
        ("Facts about a queue", QUEUE_FACTS),
    ],
)
def test_the_page_has_every_step_and_fact(title, table):
    """In the words and in the order of the code."""
    expected = {name: described(entry) for name, entry in table.items()}

    assert defined(title) == expected
    assert list(defined(title)) == list(expected)


def test_the_example_of_the_page_runs(read):
    """Word for word."""
    _, _, rest = DOCS.read_text().partition(".. code-block:: yaml\n\n")
    example = re.match(r"(?:    .*\n|\n)+", rest)[0]

    for one in read(example):
        one.run()


def test_there_are_scenarios_for_every_topic():
    """The suite of stories is as large as it was promised."""
    found = [one for path in STORIES.glob("*.taskrouter.yaml") for one in scenarios(path)]

    assert len(found) >= 60
