"""The applications of docs/frameworks.rst pass their tests, run as their users would run them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from .pages import ROOT

PAGE = (ROOT / "docs" / "frameworks.rst").read_text()
EXAMPLES = ROOT / "examples"
INCLUDED = [Path(one) for one in re.findall(r"\.\. literalinclude:: \.\./(.+)", PAGE)]

# The other plugins that are installed here would take half of the time.
PYTEST = "-m pytest -p mocktr -p no:cacheprovider"


class Run(NamedTuple):
    """How the tests of a file are run, with what follows `python`."""

    file: str
    arguments: str


RUNS = {
    "Flask": Run("flask/test_desk.py", PYTEST),
    "FastAPI": Run("fastapi/test_desk.py", PYTEST),
    "an import": Run("imports/test_desk.py", PYTEST),
    "unittest": Run("unittest/test_desk.py", "-W error -m unittest"),
    "Django": Run(
        "django/desk/tests.py", "-W error manage.py test --settings desk.settings_for_tests"
    ),
    "Django with pytest": Run("django/test_desk.py", f"{PYTEST} -p pytest_django.plugin"),
}


SINCE_3_11 = {"FastAPI", "unittest"}
"""By what the framework asks for, and for `enterContext`."""


@pytest.mark.parametrize("name", RUNS)
def test_the_tests_of_an_application_pass(name):
    if name in SINCE_3_11 and sys.version_info < (3, 11):
        pytest.skip("it is for Python 3.11 and later")
    run = RUNS[name]
    written = len(re.findall(r"def test_", (EXAMPLES / run.file).read_text()))

    done = run_python(run.arguments, EXAMPLES / run.file.partition("/")[0])

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert re.search(rf"Ran {written} tests|\b{written} passed", said), said


def run_python(arguments, folder):
    return subprocess.run(
        [sys.executable, *arguments.split()],
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.mark.parametrize("file", [run.file for run in RUNS.values()])
def test_the_page_shows_what_is_run(file):
    assert EXAMPLES.relative_to(ROOT) / file in INCLUDED


def test_the_page_shows_nothing_else():
    shown = {path.parts[1] for path in INCLUDED if len(path.parts) > 2}

    assert [path for path in INCLUDED if not (ROOT / path).is_file()] == []
    # tests/clients/test_frameworks.py runs the others.
    assert shown - {run.file.partition("/")[0] for run in RUNS.values()} <= {"node", "java"}


def test_no_application_knows_of_mocktr():
    sources = [path for path in EXAMPLES.rglob("desk*/*.py") if "test" not in path.name]
    sources += EXAMPLES.glob("*/desk.*")

    assert len(sources) > 8
    assert [path for path in sources if "mocktr" in path.read_text()] == []
