"""What docs/state.rst says is so."""

import re
from pathlib import Path

from mocktr.sandbox.snapshot import LONGEST_NAME, MOST
from mocktr.state import DOCUMENT_KEYS
from tests.core.world import World
from tests.state.worlds import save

PAGE = (Path(__file__).parents[2] / "docs" / "state.rst").read_text()


def test_every_part_of_a_document_is_listed():
    table = PAGE.split("\nThe document\n")[1]

    listed = re.findall(r"^``(\w+)``  ", table, re.M)

    assert listed == list(DOCUMENT_KEYS) == list(save(World().account))


def test_bounds_are_as_the_page_says():
    assert f"1 to {LONGEST_NAME} printable characters" in PAGE
    assert f"up to {MOST} of them" in PAGE
