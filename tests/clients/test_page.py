"""docs/clients.rst: what it says is run here is run, and the rest says that it is not."""

import re
import subprocess

import pytest

from mocktr import Server

from .test_story import HERE, PLAYERS, ROOT, require_node

PAGE = (ROOT / "docs" / "clients.rst").read_text()
DEFAULT_URL = "http://127.0.0.1:8275"

MARKED = r"^(.*)\n\n(?:\.\. (?:run by|not run): .+\n\n)"
BLOCK = re.compile(rf"{MARKED}\.\. code-block:: (\w+)\n\n((?:   .*\n|\n)+)", re.M)
BLOCKS = [
    (mark, language, re.sub(r"^   ", "", block, flags=re.M))
    for mark, language, block in BLOCK.findall(PAGE)
]


def blocks(language):
    return [block for _, found, block in BLOCKS if found == language]


@pytest.mark.parametrize(("mark", "language"), [block[:2] for block in BLOCKS])
def test_every_snippet_is_run_here_or_says_that_it_is_not(mark, language):
    run = language in ("python", "javascript")

    assert mark.lower().endswith("run here:")
    assert (mark == "Not run here:") is not run


@pytest.mark.parametrize("snippet", blocks("python"))
def test_the_snippets_in_python_run(snippet):
    with Server(seed="support") as server:
        found = {}
        exec(snippet.replace(DEFAULT_URL, server.url), found)

    assert found["workspace"].friendly_name == "Support"


@pytest.mark.parametrize("snippet", blocks("javascript"))
def test_the_snippets_in_node_run(snippet):
    require_node()
    with Server(seed="support") as server:
        program = snippet.replace(DEFAULT_URL, server.url) + "\nconsole.log(workspace.friendlyName)"
        done = subprocess.run(
            ["node", "--input-type=module", "--eval", program],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert (done.stdout, done.stderr) == ("Support\n", "")


@pytest.mark.parametrize("name", PLAYERS)
def test_the_variables_are_those_that_the_story_is_played_with(name):
    [row] = re.findall(rf"^{name.title()}  .*", PAGE, re.M)

    assert re.findall(r"``(\w+)``", row) == [PLAYERS[name].proxy, PLAYERS[name].ca]
    assert row.endswith("  run here")
