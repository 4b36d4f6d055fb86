"""Callbacks that planned faults keep from being answered as they should."""

import pytest

from mocktr.callbacks import mishaps

from .conftest import codes, outcomes, point, statuses
from .receiver import Receiver

APP = "https://myapp.example"
ACCEPT = {"instruction": "accept"}


@pytest.fixture
def receiver(world):
    """Accepts every reservation, and so does its fallback."""
    found = Receiver(world.auth_token, assign=ACCEPT, fallback=ACCEPT)
    world.mount(APP, found.app)
    point(world, f"{APP}/events", f"{APP}/assign")
    found.forms.clear()
    world.clear_journal()
    return found


@pytest.fixture
def slept(monkeypatch):
    """How long was slept, in place of sleeping."""
    found = []
    monkeypatch.setattr(mishaps, "sleep", found.append)
    return found


def asked(receiver):
    return len(receiver.received("assign"))


def reason(world):
    [entry] = [one for one in world.callbacks if one.kind == "assignment"][:1]
    return entry.reason


def test_a_lost_callback_is_never_received(world, receiver):
    world.fault(kind="assignment", effect="lose", times=1)

    task = world.task()

    assert statuses(task) == ["canceled", "accepted"]
    assert outcomes(world, "assignment") == ["failed", "obeyed"]
    assert reason(world) == "it was lost on the way, as planned"
    assert asked(receiver) == 1
    assert codes(world) == [11200]


def test_the_fallback_is_asked_where_a_callback_was_lost(world, receiver):
    point(world, "", f"{APP}/assign", f"{APP}/fallback")
    world.fault(kind="assignment", effect="lose")

    task = world.task()

    assert statuses(task) == ["accepted"]
    assert (asked(receiver), len(receiver.received("fallback"))) == (0, 1)


def test_a_fallback_can_be_lost_too(world, receiver):
    point(world, "", f"{APP}/assign", f"{APP}/fallback")
    world.fault(kind="callback", effect="lose", times=2)

    task = world.task()

    assert statuses(task) == ["canceled", "accepted"]
    assert outcomes(world, "assignment", "fallback") == ["failed", "failed", "obeyed"]


def test_a_lost_event_changes_nothing(world, receiver):
    fault = world.fault(kind="event", path="/events", effect="lose", every=2)

    task = world.task()

    told = [one.event_type for one in world.callbacks if one.kind == "event"]
    assert receiver.events == told[::2]
    assert (fault.seen, fault.fired) == (len(told), len(told) // 2)
    assert statuses(task) == ["accepted"]


@pytest.mark.parametrize(
    ("rule", "said", "received"),
    [
        ({"status": 503}, "the answer was 503", 0),
        ({"status": 503, "when": "after"}, "the answer was 503", 1),
        ({"effect": "cut"}, "the connection ended before the answer did", 0),
        ({"effect": "cut", "when": "after"}, "the connection ended before the answer did", 1),
        ({"effect": "truncate"}, "the connection ended before the answer did", 1),
    ],
)
def test_an_answer_that_never_comes_cancels_the_reservation(world, receiver, rule, said, received):
    world.fault(kind="assignment", times=1, **rule)

    task = world.task()

    assert statuses(task) == ["canceled", "accepted"]
    assert reason(world) == said
    assert asked(receiver) == received + 1


@pytest.mark.parametrize(("when", "received"), [("before", 0), ("after", 1)])
def test_garbage_is_an_answer_of_the_wrong_type(world, receiver, when, received):
    world.fault(kind="assignment", effect="garbage", when=when, times=1)

    task = world.task()

    assert statuses(task) == ["pending"]
    assert codes(world) == [40000]
    assert asked(receiver) == received


def test_a_late_answer_is_waited_for(world, receiver, slept):
    world.fault(kind="assignment", latency=100)
    world.fault(kind="assignment", latency=200, when="after")

    task = world.task()

    assert slept == [0.1, 0.2]
    assert statuses(task) == ["accepted"]


@pytest.mark.parametrize(("when", "received"), [("before", 0), ("after", 1)])
def test_nobody_waits_longer_than_twilio_does(world, receiver, slept, when, received):
    world.fault(kind="assignment", latency=20_000, when=when, times=1)

    task = world.task()

    assert slept == [5]
    assert statuses(task) == ["canceled", "accepted"]
    assert reason(world) == "no answer within 5 seconds"
    assert asked(receiver) == received + 1


def test_functions_meet_the_same_faults(world):
    calls = []
    world.on_assignment(lambda call: calls.append(call) or ACCEPT)
    world.fault(kind="assignment", effect="lose", times=1)

    task = world.task()

    assert statuses(task) == ["canceled", "accepted"]
    assert len(calls) == 1


def test_the_journal_says_which_fault_a_callback_met(world, receiver):
    world.fault(kind="assignment", effect="lose", times=1)

    world.task()

    first, second = (one for one in world.callbacks if one.kind == "assignment")
    assert (first.faults, second.faults) == ((1,), ())
    assert first.as_dict()["faults"] == [1]


def test_requests_have_faults_of_their_own(world, receiver):
    world.fault(kind="callback", status=500)

    assert world.task().assignment_status == "pending"
