"""Every snippet of the documentation runs as it stands there, or says why not.

A comment before a code block says what this file can't know: `.. given: CODE` is done before it,
`.. run by: TEST` names another test that runs it, `.. not run: REASON` is for the others. Where a
command installs, sets up or goes on until it is stopped (`pip`, `make`, `mocktr serve`, `mocktr
pull`), only its words are checked.
"""

import configparser
import contextlib
import fnmatch
import io
import json
import re
import shlex
import shutil
import subprocess

import click
import pytest
import yaml
from click.testing import CliRunner

from mocktr import Sandbox, Server, cli

from .pages import PAGES, ROOT, SNIPPETS

DEFAULT_URL = "http://127.0.0.1:8275"
UNMARKED = [one for one in SNIPPETS if not (one.run_by or one.not_run)]


def written_in(language):
    found = [one for one in UNMARKED if one.language == language]
    return pytest.mark.parametrize("snippet", found, ids=[one.place for one in found])


def test_no_snippet_is_overlooked():
    written = sum(path.read_text().count(".. code-block::") for path in PAGES)

    assert len(SNIPPETS) == written


def test_each_language_is_run_by_a_test_of_this_file_or_the_snippet_says_more():
    languages = {one.language for one in UNMARKED}

    assert languages <= {"console", "python", "yaml", "json", "ini"}


@pytest.mark.parametrize(
    "snippet", [one for one in SNIPPETS if one.run_by], ids=lambda snippet: snippet.place
)
def test_the_other_test_that_runs_a_snippet_knows_its_page(snippet):
    page = snippet.place.partition(":")[0]

    assert page in (ROOT / snippet.run_by).read_text()


# --- Python


@written_in("python")
def test_python_runs(snippet, request):
    if re.search(r"^def test_", snippet.text, re.M):
        passes(snippet.text, request.getfixturevalue("run"))
    else:
        prints_what_is_shown(snippet, request)


def passes(source, run):
    """As a file of tests."""
    result = run(source)

    result.assert_outcomes(passed=len(re.findall(r"^ *def test_", source, re.M)))


def prints_what_is_shown(snippet, request):
    """Where comments after `print` show it; dots stand for anything."""
    names = {}
    if "taskrouter." in snippet.text:
        names["taskrouter"] = request.getfixturevalue("taskrouter")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(snippet.given + snippet.text, names)

    for line in re.findall(r"^ *print\(.*\) +# (.+)$", snippet.text, re.M):
        assert fnmatch.filter(printed.getvalue().splitlines(), line.replace("...", "*")), line


# --- a shell


@pytest.fixture
def server():
    with Server(seed="support", tenants="one") as server:
        yield server


@written_in("console")
def test_commands_print_what_is_shown(snippet, server):
    """One after the other; where nothing is shown, it only has to be no error."""
    assert snippet.text.startswith("$ ")
    for example in snippet.text[2:].split("\n$ "):
        line, _, shown = example.partition("\n")
        program, *arguments = shlex.split(line, comments=True)

        printed = PROGRAMS[program](arguments, server, shown.startswith("Error"))

        assert shown.strip() in ("", printed.strip()), line


def mocktr(arguments, server, is_error):
    name = arguments[0]
    if name in ("serve", "pull"):
        # Without what a shell would take.
        words = arguments[1 : arguments.index(">")] if ">" in arguments else arguments[1:]
        cli.main.commands[name].make_context(name, words)
        return ""
    result = CliRunner().invoke(cli.main, arguments, env={"MOCKTR_URL": server.url})
    assert result.exit_code == (2 if is_error else 0), result.output
    return result.output


def curl(arguments, server, is_error):
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    asked = [word.replace(DEFAULT_URL, server.url) for word in arguments]
    done = subprocess.run(["curl", "-sS", "--fail", *asked], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make(arguments, server, is_error):
    [target] = arguments
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)
    return ""


def pip(arguments, server, is_error):
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    [extra] = re.findall(r"\[(\w+)\]", arguments[-1])
    assert arguments[0] == "install"
    assert extra in setup["options.extras_require"]
    return ""


def export(arguments, server, is_error):
    assert all(re.fullmatch(r"[A-Z_]+=.+", word) for word in arguments)
    return ""


PROGRAMS = {"mocktr": mocktr, "curl": curl, "make": make, "pip": pip, "export": export}


def test_an_option_that_serve_does_not_have_is_noticed():
    with pytest.raises(click.NoSuchOption):
        mocktr(["serve", "--sed", "support"], None, False)


# --- data


@written_in("yaml")
def test_seeds_load(snippet):
    with Sandbox(seed=yaml.safe_load(snippet.text), tenants="one") as sandbox:
        [workspace] = sandbox.only.account.workspaces.values()

    assert workspace.friendly_name == "Support"


@written_in("json")
def test_json_is_json(snippet):
    assert isinstance(json.loads(snippet.text), dict)


@written_in("ini")
def test_configurations_are_of_pytest(snippet, request):
    parser = configparser.ConfigParser()
    parser.read_string(snippet.text)

    assert parser["pytest"]
    for name in parser["pytest"]:
        request.config.getini(name)
