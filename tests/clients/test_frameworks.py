"""The applications of docs/frameworks.rst that are not in Python, and their tests."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .test_languages import COMMANDS as LED
from .test_languages import PROGRAMS, require
from .test_story import ROOT

PAGE = (ROOT / "docs" / "frameworks.rst").read_text()
EXAMPLES = ROOT / "examples"
NODE = EXAMPLES / "node"
RUNS = {
    "with-node-test.test.mjs": "node --test with-node-test.test.mjs",
    "with-vitest.test.mjs": "node_modules/.bin/vitest run",
}
COMMANDS = re.findall(r"^ +\$ sh with-mocktr.sh desk.yaml (.+)$", PAGE, re.M)
LANGUAGES = {"java": "Java", "sh": "PHP", "ruby": "Ruby", "go": "Go"}
"""By the first word of the command."""
ASKS = "from twilio.rest import Client; print(Client().taskrouter.v1.workspaces.list())"


def run(command, folder, **variables):
    """What a program says that ends well."""
    done = start(command, folder, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def start(command, folder, **variables):
    """A program that has ended, and found `mocktr` where this Python is."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        command,
        env={"PATH": path, "NO_COLOR": "1", **variables},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def beside_mocktr(*command):
    return ["sh", EXAMPLES / "with-mocktr.sh", EXAMPLES / "desk.yaml", *command]


@pytest.mark.parametrize("file", RUNS)
def test_the_tests_in_node_pass(file):
    if shutil.which("node") is None or not (NODE / "node_modules").is_dir():
        pytest.skip("what the application needs is not installed: run `make clients`")
    written = len(re.findall(r"^test\(", (NODE / file).read_text(), re.M))

    said = run(RUNS[file].split(), NODE)

    assert re.search(rf"pass {written}$|Tests  {written} passed", said, re.M), said


def test_a_command_is_led_to_the_mocktr_beside_it():
    assert "Workspace" in run(beside_mocktr(sys.executable, "-c", ASKS), EXAMPLES)


def test_its_mocktr_ends_with_it_and_its_status_is_that_of_the_command(tmp_path):
    done = start(beside_mocktr("sh", "-c", "exit 3"), EXAMPLES, TMPDIR=str(tmp_path))

    assert done.returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_no_command_is_run_where_there_is_no_world(tmp_path):
    script = ["sh", EXAMPLES / "with-mocktr.sh", "missing.yaml", "echo", "run"]

    done = start(script, EXAMPLES, TMPDIR=str(tmp_path))

    assert done.returncode not in (0, 130)
    assert (done.stdout, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.parametrize("command", COMMANDS)
def test_so_is_each_that_the_page_has(command, tmp_path):
    language = LANGUAGES[command.split()[0]]
    require(language)
    if "MOCKTR_EVERY_CLIENT" not in os.environ:
        pytest.skip("takes a while to compile: run `make clients`")
    folder = EXAMPLES / "java" if language == "Java" else PROGRAMS

    said = run(beside_mocktr(*shlex.split(command)), folder, HOME=str(tmp_path))

    assert ("2 passed\n" if language == "Java" else "Help desk") in said


def test_the_page_has_one_for_each_language_that_is_led_here():
    assert {LANGUAGES[command.split()[0]] for command in COMMANDS} == set(LED)
