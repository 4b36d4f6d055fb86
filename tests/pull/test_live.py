"""A live account as a seed: read by the real helper library, from Twilio's hosts or a server."""

import json

import pytest
import responses
from hypothesis import HealthCheck, given, settings
from twilio.base.exceptions import TwilioException

from mocktr import Sandbox, Server, mock_taskrouter
from mocktr.errors import PullError
from mocktr.pull import Live, Masks, pull
from tests.examples import examples
from tests.seed.live import live_worlds
from tests.seed.portrait import loaded, portrait

ACCOUNT, TOKEN = "AC" + "a" * 32, "token"
HOST = "https://taskrouter.twilio.com/v1"


@pytest.fixture(scope="module")
def server():
    with Server() as server:
        yield server


def pulled(url=None, *wanted, everything=False, masks=None, account=ACCOUNT):
    live = Live(account, TOKEN, url)
    return pull(live, wanted, everything, masks or Masks(), lambda text: None)


# --- the same world again ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["minimal", "support", "contact_center"])
def test_a_shipped_world_is_pulled_from_a_server_and_made_again(name):
    with Server(seed=name) as server:
        found = pulled(server.url)
        world = server.sandbox.tenant(ACCOUNT).account

    assert portrait(loaded(found.text)) == portrait(world)
    assert (found.warnings, found.mistake) == ([], None)


@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(account=live_worlds(acting=False))
def test_whatever_a_server_holds_is_pulled_and_made_again(server, account):
    server.sandbox.tenant(ACCOUNT).account = account

    found = pulled(server.url, everything=True)

    assert portrait(loaded(found.text)) == portrait(account)
    assert found.mistake is None


def test_twilios_own_hosts_are_asked_unless_told_otherwise():
    with mock_taskrouter(seed="support") as taskrouter:
        found = pulled()
        world = taskrouter.tenant.account

    assert portrait(loaded(found.text)) == portrait(world)


def test_the_same_world_gives_the_same_bytes():
    with Server(seed="contact_center") as server:
        assert pulled(server.url) == pulled(server.url)


def test_large_lists_are_read_to_their_end_wherever_their_pages_say_they_are():
    queues = [{"friendly_name": f"Queue {number}"} for number in range(1001)]
    seed = {"workspaces": [{"friendly_name": "Large", "task_queues": queues}]}
    with Server(seed=seed, base_url="https://elsewhere.example") as server:
        world = server.sandbox.tenant(ACCOUNT).account

        found = pulled(server.url)

    assert portrait(loaded(found.text)) == portrait(world)


def test_a_pull_changes_nothing():
    with Server(seed="support") as server:
        account = server.sandbox.tenant(ACCOUNT).account
        before = portrait(account), account.sids.count

        pulled(server.url)

        assert (portrait(account), account.sids.count) == before
        assert account.events == []


def test_progress_is_told():
    workers = [{"friendly_name": f"Worker {number}"} for number in range(200)]
    told = []
    with Server(seed={"workspaces": [{"friendly_name": "Here", "workers": workers}]}) as server:
        pull(Live(ACCOUNT, TOKEN, server.url), (), False, Masks(), told.append)

    assert told == [
        "Here: 200 workers",
        "  channels of 100 of 200 workers",
        "  channels of 200 of 200 workers",
        "Here: 0 workflows",
        "Here: 0 task queues",
        "Here: 5 task channels",
        "Here: 3 activities",
    ]


# --- which workspaces --------------------------------------------------------------------------

SEVERAL = {
    "workspaces": [
        {"friendly_name": "One", "sid": "WS" + "1" * 32},
        {"friendly_name": "Two", "sid": "WS" + "2" * 32},
        {"friendly_name": "Two", "sid": "WS" + "3" * 32},
    ]
}


@pytest.fixture
def several():
    with Server(seed=SEVERAL) as server:
        yield server.url


@pytest.mark.parametrize(
    ("wanted", "everything", "names"),
    [
        (["One"], False, ["One"]),
        (["WS" + "2" * 32], False, ["Two"]),
        (["WS" + "3" * 32, "One"], False, ["One", "Two"]),
        ([], True, ["One", "Two", "Two"]),
    ],
)
def test_workspaces_are_chosen_by_sid_or_name(several, wanted, everything, names):
    account = loaded(pulled(several, *wanted, everything=everything).text)

    assert [one.friendly_name for one in account.workspaces.values()] == names


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ([], "say which --workspace to pull, or --all; there are WS11111111111111111111111111111111"
             " (One), WS22222222222222222222222222222222 (Two), WS3"),
        (["Three"], "there is no workspace Three; there are WS1"),
        (["WS" + "9" * 32], f"there is no workspace WS{'9' * 32}; there are WS1"),
        (["Two"], "2 workspaces are named Two; there are WS1"),
    ],
)  # fmt: skip
def test_a_choice_that_can_not_be_names_the_workspaces_there_are(several, wanted, message):
    with pytest.raises(PullError) as refused:
        pulled(several, *wanted)

    assert str(refused.value).startswith(message)


def test_an_account_without_workspaces_has_nothing_to_pull(server):
    with pytest.raises(PullError, match="or --all; there are none"):
        pulled(server.url, account="AC" + "c" * 32)


# --- what a live account answers ---------------------------------------------------------------


def test_wrong_credentials_are_told_of():
    with (
        Server(strict_auth=True, auth_token="secret") as server,
        pytest.raises(PullError) as refused,
    ):
        pulled(server.url)

    assert str(refused.value) == (
        "refused with status 401: Authenticate; check the account SID and the auth token"
    )


def test_an_address_where_nobody_answers_is_told_of():
    with pytest.raises(PullError, match=r"no answer: .*port=9"):
        pulled("http://127.0.0.1:9")


@responses.activate
@pytest.mark.parametrize(
    ("status", "message"),
    [(200, "the answer is not Twilio's: "), (500, "refused with status 500: no reason")],
)
def test_an_answer_that_is_not_twilios_is_told_of(status, message):
    responses.get(f"{HOST}/Workspaces", "<html>", status=status)

    with pytest.raises(PullError, match=message):
        pulled()


@responses.activate
def test_an_error_of_the_helper_library_itself_is_told_of():
    responses.get(f"{HOST}/Workspaces", body=TwilioException("no such region"))

    with pytest.raises(PullError, match="no such region"):
        pulled()


def listing(key, *rows):
    return {key: list(rows), "meta": {"key": key, "next_page_url": None}}


@responses.activate
def test_a_request_for_which_twilio_has_no_time_is_repeated():
    busy = responses.get(f"{HOST}/Workspaces", json={}, status=429)
    responses.get(f"{HOST}/Workspaces", json=listing("workspaces"))

    with pytest.raises(PullError, match="there are none"):
        pulled()

    assert busy.call_count == 1


@responses.activate
def test_what_no_world_can_have_is_left_out_and_stays_in_comments():
    """And half an emoji is no reason to fail."""
    here = {"sid": "WS" + "1" * 32, "friendly_name": "Flex \ud83d", "multi_task_enabled": True}
    home = f"{HOST}/Workspaces/{here['sid']}"
    activity = {"sid": "WA" + "1" * 32, "friendly_name": "Away", "available": False}
    queue = {"sid": "WQ" + "1" * 32, "friendly_name": "All", "target_workers": None}
    gone = {"task_routing": {"default_filter": {"queue": "WQ" + "9" * 32}}}
    workflow = {"sid": "WW" + "1" * 32, "friendly_name": "Old", "configuration": json.dumps(gone)}
    responses.get(f"{HOST}/Workspaces", json=listing("workspaces", here))
    responses.get(f"{home}/Activities", json=listing("activities", activity))
    responses.get(f"{home}/TaskChannels", json=listing("channels"))
    responses.get(f"{home}/TaskQueues", json=listing("task_queues", queue))
    responses.get(f"{home}/Workflows", json=listing("workflows", workflow))
    responses.get(f"{home}/Workers", json=listing("workers"))

    found = pulled()

    assert found.text == (
        f'# workspace "Flex \ufffd": workflow "Old" is left out: task_routing.default_filter.queue:'
        f" there is no task queue WQ{'9' * 32}\n"
        "workspaces:\n"
        "  - friendly_name: Flex \ufffd\n"
        "    defaults: false\n"
        "    activities:\n"
        "      - friendly_name: Away\n"
        "    task_queues:\n"
        "      - friendly_name: All\n"
        "\n"
        "# Left out:\n"
        "# workspaces:\n"
        "#   - friendly_name: Flex \ufffd\n"
        "#     workflows:\n"
        "#       - friendly_name: Old\n"
        "#         configuration:\n"
        "#           task_routing:\n"
        "#             default_filter:\n"
        f"#               queue: WQ{'9' * 32}\n"
        "#\n"
    )
    assert len(found.warnings) == 1
    assert found.mistake is None
    assert len(loaded(found.text).workspaces) == 1


@responses.activate
def test_a_seed_that_can_not_be_loaded_is_written_and_told_of():
    here = {"sid": "WS" + "1" * 32, "friendly_name": "Without activities"}
    home = f"{HOST}/Workspaces/{here['sid']}"
    responses.get(f"{HOST}/Workspaces", json=listing("workspaces", here))
    for segment in ("Activities", "TaskChannels", "TaskQueues", "Workflows", "Workers"):
        responses.get(f"{home}/{segment}", json=listing("items"))

    found = pulled()

    assert "Without activities" in found.text
    assert found.mistake == (
        "seed: workspaces[0].activities: expected at least one activity, since defaults is false"
    )


def test_the_seed_of_a_pull_is_a_seed_of_a_sandbox(tmp_path):
    with Server(seed="support") as server:
        (tmp_path / "pulled.yaml").write_text(pulled(server.url).text)

    with Sandbox(seed=tmp_path / "pulled.yaml", tenants="one") as sandbox:
        [workspace] = sandbox.only.account.workspaces.values()

    assert workspace.friendly_name == "Support"
