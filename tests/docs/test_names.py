"""What the pages name exists: commands, methods, options, files."""

import re

import pytest

from mocktr.cli import load
from mocktr.commands import COMMANDS
from mocktr.fixture.taskrouter import TaskRouter

from .pages import PAGES, ROOT

by_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
ATTRIBUTES = {"client", "account_sid", "auth_token", "url", "sandbox", "tenant"}
"""What the fixture has besides its methods."""


def pattern(declared):
    return re.sub(r"<\w+>", "[^/]+", f"{declared.method} /mocktr/{declared.path}")


@by_page
def test_every_admin_command_exists(path):
    named = re.findall(r"``((?:GET|PUT|POST|DELETE) /mocktr/[\w/{}.-]+)", path.read_text())

    known = "|".join(map(pattern, COMMANDS))
    assert [one for one in named if not re.fullmatch(known, one)] == []


@by_page
def test_every_method_of_the_fixture_exists(path):
    named = set(re.findall(r"\btaskrouter\.([a-z]\w*)", path.read_text()))

    # The same word is a host of Twilio's, a member of its client, and the prefix of the time.
    others = {"twilio", "v1", "base_url", "baseUrl", "dublin", "js", "yaml"}
    others |= {"currentTime", "currentHour", "currentMin", "dayOfWeek"}
    assert {name for name in named - ATTRIBUTES - others if not hasattr(TaskRouter, name)} == set()


@by_page
def test_every_option_of_a_command_exists(path):
    for command, option in re.findall(r"``mocktr (\w+)[^`]*?(--[a-z-]+)", path.read_text()):
        declared = load(command).params
        ours = {name for one in declared for name in (*one.opts, *one.secondary_opts)}
        assert option in ours | {"--help"} or command == "ctl", f"mocktr {command} {option}"


@by_page
def test_every_file_exists(path):
    named = re.findall(r"``((?:docs|tests|mocktr|fixtures)/[\w./]*\w)/?``", path.read_text())

    made = {"docs/_build", "docs/_build/screenshots"}
    assert {name for name in named if not (ROOT / name).exists()} - made == set()
