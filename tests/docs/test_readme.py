"""The README is short, and leads on."""

import re

import yaml

from .pages import ROOT

README = (ROOT / "README.rst").read_text()


def test_it_is_short():
    assert len(README.splitlines()) <= 130


def test_every_file_that_is_named_exists():
    named = re.findall(r"<([\w./]+\.rst)>`__|``((?:docs|fixtures)/[\w./]+)``", README)

    assert len(named) > 15
    assert [path for pair in named for path in pair if path and not (ROOT / path).exists()] == []


def test_it_leads_to_every_page_of_the_documentation():
    pages = {path.name for path in (ROOT / "docs").glob("*.rst")}

    assert pages - set(re.findall(r"<docs/([\w.]+)>", README)) == {
        *("index.rst", "contributing.rst", "changes.rst"),
    }


def test_the_operations_are_as_many_as_it_says():
    operations = yaml.safe_load((ROOT / "tests/contract/operations.yaml").read_text())

    assert f"All {len(operations['operations'])} operations" in README
