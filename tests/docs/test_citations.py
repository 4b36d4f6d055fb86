"""What the code cites stands in the documentation."""

import re

import pytest

from .pages import ROOT

CITATION = re.compile(r"\((sources|decisions):\s+([^()]*)\)")
# How documents were cited that are not here.
OTHERS = re.compile(
    r"\((?:reference:|(?:routing|resources|captures|voice),\s[A-Z0-9])[^()]*\)"
    r"|#.*\b[A-H]\.[1-9]"
)
FOLDERS = ("mocktr", "tests", "benchmarks", "docs")
FILES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".yaml", ".rst")
    if not {"_build", "node_modules"} & set(path.parts)
]


def anchors(page):
    text = (ROOT / "docs" / f"{page}.rst").read_text()
    return set(re.findall(rf"^\.\. _{page}-([\w-]+):$", text, re.M))


ANCHORS = {page: anchors(page) for page in ("sources", "decisions")}


def cited():
    """Each citation: where, the page, its anchors."""
    for path in FILES:
        for page, names in CITATION.findall(path.read_text(encoding="utf-8")):
            yield path.name, page, re.split(r",\s+", names)


def test_every_citation_has_its_anchor():
    lost = [
        (name, f"{page}: {anchor}")
        for name, page, named in cited()
        for anchor in named
        if anchor not in ANCHORS[page]
    ]

    assert lost == []


def test_there_are_citations():
    assert len(list(cited())) > 70


def test_no_other_document_is_cited():
    here = ROOT / "tests" / "docs" / "test_citations.py"
    found = {path.name: OTHERS.findall(path.read_text()) for path in FILES if path != here}

    assert {name: all_of for name, all_of in found.items() if all_of} == {}


@pytest.mark.parametrize("page", ANCHORS)
def test_every_section_has_an_anchor(page):
    text = (ROOT / "docs" / f"{page}.rst").read_text()

    assert len(re.findall(r"^-{4,}$", text, re.M)) == len(ANCHORS[page])


RECORDED = re.findall(
    r"^     - ``(tests/[\w/.]+)::(\w+)``$", (ROOT / "docs/sources.rst").read_text(), re.M
)


@pytest.mark.parametrize(("path", "name"), RECORDED)
def test_the_test_that_holds_a_rule_of_the_recordings_exists(path, name):
    assert f"def {name}(" in (ROOT / path).read_text()
