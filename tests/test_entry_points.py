"""What each way in loads: nothing that it does not need."""

import subprocess
import sys

import pytest

FRAMEWORKS = {"flask", "werkzeug", "jinja2", "waitress"}
HEAVY = FRAMEWORKS | {"marshmallow", "ply", "yaml", "sortedcontainers"}
CLIENTS = {"requests", "responses", "twilio"}


def loaded(code):
    """The packages that are loaded after running this."""
    told = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run((sys.executable, "-c", told), capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "name", ["mocktr.cli", "mocktr.cli.ctl", "mocktr.cli.explain", "mocktr.commands"]
)
def test_a_client_of_a_server_loads_nothing_of_one(name):
    assert loaded(f"import {name}") & (HEAVY | CLIENTS) == set()


def test_help_and_version_load_no_subcommand():
    code = (
        "import sys\n"
        "from mocktr.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "main(['--version'], standalone_mode=False)\n"
        "assert not {f'mocktr.cli.{name}' for name in main.commands} & set(sys.modules)"
    )

    assert "click" in loaded(code)


def test_the_help_of_ctl_loads_nothing_of_a_server():
    code = "from mocktr.cli.ctl import ctl; ctl(['--help'], standalone_mode=False)"

    assert loaded(code) & (HEAVY | CLIENTS) == set()


@pytest.mark.parametrize("name", ["mocktr", "mocktr.pytest_plugin"])
def test_who_does_not_use_it_yet_loads_nothing_but_it(name):
    assert loaded(f"import {name}") & (HEAVY | CLIENTS | {"click"}) == set()


@pytest.mark.parametrize("name", ["mocktr.fixture", "mocktr.fixture.mock", "mocktr.wsgi"])
def test_what_needs_no_port_loads_no_server_for_one(name):
    found = loaded(f"import {name}")

    assert "flask" in found
    assert "waitress" not in found


def test_a_server_loads_nothing_that_only_callbacks_need():
    """The libraries of the way out would be a fourth of the start."""
    found = loaded("import mocktr.cli.serve")

    assert "waitress" in found
    assert found & CLIENTS == set()
