"""What the pages say of the code is what the code says."""

import inspect
import re

import pytest

from docs.generate import DOCS, PARTS, page
from docs.generate.fixture import INNER
from docs.generate.options import KEYWORD
from mocktr import Sandbox
from mocktr.fixture.taskrouter import TaskRouter


@pytest.mark.parametrize("name", PARTS)
def test_a_page_is_as_it_is_generated(name):
    assert page(name) == (DOCS / name).read_text(), f"docs/{name} is old: run `make docs`"


def test_a_part_without_a_place_is_noticed(monkeypatch):
    monkeypatch.setitem(PARTS, "seeds.rst", {"nowhere": str})

    with pytest.raises(AssertionError, match=r"docs/seeds\.rst has no place for nowhere"):
        page("seeds.rst")


def test_the_pages_leave_out_of_the_fixture_only_what_it_has():
    assert {name for name in INNER if not hasattr(TaskRouter, name)} == set()


def test_every_method_of_the_fixture_has_a_docstring():
    public = {name for name in dir(TaskRouter) if not name.startswith("_")} - INNER
    text = (DOCS / "pytest.rst").read_text()

    assert public == {name for name in public if re.search(rf"^``{name}\b.*``$", text, re.M)}


def test_the_docstring_of_a_sandbox_has_each_keyword_once_in_order():
    said = [name for name, _ in KEYWORD.findall(inspect.getdoc(Sandbox))]

    assert said == list(inspect.signature(Sandbox).parameters)
