"""`mocktr pull`, as a user calls it."""

import os
import subprocess
import sys

import pytest
import responses
from click.testing import CliRunner

from mocktr import Server
from mocktr.cli import main
from tests.seed.portrait import loaded, portrait

ACCOUNT = "AC" + "a" * 32
SEED = {
    "workspaces": [
        {
            "friendly_name": "Büro 🙂",
            "workers": [
                {"friendly_name": "alice", "attributes": {"phone": "+14155550123", "tier": 1}},
                {"friendly_name": "bob", "attributes": {"phone": "+14155550124", "tier": 2}},
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def server():
    with Server(seed=SEED) as server:
        yield server


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
    return {**kept, **more}


KNOWN = environment(TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN="token")


def pull(*arguments, env=KNOWN):
    command = (sys.executable, "-m", "mocktr", "pull", *arguments)
    return subprocess.run(command, capture_output=True, env=env, check=False, timeout=60)


def test_the_seed_goes_out_and_all_else_to_the_side(server):
    """Also where the terminal knows ASCII only."""
    result = pull("--url", server.url, env={**KNOWN, "LC_ALL": "C", "PYTHONUTF8": "0"})

    world = server.sandbox.tenant(ACCOUNT).account
    assert result.returncode == 0
    assert portrait(loaded(result.stdout.decode())) == portrait(world)
    assert result.stderr.decode(errors="replace").splitlines()[-1] == (
        "warning: phone: looks like a phone number or an e-mail address for 2 workers; "
        "--mask phone hides it"
    )


def test_options_reach_the_pull(server, tmp_path):
    path = tmp_path / "seed.yaml"

    result = pull(
        *("--url", server.url, "--workspace", "Büro 🙂", "--mask", "phone", "--mask-names"),
        *("--account-sid", ACCOUNT, "--auth-token", "other", "--output", str(path)),
    )

    assert (result.returncode, result.stdout) == (0, b"")
    assert path.read_text("utf-8").endswith(
        "    workers:\n"
        "      - friendly_name: masked-1\n"
        "        activity: Offline\n"
        "        attributes:\n"
        "          phone: '+15550000001'\n"
        "          tier: 1\n"
        "      - friendly_name: masked-2\n"
        "        activity: Offline\n"
        "        attributes:\n"
        "          phone: '+15550000002'\n"
        "          tier: 2\n"
    )
    assert b"warning" not in result.stderr


def run(*arguments, **known):
    env = {"TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None, **known}
    return CliRunner().invoke(main, ["pull", *arguments], env=env)


@pytest.mark.parametrize("known", [{}, {"TWILIO_ACCOUNT_SID": ACCOUNT}])
def test_without_credentials_it_says_where_they_come_from(known):
    result = run(**known)

    assert result.exit_code == 1
    assert result.stderr == "Error: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN\n"


def test_what_goes_wrong_is_one_line_and_nothing_is_written(server, tmp_path):
    path = tmp_path / "seed.yaml"
    known = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "token"}

    result = run("--url", server.url, "--workspace", "Nowhere", "--output", str(path), **known)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: there is no workspace Nowhere; there are WS")
    assert not path.exists()


def test_a_file_that_can_not_be_written_is_one_line(server, tmp_path):
    known = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "token"}

    result = run("--url", server.url, "--output", str(tmp_path / "no" / "seed.yaml"), **known)

    assert result.exit_code == 1
    assert "Could not open file" in result.stderr


@responses.activate
def test_a_seed_that_does_not_load_is_written_and_ends_in_an_error():
    home = "https://taskrouter.twilio.com/v1/Workspaces"
    here = {"sid": "WS" + "1" * 32, "friendly_name": "Without activities"}
    for url, rows in [(home, [here])] + [
        (f"{home}/{here['sid']}/{segment}", [])
        for segment in ("Activities", "TaskChannels", "TaskQueues", "Workflows", "Workers")
    ]:
        responses.get(url, json={"rows": rows, "meta": {"key": "rows"}})

    result = run(TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN="token")

    assert result.exit_code == 1
    assert "friendly_name: Without activities" in result.stdout
    assert "Error: the seed is written, but can't be loaded: seed: workspaces[0].activities: " in (
        result.stderr
    )


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("twilio", "Error: Twilio's helper library is needed: pip install 'mocktr[twilio]'"),
        ("mocktr.pull.masks", "ModuleNotFoundError"),
    ],
)
def test_a_missing_library_is_told_of_only_if_it_is_twilios(missing, said):
    code = (
        f"import sys; sys.modules[{missing!r}] = None; from mocktr.cli import main; main(['pull'])"
    )

    result = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, env=KNOWN, check=False
    )

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith(said)


def test_no_other_command_needs_the_helper_library():
    code = (
        "import sys; sys.modules['twilio'] = None; "
        "from mocktr.cli import main; main(['check', 'support'])"
    )

    result = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stdout) == (0, "support: ok\n")
