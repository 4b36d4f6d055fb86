"""The user's own rules of `responses` beside ours, and the adapters of a session."""

import pytest
import requests
import responses
from requests.adapters import BaseAdapter, HTTPAdapter
from responses import matchers

from mocktr import HostRefused, mock_taskrouter

from .callers import ACCOUNT, WORKSPACES, names, world

ELSEWHERE = "https://example.com/"
MESSAGES = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"


def get(url, **options):
    return requests.get(url, auth=ACCOUNT, timeout=5, **options)


def test_the_users_rules_around_ours_go_on():
    with responses.RequestsMock() as own, mock_taskrouter(seed=world("Support")):
        own.get(ELSEWHERE, body="theirs")

        assert get(ELSEWHERE).text == "theirs"
        assert names() == ["Support"]
        assert [call.request.url for call in own.calls] == [ELSEWHERE]


def test_ours_go_on_around_the_users_rules():
    with mock_taskrouter(seed=world("Support")), responses.RequestsMock() as own:
        own.get(ELSEWHERE, body="theirs")

        assert get(ELSEWHERE).text == "theirs"
        assert names() == ["Support"]
        assert len(own.calls) == 1


def test_a_decorated_function_may_have_the_users_rules_too():
    @responses.activate
    @mock_taskrouter(seed=world("Support"))
    def ours_inside():
        responses.get(ELSEWHERE, body="theirs")
        return get(ELSEWHERE).text, names()

    @mock_taskrouter(seed=world("Support"))
    @responses.activate
    def ours_outside():
        responses.get(ELSEWHERE, body="theirs")
        return get(ELSEWHERE).text, names()

    assert ours_inside() == ours_outside() == ("theirs", ["Support"])


def test_what_the_users_rules_refuse_stays_refused():
    with (
        mock_taskrouter(seed=None),
        responses.RequestsMock(),
        pytest.raises(requests.ConnectionError, match="refused by Responses"),
    ):
        get(ELSEWHERE)


@pytest.mark.parametrize("ours_first", [True, False])
def test_a_rule_for_another_twilio_host_answers_there(ours_first):
    """So the rest of an application's Twilio can be mocked."""
    ours, own = mock_taskrouter(seed=world("Support")), responses.RequestsMock()
    with ours if ours_first else own, own if ours_first else ours:
        own.post(MESSAGES, json={"sid": "SM1"}, status=201)

        assert requests.post(MESSAGES, data={"Body": "x"}, timeout=5).json() == {"sid": "SM1"}
        with pytest.raises(HostRefused):
            get(MESSAGES)


def test_a_rule_for_a_url_of_taskrouters_comes_before_ours():
    """So an outage of one resource can be had without a world for it; all others answer."""
    with mock_taskrouter(seed=world("Support")), responses.RequestsMock() as own:
        query = [matchers.query_param_matcher({"FriendlyName": "down"})]
        own.get(WORKSPACES, status=503, match=query)

        assert get(WORKSPACES, params={"FriendlyName": "down"}).status_code == 503
        assert names() == ["Support"]
        assert len(own.calls) == 1


def test_an_adapters_retries_are_made(monkeypatch):
    """With the helper library's `max_retries`, for one."""
    answers = [(503, [], b""), (200, [("X-Last", "yes")], b"done")]
    monkeypatch.setattr("mocktr.interception.through_requests.ask", lambda *args: answers.pop(0))
    session = requests.Session()
    session.mount(
        "https://",
        HTTPAdapter(max_retries=requests.adapters.Retry(total=1, status_forcelist=[503])),
    )
    with mock_taskrouter(seed=None):
        answer = session.get(WORKSPACES, timeout=5)

    assert (answer.text, answer.headers["X-Last"]) == ("done", "yes")


def test_an_adapter_that_goes_elsewhere_is_left_alone():
    """A test double of the user's, for example."""

    class Double(BaseAdapter):
        def send(self, request, **options):
            answer = requests.Response()
            answer.status_code = 418
            return answer

        def close(self):
            """Nothing is open."""

    session = requests.Session()
    session.mount("https://taskrouter.twilio.com", Double())
    with mock_taskrouter(seed=None):
        assert session.get(WORKSPACES, timeout=5).status_code == 418


@pytest.mark.parametrize(
    "body", ["FriendlyName=New", b"FriendlyName=New", iter([b"Friendly", b"Name=New"])]
)
def test_a_body_may_be_text_bytes_or_chunks(body):
    with mock_taskrouter(seed=None):
        answer = requests.post(
            WORKSPACES,
            data=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            auth=ACCOUNT,
            timeout=5,
        )

    assert answer.json()["friendly_name"] == "New"


def test_credentials_may_stand_in_the_url():
    url = WORKSPACES.replace("//", "//{}:{}@".format(*ACCOUNT))
    with mock_taskrouter(seed=world("Support"), tenants="many"):
        [workspace] = requests.get(url, timeout=5).json()["workspaces"]

    assert workspace["account_sid"] == ACCOUNT[0]


def test_a_session_that_outlives_the_block_is_as_before():
    session = requests.Session()
    with mock_taskrouter(seed=None):
        session.get(WORKSPACES, auth=ACCOUNT, timeout=5).raise_for_status()
        detour = session.get_adapter(WORKSPACES)
        detour.close()

    assert session.get_adapter(WORKSPACES) is detour.adapter
    with responses.RequestsMock() as own:
        own.get(WORKSPACES, body="theirs")
        assert session.get(WORKSPACES, timeout=5).text == "theirs"
        prepared = requests.Request("GET", WORKSPACES).prepare()
        assert detour.send(prepared).text == "theirs"
