"""Errors in Twilio's envelope, whatever went wrong (sources: rest)."""

import pytest

from mocktr import Sandbox
from mocktr.core.resources.activity import Activity

from .client import HOST, NOBODY, Client, refusal


def test_an_error_has_exactly_four_keys(client):
    answer = client.get(f"/Workspaces/WS{NOBODY}")

    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.body == {
        "code": 20404,
        "message": f"The requested resource /Workspaces/WS{NOBODY} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }


COLLECTIONS = [
    "Activities/WA",
    "Events/EV",
    "Tasks/WT",
    "TaskChannels/TC",
    "TaskQueues/WQ",
    "Workers/WK",
    "Workflows/WW",
]


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("tail", [NOBODY, "1", "", NOBODY + "00", "g" * 32])
def test_unknown_and_malformed_sids_are_not_found_by_the_path_that_was_asked(
    client, workspace, collection, tail
):
    path = f"/Workspaces/{workspace['sid']}/{collection}{tail}"

    assert refusal(client.get(f"{path}?PageSize=1"), 404, 20404) == (
        f"The requested resource {path} was not found"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/Workspaces/WS1",
        f"/Workspaces/WS{NOBODY}/Workers",
        f"/Workspaces/WS{NOBODY}/Tasks/WT{NOBODY}/Reservations",
        f"/Workspaces/WS{NOBODY}/Workers/WK{NOBODY}/Channels/voice",
        "/Workspaces/TaskQueues",
        "/Nothing",
        "/Workspaces/a%20b",
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
def test_missing_parents_and_unknown_paths_are_not_found(client, method, path):
    answer = client.ask(method, path)

    assert answer.status in (404, 405)
    if answer.status == 404:
        shown = path.replace("%20", " ")
        assert refusal(answer, 404, 20404) == f"The requested resource {shown} was not found"


@pytest.mark.parametrize("path", ["/", "/v1", "/v10/Workspaces", "/v2/Workspaces", "/favicon.ico"])
def test_paths_outside_of_the_api_are_not_found_as_they_are(client, path):
    answer = client.ask("GET", HOST + path)

    assert refusal(answer, 404, 20404) == f"The requested resource {path} was not found"


def test_a_sid_of_another_kind_is_not_found(client, workspace, worker):
    url = f"{workspace['links']['tasks']}/{worker['sid']}"

    assert refusal(client.get(url), 404, 20404)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_updates_are_posts(client, workspace, method):
    assert refusal(client.ask(method, workspace["url"]), 405, 20004) == "Method not allowed"


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/Workspaces"), ("PUT", "/Workspaces"), ("POST", "/Workspaces/WS1/Events")],
)
def test_a_method_that_a_path_has_not_is_not_allowed(client, method, path):
    answer = client.ask(method, path)

    assert refusal(answer, 405, 20004)
    assert answer.headers["Content-Type"].startswith("application/json")


def test_a_body_above_eight_megabytes_is_too_large(client, workspace, unchanged):
    answer = client.ask("POST", workspace["url"], b"FriendlyName=x&Big=" + b"x" * 2**23)

    assert "8388608 bytes" in refusal(answer, 413, 20413)
    assert unchanged()


def test_a_form_of_more_than_ten_thousand_parameters_is_refused(client, workspace, unchanged):
    form = "&".join(f"p{number}=x" for number in range(9_999))

    assert (
        client.ask("POST", workspace["url"], f"{form}&FriendlyName=Support".encode()).status == 200
    )
    answer = client.ask("POST", workspace["url"], f"{form}&FriendlyName=x&more=x".encode())
    assert "at most 10,000 parameters" in refusal(answer, 400, 20001)


@pytest.mark.parametrize(
    "path",
    [
        "/v1//Workspaces",
        "//v1/Workspaces",
        "/v1/Workspaces/",
        "/v1/Workspaces//",
        "///v1///Workspaces///",
    ],
)
def test_repeated_and_trailing_slashes_are_ignored_without_a_redirect(client, path):
    answer = client.ask("GET", HOST + path)

    assert answer.status == 200
    assert "//" not in answer.text.replace("http://", "")


@pytest.mark.parametrize("path", ["/v1//Workspaces", "//v1/Workspaces", "///v1///Workspaces"])
def test_repeated_slashes_are_ignored_by_a_create_too(client, path):
    answer = client.ask("POST", HOST + path, {"FriendlyName": "Support"})

    assert answer.status == 201
    assert "//" not in answer.text.replace("http://", "")


def test_slashes_are_ignored_inside_a_path_too(client, workspace):
    url = workspace["url"].replace("/Workspaces/", "//Workspaces//") + "//Workers/"

    assert client.read(url)["meta"]["url"].startswith(workspace["links"]["workers"] + "?")


def test_head_is_a_get_without_a_body(client, workspace):
    answer = client.ask("HEAD", workspace["url"])

    assert (answer.status, answer.text) == (200, "")


def test_a_json_body_is_no_form(client):
    answer = client.ask(
        "POST", "/Workspaces", b'{"FriendlyName": "a"}', {"Content-Type": "application/json"}
    )

    assert refusal(answer) == "Missing required parameter FriendlyName in the post body"


def test_a_form_that_is_not_utf_8_harms_nothing(client):
    answer = client.ask("POST", "/Workspaces", b"FriendlyName=%ff%fe")

    assert answer.status == 201


def test_parameters_of_a_post_are_not_read_from_the_query(client):
    answer = client.ask("POST", "/Workspaces?FriendlyName=a", {})

    assert refusal(answer) == "Missing required parameter FriendlyName in the post body"


def test_the_first_wrong_parameter_is_named_in_the_order_they_were_sent(client, queue):
    first = client.post(queue["url"], TaskOrder="x", MaxReservedWorkers="y")
    second = client.post(queue["url"], MaxReservedWorkers="y", TaskOrder="x")

    assert "parameter TaskOrder" in refusal(first)
    assert "parameter MaxReservedWorkers" in refusal(second)


def test_a_long_value_is_shown_shortened(client, workspace):
    message = refusal(client.post(workspace["url"], EventCallbackUrl="x" * 5000))

    assert "'xxx" in message
    assert len(message) < 250


def test_errors_carry_the_headers_that_browsers_want(client):
    answer = client.get(f"/Workspaces/WS{NOBODY}")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag"


def test_answers_without_content_have_no_body_and_no_cors_headers(client, workspace):
    answer = client.delete(workspace["url"])

    assert (answer.status, answer.text) == (204, "")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_refused_creation_uses_up_no_sid(client, workspace, worker):
    place = workspace["links"]["workers"]
    for form in [{}, {"FriendlyName": "Alice"}, {"FriendlyName": "B", "Attributes": "["}]:
        refusal(client.post(place, **form))

    made = client.create(place, FriendlyName="Bob")

    channels = 5
    assert int(made["sid"][-12:], 16) == int(worker["sid"][-12:], 16) + 1 + channels


def test_a_bug_of_our_own_is_called_that(client, workspace, monkeypatch, caplog):
    monkeypatch.setattr(Activity, "payload", lambda *given: 1 / 0)

    answer = client.get(workspace["links"]["activities"])

    assert "bug in mocktr" in refusal(answer, 500, 20500)
    assert "ZeroDivisionError" in caplog.text


def test_a_request_for_which_there_is_no_memory_is_refused(client, workspace, monkeypatch):
    def none_left(*given):
        raise MemoryError

    monkeypatch.setattr(Activity, "payload", none_left)

    answer = client.get(workspace["links"]["activities"])

    assert "no memory left" in refusal(answer, 503, 20503)


@pytest.mark.parametrize("host", ["localhost:4010", "taskrouter.ie1.twilio.com", "[::1]:80"])
def test_urls_carry_the_host_that_was_asked(sandbox, host):
    client = Client(sandbox)

    # Clients leave the scheme's own port out, so that it has to be said here.
    answer = client.post("/Workspaces", headers={"Host": host}, FriendlyName="Support")
    made = client.insist(answer, 201)

    assert made["url"] == f"http://{host}/v1/Workspaces/{made['sid']}"
    assert made["links"]["tasks"] == made["url"] + "/Tasks"


def test_urls_carry_the_base_that_was_configured():
    with Sandbox(base_url="https://mock.example.com/") as sandbox:
        made = Client(sandbox).create("/Workspaces", FriendlyName="Support")

    assert made["url"] == f"https://mock.example.com/v1/Workspaces/{made['sid']}"
