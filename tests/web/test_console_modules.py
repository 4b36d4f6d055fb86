"""The console's own modules: what they may import, and how long they are."""

import re
from graphlib import TopologicalSorter

import pytest

from mocktr.web.console import report
from mocktr.web.console.files import FILES, imports_of

LONGEST = 250
LAYERS = ("vendor", "", "parts", "pages")
"""Folders; what stands in one may import from it and from those before it."""

MODULES = {
    name: path.read_text()
    for name, path in FILES.items()
    if name.endswith(".js") and not name.startswith("vendor/")
}


def layer(name):
    return LAYERS.index(name.rpartition("/")[0])


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"app.js"}))
def test_a_module_imports_what_is_below_it(name):
    assert imports_of(name) <= set(FILES)
    assert [one for one in imports_of(name) if layer(one) > layer(name)] == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: imports_of(name) & set(MODULES) for name in MODULES}

    assert [*TopologicalSorter(graph).static_order()]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_can_be_read_at_once(name):
    assert len(MODULES[name].splitlines()) <= LONGEST


@pytest.mark.parametrize("name", sorted(MODULES))
def test_nothing_makes_markup_or_code_of_text(name):
    means = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(")

    assert [one for one in means if one in MODULES[name]] == []


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("vendor/")])
def test_no_file_names_another_place(name):
    text = FILES[name].read_text().replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"https?://(?!127\.0\.0\.1\b)[\w.-]+", text) == []


def test_every_sheet_comes_with_the_first_screen_or_after_it():
    first = re.findall(r"styles/(\w+)\.css", FILES["index.html"].read_text())
    [listed] = re.findall(r"const SHEETS = \[(.*?)\];", MODULES["parts/later.js"], re.S)
    after = re.findall(r'"(\w+)"', listed)

    assert sorted(first + after) == [name[7:-4] for name in FILES if name.startswith("styles/")]


def test_every_sheet_is_in_a_report_but_those_of_pages_that_it_leaves_out():
    styles = [name[7:-4] for name in FILES if name.startswith("styles/")]

    there = {one for one in styles if not f"pages/{one}".startswith(report.LEFT_OUT)}

    assert set(report.SHEETS) == there
