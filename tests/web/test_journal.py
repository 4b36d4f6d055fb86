"""Requests in the journal: what it tells of them, and in which order."""

import base64
import json
import threading
from urllib.parse import urlencode

import pytest
import requests

from mocktr import OptionError, Sandbox, Server
from mocktr.journal import Query

from .client import ACCOUNT, IDLE, NOBODY, Client

OTHER = "AC" + "b" * 32


def entries(client, **criteria):
    tenant = client.sandbox.tenant(ACCOUNT)
    found = [one.as_dict() for one in tenant.journal.entries]
    return [one for one in found if all(one[name] == value for name, value in criteria.items())]


def last(client):
    return entries(client)[-1]


def test_a_request_is_told_whole(client, workspace):
    client.post(workspace["links"]["tasks"], Attributes="{", Priority=5)

    entry = last(client)

    assert 0 < entry.pop("wall_ms") < 60_000
    assert entry.pop("wall") > 1_700_000_000
    assert entry == {
        "number": 2,
        "date": "2030-01-07T09:00:00Z",
        "kind": "request",
        "account_sid": ACCOUNT,
        "method": "POST",
        "path": f"/v1/Workspaces/{workspace['sid']}/Tasks",
        "parameters": {"Attributes": "{", "Priority": "5"},
        "if_match": None,
        "status": 400,
        "code": 20001,
        "message": "Invalid value '{' for parameter Attributes: expected a JSON object",
        "virtual_ms": 0,
        "faults": [],
        "by": "client",
        "revision": 4,
        "events": None,
    }


def test_a_request_says_which_version_it_was_for(client, worker):
    """So that it is refused again where the requests are sent once more in their order."""
    for number, version in enumerate(['"0"', '"0"', "*"]):
        client.post(worker["url"], {"If-Match": version}, Attributes=f'{{"a": {number}}}')

    told = [(entry["if_match"], entry["status"]) for entry in entries(client)[-3:]]

    assert told == [('"0"', 200), ('"0"', 412), ("*", 200)]


def test_what_went_well_has_no_code_and_no_message(client, workspace):
    entry = last(client)

    assert (entry["status"], entry["code"], entry["message"]) == (201, None, None)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Nonsense", 404),
        ("DELETE", "/Workspaces", 405),
        ("GET", f"/Workspaces/WS{NOBODY}", 404),
        ("GET", "/Workspaces?PageSize=0", 400),
        ("POST", "/Workspaces", 400),
    ],
)
def test_what_is_refused_is_told_too(client, method, path, status):
    answer = client.ask(method, path)

    entry = last(client)
    assert (entry["method"], entry["status"], status) == (method, answer.status, answer.status)
    assert entry["message"] == answer.message
    assert len(entries(client)) == 1


def test_a_body_that_is_too_large_is_told_without_it(client):
    answer = client.ask("POST", "/Workspaces", b"FriendlyName=" + b"x" * 9_000_000)

    assert last(client)["status"] == answer.status == 413
    assert last(client)["parameters"] == {}


def test_a_path_is_told_as_it_is_read(client):
    client.get("/W%C3%B6rkspaces")

    assert last(client)["path"] == "/v1/Wörkspaces"


def test_a_json_body_that_is_too_large_is_told_without_it(client, workspace):
    path = f"{workspace['links']['task_queues']}/RealTimeStatistics"
    body = json.dumps(["x" * 9_000_000]).encode()

    answer = client.ask("POST", path, body, {"Content-Type": "application/json"})

    assert last(client)["status"] == answer.status == 413


def test_parameters_are_those_of_the_query_and_of_the_body(client, workspace):
    path = f"{workspace['links']['task_queues']}/RealTimeStatistics"
    body = {"queueSids": [f"WQ{NOBODY}"]}

    client.get("/Workspaces", FriendlyName="Sales", PageSize=5)
    client.ask("POST", "/Workspaces?FriendlyName=in%20the%20query", {"FriendlyName": ["a", "b"]})
    client.ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    client.ask("POST", path, b"[1]", {"Content-Type": "application/json"})

    assert [one["parameters"] for one in entries(client)[1:]] == [
        {"FriendlyName": "Sales", "PageSize": "5"},
        {"FriendlyName": ["a", "b"]},
        body,
        {},
    ]


def test_repeated_and_trailing_slashes_are_not_told(client):
    client.ask("GET", "//Workspaces/")

    assert last(client)["path"] == "/v1/Workspaces"


def test_the_durations_are_of_the_wall_and_of_the_virtual_clock(client, workspace):
    """Nothing but a command moves the clock, so one comes here in the middle of a request."""
    tenant = client.sandbox.tenant(ACCOUNT)
    run = tenant.run

    def run_and_advance(operation):
        found = run(operation)
        tenant.advance_by(2500)
        return found

    tenant.run = run_and_advance
    client.create("/Workspaces", FriendlyName="Later")

    entry = last(client)
    assert (entry["date"], entry["virtual_ms"]) == ("2030-01-07T09:00:00Z", 2500)
    assert entry["wall_ms"] > 0


def test_requests_of_strangers_are_in_no_account_journal(client):
    Client(client.sandbox, "nobody").get("/Workspaces")
    client.ask("GET", "/Workspaces", headers={"Authorization": None})
    client.ask("OPTIONS", "/Workspaces")

    assert entries(client) == []


def test_admin_commands_are_not_told(client, workspace):
    client.ask("POST", "http://taskrouter.test/mocktr/scheduler/settle")

    assert len(entries(client)) == 1


def test_each_account_has_a_journal_of_its_own(client, workspace):
    Client(client.sandbox, OTHER).get("/Workspaces")

    assert len(entries(client)) == 1
    assert client.sandbox.tenant(OTHER).journal.count == 1


def test_no_secrets_come_into_the_journal(client, workspace, reservation):
    where = reservation["url"]
    long = "https://admin:hunter2" + "x" * 100 + "@myapp.example"

    client.post(where, Instruction="conference", SipAuthPassword="hunter2")
    client.post("/Workspaces", FriendlyName="A", EventCallbackUrl="https://me:hunter2@my.example")
    client.post("/Workspaces", FriendlyName="B", EventCallbackUrl="ftp://me:hunter2@my.example")
    client.post("/Workspaces", FriendlyName="C", EventCallbackUrl=f"x{long}")
    client.post(workspace["links"]["tasks"], Attributes='{"password": "hunter2"}')
    client.get("/Workspaces?AuthToken=hunter2")

    told = json.dumps(entries(client))
    assert "hunter2" not in told
    assert "Basic" not in told
    assert told.count("***@my.example") == 2
    assert "Invalid value *** for parameter EventCallbackUrl: expected" in told


def test_an_error_without_secrets_quotes_what_came(client):
    client.post("/Workspaces", FriendlyName="A", EventCallbackUrl="nonsense")

    assert "Invalid value 'nonsense' for parameter EventCallbackUrl" in last(client)["message"]


def test_only_the_last_entries_are_kept():
    with Sandbox(journal=3) as sandbox:
        client = Client(sandbox)
        for name in "abcde":
            client.create("/Workspaces", FriendlyName=name)

        assert [one["number"] for one in entries(client)] == [3, 4, 5]


def test_a_journal_may_keep_nothing():
    with Sandbox(journal=0) as sandbox:
        client = Client(sandbox)
        client.get("/Workspaces")

        assert entries(client) == []
    with pytest.raises(OptionError, match=r"journal: expected a number from 0 to 9+, got -1"):
        Sandbox(journal=-1)


def test_a_reset_forgets_the_journal_and_goes_on_counting(client, workspace):
    client.sandbox.tenant(ACCOUNT).reset()
    client.get("/Workspaces")

    assert [one["number"] for one in entries(client)] == [2]


# --- over HTTP -----------------------------------------------------------------------------


def command(client, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    return client.ask(method, f"http://taskrouter.test/mocktr/{path}", data)


def test_the_journal_can_be_asked_by_criteria_and_cleared(client, workspace):
    client.get("/Workspaces")
    client.post("/Workspaces")

    found = command(client, "GET", "journal?method=POST&path=/Workspaces&status=400").body
    rest = command(client, "GET", 'journal?since=1&parameters={"FriendlyName": null}').body

    assert (found["count"], found["last"], found["entries"][0]["number"]) == (1, 3, 3)
    assert [one["number"] for one in rest["entries"]] == [2, 3]
    assert command(client, "DELETE", "journal").body == {"count": 3}
    assert command(client, "GET", "journal").body == {
        "count": 0,
        "last": 3,
        "revision": 7,
        "more": False,
        "dropped": 0,
        "entries": [],
        **IDLE,
    }


def test_the_journal_can_be_verified_from_any_language(client, workspace):
    good = command(client, "POST", "journal/verify", {"path": "/Workspaces", "times": 1})
    bad = command(client, "POST", "journal/verify", {"path": "/Workspaces", "times": 2})

    assert good.body == {"verified": True, "count": 1, "message": None, **IDLE}
    assert (bad.body["verified"], bad.body["count"]) == (False, 1)
    assert bad.body["message"].startswith("expected /Workspaces twice, but it came once\n")


def test_requests_are_verified_unless_told(client, workspace):
    """As in Python: callbacks may go to a path of the same name."""
    client.sandbox.on_event(lambda call: None)
    client.post(workspace["links"]["activities"], FriendlyName="Lunch")

    requests, callbacks, both = (
        command(client, "POST", "journal/verify", {"method": "POST", **kind}).body["count"]
        for kind in ({}, {"kind": "callback"}, {"kind": None})
    )

    assert (requests, callbacks, both) == (2, 1, 3)


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "journal?status=abc", 'status: expected an integer, got "abc"'),
        ("GET", "journal?state=5", "state: unknown argument; there are kind, method, path, "),
        ("POST", "journal/verify?times=-1", "times: expected an integer that is not negative"),
    ],
)
def test_criteria_that_mean_nothing_are_refused(client, workspace, method, path, message):
    answer = command(client, method, path)

    assert answer.status == 400
    assert answer.message.startswith(message)


# --- the order -----------------------------------------------------------------------------


def test_the_requests_of_many_threads_replayed_in_their_order_make_the_same_world():
    """Each number was given in the same hold of the lock as its operation."""
    with Server(seed="support", strict_auth=True, auth_token="token") as server:
        session = requests.Session()
        session.auth = (ACCOUNT, "token")
        [workspace] = session.get(f"{server.url}/v1/Workspaces").json()["workspaces"]
        place = f"{server.url}/v1/Workspaces/{workspace['sid']}"

        def work(number):
            with requests.Session() as mine:
                mine.auth = (ACCOUNT, "token")
                for turn in range(12):
                    task = mine.post(f"{place}/Tasks", {"Attributes": '{"language": "es"}'}).json()
                    mine.post(f"{place}/Tasks/{task['sid']}", {"Priority": str(number)})
                    if turn % 3 == 0:
                        mine.delete(f"{place}/Tasks/{task['sid']}")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.close()
        told = list(server.sandbox.tenant(ACCOUNT).journal.entries)
        world = Client(server.sandbox).world()

    with Sandbox(seed="support") as sandbox:
        again = Client(sandbox)
        for entry in told:
            path = entry.path.removeprefix("/v1")
            form = entry.parameters if entry.method == "POST" else None
            answer = again.ask(entry.method, path, form)
            assert answer.status == entry.status
        assert [one.number for one in told] == list(range(1, len(told) + 1))
        assert again.world() == world


# --- API keys ----------------------------------------------------------------------------------


def test_an_api_key_that_does_not_find_what_its_account_has_is_told_why(client, workspace):
    key = Client(client.sandbox, "SK" + "b" * 32)

    key.get(f"/Workspaces/{workspace['sid']}/Tasks")

    message = last_of(key)["message"]
    assert f"account {ACCOUNT} has this workspace: the API key SK{'b' * 32}" in message
    assert "tenants: one" in message


@pytest.mark.parametrize("username", ["SK" + "b" * 32, "AC" + "b" * 32])
def test_what_nobody_has_is_not_explained(client, username):
    key = Client(client.sandbox, username)

    key.get("/Workspaces/WS" + NOBODY)

    assert last_of(key)["message"].endswith("was not found")


def test_with_one_world_an_api_key_finds_what_its_account_made():
    with Sandbox(tenants="one") as sandbox:
        made = Client(sandbox).create("/Workspaces", FriendlyName="Shared")

        assert Client(sandbox, "SK" + "b" * 32).read(made["url"])["sid"] == made["sid"]


def last_of(client):
    credentials = base64.b64decode(client.authorization.split()[1]).decode().split(":")
    return client.sandbox.authenticate(*credentials).journal.entries[-1].as_dict()


# --- headers -----------------------------------------------------------------------------------


def test_an_answer_tells_the_number_of_its_request(client):
    first, second = (client.get("/Workspaces").headers for _ in range(2))

    assert first["Twilio-Request-Id"] == "RQ" + ACCOUNT[-20:] + "0" * 11 + "1"
    assert second["Twilio-Request-Id"] != first["Twilio-Request-Id"]
    assert first["Twilio-Request-Duration"] == "0.000"
    assert first["Content-Type"] == "application/json; charset=utf-8"


def test_a_stranger_has_no_number(client):
    answer = client.ask("GET", "/Workspaces", None, {"Authorization": None})

    assert (answer.status, answer.headers["Twilio-Request-Id"]) == (401, "RQ" + "0" * 32)


def test_what_is_refused_has_a_number_too(client):
    answer = client.get("/Workspaces/WS" + NOBODY)

    assert answer.headers["Twilio-Request-Id"].endswith("1")


# --- what caused what ----------------------------------------------------------------------------


def test_a_request_tells_which_events_it_caused(client, workspace):
    client.post(workspace["links"]["activities"], FriendlyName="Lunch")
    client.get("/Workspaces")

    made, created, looked = entries(client)

    first, last = created["events"]
    assert (made["events"][0], made["events"][1] + 1) == (1, first)
    assert first == last
    assert looked["events"] is None
    event = command(client, "GET", f"events/{first}").body
    assert (event["event_type"], event["cause"]) == ("activity.created", created["number"])
    [row] = command(client, "GET", "events?type=activity.created&text=lunch").body["events"]
    assert (row["number"], row["cause"]) == (first, created["number"])


def test_a_sid_finds_what_caused_events_about_its_record(client, workspace):
    place = workspace["links"]["activities"]
    lunch = client.create(place, FriendlyName="Lunch")["sid"]
    client.create(place, FriendlyName="Tea")
    client.get(f"{place}/{lunch}")

    created, _, looked = entries(client)[1:]

    def numbers(**criteria):
        found = command(client, "GET", f"journal?{urlencode(criteria)}").body["entries"]
        return [one["number"] for one in found]

    assert lunch not in created["path"]
    assert numbers(text=lunch) == [created["number"], looked["number"]]
    assert numbers(text=lunch, method="GET") == [looked["number"]]
    assert numbers(text="WA" + NOBODY) == []


def test_a_callback_tells_of_an_event_and_what_caused_that(client, workspace):
    client.sandbox.on_event(lambda call: None)
    client.post(workspace["links"]["activities"], FriendlyName="Lunch")
    command(client, "GET", "clock?wait=true")

    request, callback = command(client, "GET", "journal").body["entries"][-2:]

    assert callback["event"] == request["events"][1]
    assert (callback["cause"], callback["resends"]) == (request["number"], None)
    listed = command(client, "GET", "callbacks").body["callbacks"]
    assert [one["cause"] for one in listed] == [request["number"]]


def test_the_answer_to_a_callback_tells_which_events_it_caused(taskrouter):
    taskrouter.on_assignment(lambda call: {"instruction": "reject"})
    taskrouter.task(language="es")
    first = taskrouter.callbacks[0]

    rejected = taskrouter.event(first.before + 1)

    assert rejected["event_type"] == "reservation.rejected"
    assert rejected["cause"] == first.number
    assert first.event == taskrouter.event_log(type="reservation.created")["events"][0]["number"]


def test_the_journal_is_told_in_parts(client, workspace):
    for _ in range(3):
        client.get("/Workspaces")

    def numbers(query):
        told = command(client, "GET", f"journal?{query}").body
        return [one["number"] for one in told["entries"]], told["more"]

    assert numbers("limit=2") == ([3, 4], True)
    assert numbers("limit=2&since=1") == ([2, 3], True)
    assert numbers("limit=2&before=3") == ([1, 2], False)
    assert numbers("limit=9") == ([1, 2, 3, 4], False)
    assert command(client, "GET", "journal?limit=0").status == 400


def test_entries_that_changed_are_told_again(taskrouter):
    journal = taskrouter.tenant.journal
    seen = []

    def receive(call):
        seen.append(journal.revision)

    taskrouter.on_event(receive)
    taskrouter.task(language="es")

    entry = taskrouter.callbacks[0]
    assert entry.revision > seen[0]
    assert journal.find(Query(revision=journal.revision)) == []
    assert entry in journal.find(Query(revision=seen[0]))
