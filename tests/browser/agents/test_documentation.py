"""docs/agents.rst: its tests of a page are run here, with the page that it is about."""

import re

import pytest

from .conftest import ROOT

TEXT = (ROOT / "docs" / "agents.rst").read_text()
EXAMPLE = re.search(r"code-block:: python\n\n((?:   .*\n|\n)+)", TEXT)[1]

# Pytest finds its tests and its fixture here.
exec(re.sub("^   ", "", EXAMPLE, flags=re.M))


@pytest.fixture(autouse=True)
def served(monkeypatch, site):
    """The page is served somewhere else."""
    monkeypatch.setitem(globals(), "PAGE", f"{site.url}/")
