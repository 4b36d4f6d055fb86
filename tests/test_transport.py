"""TaskRouter's hosts answered in process, and what happens to all other hosts."""

import asyncio

import pytest
import requests
import responses
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

import mocktr
from mocktr import HostRefused, OptionError, Sandbox, Server, mock_taskrouter
from mocktr.twilio_client import InProcessClient, ServerClient

ACCOUNT = ("AC" + "a" * 32, "token")
WORKSPACES = "https://taskrouter.twilio.com/v1/Workspaces"


@pytest.mark.parametrize(
    "host",
    [
        "taskrouter.twilio.com",
        "taskrouter.dublin.ie1.twilio.com",
        "taskrouter.au1.twilio.com",
        "TaskRouter.Twilio.com",
    ],
)
def test_every_taskrouter_host_is_answered(host):
    with mock_taskrouter(seed="support"):
        answer = requests.get(f"https://{host}/v1/Workspaces", auth=ACCOUNT, timeout=5)

    assert [one["friendly_name"] for one in answer.json()["workspaces"]] == ["Support"]


def test_payloads_carry_the_host_that_was_asked():
    with mock_taskrouter(seed="support"):
        client = Client(*ACCOUNT, region="ie1", edge="dublin")
        [workspace] = client.taskrouter.v1.workspaces.list()

    assert workspace.url.startswith("https://taskrouter.dublin.ie1.twilio.com/v1/Workspaces/WS")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com/2010-04-01/Accounts.json",
        "https://event-bridge.twilio.com/v1/wschannels",
        "https://twilio.com",
    ],
)
def test_other_twilio_hosts_are_refused_with_a_message(url):
    with mock_taskrouter(seed="support"), pytest.raises(HostRefused) as caught:
        requests.get(url, timeout=5)

    assert f"mocktr stands in for TaskRouter only, so GET {url}" in str(caught.value)


def test_all_other_hosts_pass_through():
    with Server() as elsewhere, mock_taskrouter(seed="support"):
        answer = requests.get(elsewhere.url + "/mocktr/health", timeout=5)

    assert answer.json()["status"] == "ok"


def test_a_host_that_only_looks_like_twilio_passes_through():
    with mock_taskrouter(seed="support"), pytest.raises(requests.ConnectionError):
        requests.get("http://taskrouter.twilio.com.localhost:9/v1", timeout=5)


def test_a_decorated_function_gets_a_fresh_world_at_each_call():
    @mock_taskrouter(seed="support")
    def count_after_creating():
        [workspace] = Client(*ACCOUNT).taskrouter.v1.workspaces.list()
        workspace.workers.create(friendly_name="erin")
        return len(workspace.workers.list())

    assert [count_after_creating(), count_after_creating()] == [5, 5]


def names_of_workspaces():
    answer = requests.get(WORKSPACES, auth=ACCOUNT, timeout=5)
    return [one["friendly_name"] for one in answer.json()["workspaces"]]


def test_a_decorated_coroutine_runs_inside():
    @mock_taskrouter(seed="support")
    async def story():
        return names_of_workspaces()

    assert asyncio.run(story()) == ["Support"]


def test_a_decorated_generator_runs_inside():
    @mock_taskrouter(seed="support")
    def story():
        yield names_of_workspaces()

    assert list(story()) == [["Support"]]


@pytest.mark.parametrize(
    "decorate",
    [mock_taskrouter, lambda function: mock_taskrouter()(type("TestIt", (), {"test": function}))],
)
def test_what_would_be_mocked_in_appearance_only_is_refused(decorate):
    def story():
        """Never called."""

    with pytest.raises(OptionError, match="mock_taskrouter: expected a"):
        decorate(story)


def test_a_given_sandbox_keeps_its_world():
    sandbox = Sandbox(seed="support")
    for _ in range(2):
        with mock_taskrouter(sandbox) as entered:
            [workspace] = Client(*ACCOUNT).taskrouter.v1.workspaces.list()
            workspace.tasks.create(attributes='{"language": "en"}')

    assert entered is sandbox
    assert len(sandbox.tenant(ACCOUNT[0]).account.tasks) == 2


def test_the_inner_of_two_nested_worlds_answers():
    with mock_taskrouter(seed="support"), mock_taskrouter(seed={"workspaces": []}):
        inner = requests.get(WORKSPACES, auth=ACCOUNT, timeout=5).json()

    assert inner["workspaces"] == []


def test_the_users_own_rules_work_beside_ours():
    with responses.RequestsMock() as own:
        own.get("https://example.com/", body="theirs")
        with mock_taskrouter(seed="support"):
            requests.get(WORKSPACES, auth=ACCOUNT, timeout=5).raise_for_status()
            assert requests.get("https://example.com/", timeout=5).text == "theirs"


def test_the_users_own_rules_work_inside_ours():
    with mock_taskrouter(seed="support"), responses.RequestsMock() as own:
        own.get("https://example.com/", body="theirs")

        assert requests.get("https://example.com/", timeout=5).text == "theirs"


def test_errors_reach_the_helper_library_as_its_own_exception():
    with mock_taskrouter(seed="support"), pytest.raises(TwilioRestException) as caught:
        Client(*ACCOUNT).taskrouter.v1.workspaces("WS" + "0" * 32).fetch()

    assert (caught.value.status, caught.value.code) == (404, 20404)


class TestInProcessClient:
    """The helper library's HttpClient that calls the application directly."""

    @pytest.fixture
    def client(self):
        return Client(*ACCOUNT, http_client=InProcessClient(Sandbox(seed="support")))

    def test_the_helper_library_works_through_it(self, client):
        [workspace] = client.taskrouter.v1.workspaces.list()
        task = workspace.tasks.create(attributes='{"language": "es", "name": "Zoë & Søn"}')

        assert task.fetch().attributes == '{"language": "es", "name": "Zoë & Søn"}'
        assert [one.worker_name for one in task.reservations.list()] == ["bob"]

    def test_lists_are_repeated_and_missing_values_left_out(self, client):
        [workspace] = client.taskrouter.v1.workspaces.list()
        task = workspace.tasks.create(attributes='{"language": "es"}')

        found = workspace.tasks.list(assignment_status=["reserved", "pending"], priority=None)

        assert [one.sid for one in found] == [task.sid]

    def test_other_hosts_are_refused(self, client):
        with pytest.raises(HostRefused):
            client.messages.list()


class TestServerClient:
    """Twilio's own HttpClient, led to a server."""

    def test_the_helper_library_follows_pages_on_the_server(self):
        with Server(seed="support") as server:
            client = Client(*ACCOUNT, http_client=ServerClient(server.url))
            [workspace] = client.taskrouter.v1.workspaces.list()
            names = [one.friendly_name for one in workspace.workers.stream(page_size=1)]

        assert names == ["alice", "bob", "carol", "dave"]
        assert workspace.url.startswith(server.url)

    def test_other_hosts_are_refused(self):
        client = Client(*ACCOUNT, http_client=ServerClient("http://127.0.0.1:9"))

        with pytest.raises(HostRefused):
            client.messages.list()


def test_the_public_names_are_loaded_when_they_are_used():
    assert set(mocktr.__all__) == set(mocktr.HOMES) | {"__version__"} == set(dir(mocktr))
    assert all(getattr(mocktr, name) for name in mocktr.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        mocktr.Nothing  # noqa: B018
