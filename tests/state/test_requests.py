"""The same requests give the same bytes before and after, whichever way a world was kept."""

import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mocktr import Sandbox
from tests.examples import examples
from tests.state.worlds import STEADY
from tests.web.client import HOST, Client

CONTROL = HOST + "/mocktr"
COLLECTIONS = ("Tasks", "Workers", "TaskQueues", "Workflows", "Activities", "TaskChannels")
STATISTICS = ("CumulativeStatistics?Minutes=300", "RealTimeStatistics", "Workers/Statistics")

number = st.integers(0, 50)
language = st.sampled_from(["en", "es", "fr"])

REQUEST_ID = "Twilio-Request-Id"


def attributes(language, tier):
    return json.dumps({"language": language, "customer_tier": tier})


def records(account, kind):
    workspace = next(iter(account.workspaces.values()))
    return list(account.reservations if kind == "reservations" else getattr(workspace, kind))


def url(account, kind, number):
    """That of some record, or None where there is none."""
    sids = records(account, kind)
    if not sids:
        return None
    home = f"/Workspaces/{next(iter(account.workspaces))}"
    sid = sids[number % len(sids)]
    if kind == "reservations":
        return f"{home}/Tasks/{account.reservations[sid].task_sid}/Reservations/{sid}"
    return f"{home}/{kind.capitalize()}/{sid}"


def create_task(account, language, tier, channel, priority):
    home = f"/Workspaces/{next(iter(account.workspaces))}"
    form = {"Attributes": attributes(language, tier), "TaskChannel": channel, "Priority": priority}
    return "POST", f"{home}/Tasks", form


def create_direct_task(account, number):
    worker = url(account, "workers", number)
    form = {"RoutingTarget": (worker or "none").rpartition("/")[2], "IgnoreCapacity": "false"}
    return "POST", f"/Workspaces/{next(iter(account.workspaces))}/Tasks", form


def answer(account, number, status):
    return "POST", url(account, "reservations", number), {"ReservationStatus": status}


def end_task(account, number, status):
    return "POST", url(account, "tasks", number), {"AssignmentStatus": status, "Reason": "done"}


def teach(account, number, language):
    values = {"Attributes": json.dumps({"languages": [language], "tier": 2})}
    return "POST", url(account, "workers", number), values


def move(account, number, place):
    activities = records(account, "activities")
    sid = activities[place % len(activities)]
    values = {"ActivitySid": sid, "RejectPendingReservations": "true"}
    return "POST", url(account, "workers", number), values


def delete(account, kind, number):
    return "DELETE", url(account, kind, number), None


def act(account, method, kind, number, action, body):
    """A command that steers some record."""
    found = records(account, kind)
    if not found:
        return method, None, None
    path = f"{CONTROL}/{kind}/{found[number % len(found)]}/{action}"
    return method, path, json.dumps(body).encode()


def behave(account, number, behavior):
    return act(account, "PUT", "workers", number, "behavior", behavior)


def script(account, number, answers):
    return act(account, "POST", "workers", number, "answers", {"answers": answers})


def reserve(account, number, place):
    workers = records(account, "workers")
    body = {"worker": workers[place % len(workers)] if workers else "nobody"}
    return act(account, "POST", "tasks", number, "reserve", body)


def time_out(account, number):
    return act(account, "POST", "reservations", number, "timeout", {})


def advance(account, seconds):
    return "POST", f"{CONTROL}/clock/advance", json.dumps({"seconds": seconds}).encode()


def route(account, mode):
    return "PUT", f"{CONTROL}/scheduler", json.dumps({"mode": mode}).encode()


def step(account):
    return "POST", f"{CONTROL}/scheduler/step", None


def request(function, *strategies):
    return st.tuples(st.just(function), st.tuples(*strategies))


MISSES = {"miss_every": 2, "available_after": 200, "accept_after": 3, "handle_for": 60}
BEHAVIORS = st.sampled_from([MISSES, {"reject_after": 2}, {"available_after": 500}])
ANSWERS = st.sampled_from([[{"miss": True}], [{"accept_after": 7, "handle_for": 30}] * 2])


def create():
    channels = st.sampled_from(["default", "voice", "chat"])
    tiers = st.sampled_from(["gold", "none"])
    return request(create_task, language, tiers, channels, st.integers(0, 3))


REQUESTS = st.one_of(
    create(),
    create(),
    request(create_direct_task, number),
    request(answer, number, st.sampled_from(["accepted", "rejected", "wrapping", "completed"])),
    request(answer, number, st.just("accepted")),
    request(end_task, number, st.sampled_from(["canceled", "completed", "wrapping"])),
    request(teach, number, language),
    request(move, number, number),
    request(delete, st.sampled_from(["tasks", "workers"]), number),
    request(behave, number, BEHAVIORS),
    request(script, number, ANSWERS),
    request(reserve, number, number),
    request(time_out, number),
    request(advance, st.sampled_from([0.5, 1, 10, 121, 300, 4000])),
    request(route, st.sampled_from(["manual", "auto"])),
    request(step),
)
STORIES = st.lists(REQUESTS, min_size=3, max_size=25)


class Teller:
    """Tells a story to a sandbox, and notes every answer."""

    def __init__(self):
        self.sandbox = Sandbox(seed="support", base_url=HOST, tenants="one")
        self.client = Client(self.sandbox)

    @property
    def account(self):
        return self.sandbox.only.account

    def control(self, method, path, body=None):
        sent = None if body is None else json.dumps(body).encode()
        answer = self.client.ask(method, f"{CONTROL}/{path}", sent)
        assert answer.status == 200, answer.text
        return answer.body

    def tell(self, story):
        """The requests of a story, as this world has them now, with their answers."""
        told = []
        for make, args in story:
            asked = make(self.account, *args)
            if asked[1] is not None:
                told.append((asked, self.say(asked)))
        return told

    def repeat(self, told):
        """The answers to the same requests."""
        return [(asked, self.say(asked)) for asked, _ in told]

    def say(self, asked):
        answer = self.client.ask(*asked)
        assert answer.status < 500, (asked, answer.text)
        # Requests are numbered by the account's journal, which is no part of its world.
        headers = {name: one for name, one in answer.headers.items() if name != REQUEST_ID}
        return answer.status, headers, answer.text

    def look(self):
        """Everything that can be seen."""
        home = f"/Workspaces/{next(iter(self.account.workspaces))}"
        paths = [f"{home}/{name}" for name in (*COLLECTIONS, *STATISTICS, "Events?Minutes=40000")]
        paths += [f"{CONTROL}/scheduler", f"{CONTROL}/clock", f"{CONTROL}/state?events=true"]
        paths += [f"{CONTROL}/tasks/{sid}/explain" for sid in self.account.tasks]
        return [(path, self.say(("GET", path, None))) for path in paths]


# To shrink two stories takes minutes.
STORIED = settings(
    STEADY, max_examples=examples(35), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


@STORIED
@given(STORIES, STORIES)
def test_a_world_that_was_put_elsewhere_gives_the_same_bytes(before, after):
    here, there = Teller(), Teller()
    here.tell(before)
    there.tell(after)

    there.control("PUT", "state", here.control("GET", "state?events=true"))

    assert there.look() == here.look()
    told = here.tell(after)
    assert there.repeat(told) == told
    assert there.look() == here.look()


@STORIED
@given(STORIES, STORIES)
def test_a_world_that_was_restored_gives_the_same_bytes(before, after):
    teller = Teller()
    teller.tell(before)
    seen = teller.look()

    teller.control("POST", "snapshots/middle")
    told = teller.tell(after)
    end = teller.look()

    for _ in range(2):
        teller.control("POST", "snapshots/middle/restore")
        assert teller.look() == seen
        assert teller.repeat(told) == told
        assert teller.look() == end


@STORIED
@given(STORIES)
def test_putting_what_was_got_changes_nothing(story):
    teller = Teller()
    teller.tell(story)
    seen = teller.look()

    teller.control("PUT", "state", teller.control("GET", "state?events=true"))

    assert teller.look() == seen


@pytest.mark.parametrize("events", ["true", "false"])
def test_the_document_is_the_same_bytes_each_time(events):
    teller = Teller()
    teller.tell([(create_task, ("es", "gold", "voice", 1))])
    path = f"{CONTROL}/state?events={events}"

    assert teller.say(("GET", path, None)) == teller.say(("GET", path, None))
