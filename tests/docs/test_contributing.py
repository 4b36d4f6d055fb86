"""CONTRIBUTING.rst names the places that a change touches, and no others are needed."""

import re
import shutil
import subprocess
import sys

import pytest

from .pages import ROOT

PAGE = (ROOT / "CONTRIBUTING.rst").read_text()
ROWS = re.findall(r"^   \* - (.+)\n     - (.+)$", PAGE, re.M)[1:]
TARGETS = re.findall(r"^``make ([\w-]+)``", PAGE.split("\nMake targets\n")[1], re.M)


def files_of(row):
    return [ROOT / path for path in re.findall(r"``(\w+/[\w./]+)``", row)]


def names_of(row):
    return re.findall(r"``([A-Z]\w+)``", row)


def test_there_are_rows():
    assert len(ROWS) > 20
    assert all(files_of(row) for _, row in ROWS)


@pytest.mark.parametrize(("change", "row"), ROWS, ids=[change for change, _ in ROWS])
def test_the_places_of_a_change_exist(change, row):
    files = files_of(row)

    assert [str(path) for path in files if not path.exists()] == []
    for name in names_of(row):
        defined = re.compile(rf"^(class )?{name}\b.*[=:({{]", re.M)
        assert any(path.is_file() and defined.search(path.read_text()) for path in files), name


def test_every_target_of_make_is_explained():
    [phony] = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.M)

    assert sorted(TARGETS) == sorted(phony.split())


# --- changes, made in a copy of the sources


@pytest.fixture
def copy(tmp_path):
    """Where mocktr is copied to, with the seeds that it leads to."""
    for name in ("mocktr", "fixtures"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True, ignore=ignored)
    return tmp_path


def insert(path, before, line):
    """A line before the first line that begins so."""
    text = path.read_text()
    [place, *_] = [found.start() for found in re.finditer(rf"^{re.escape(before)}", text, re.M)]
    path.write_text(f"{text[:place]}{line}\n{text[place:]}")


def tell(program, copy):
    """What a program prints that imports the copy."""
    done = subprocess.run(
        (sys.executable, "-c", f"import sys; sys.path.insert(0, '.')\n{program}"),
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_field_is_one_line(copy):
    """The API, seeds and states have it."""
    worker = copy / "mocktr/core/resources/worker.py"
    insert(worker, "    attributes: str = param(", "    region: str = param(Text(), default='')")

    assert tell(A_FIELD, copy) == ["north"] * 3


A_FIELD = """
import json
from mocktr.fixture import in_process
row = {"friendly_name": "al", "activity": "Available", "region": "north"}
world = {"workspaces": [{"friendly_name": "W", "workers": [row]}]}
with in_process({"seed": world, "tenants": "one"}) as taskrouter:
    [worker] = taskrouter.workspace.workers.list()
    shown = taskrouter.client.request("GET", worker.url).text
    print(json.loads(shown)["region"])
    print(taskrouter.seed()["workspaces"][0]["workers"][0]["region"])
    print(taskrouter.state()["workspaces"][0]["workers"][0]["region"])
"""


def test_an_operator_is_one_line(copy):
    """The lexer, the grammar and explanations know it."""
    line = '    Operator("STARTS", lambda left, right: str(left).startswith(str(right)), "begins"),'
    insert(copy / "mocktr/expressions/operators.py", '    Operator("HAS"', line)

    assert tell(AN_OPERATOR, copy) == ["True", "False"]


AN_OPERATOR = """
from mocktr.expressions import compile
starts = compile("name starts 'al'")
print(starts.matches({"name": "alice"}), starts.matches({"name": "bob"}))
"""
