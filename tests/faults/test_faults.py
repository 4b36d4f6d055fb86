"""Rules of planned faults: what they are for, when they fire, what makes no sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocktr import AdminError
from mocktr.faults import Fault, Faults, PushedEvent
from mocktr.faults.rules import is_for
from mocktr.journal import CallbackEntry, RequestEntry
from mocktr.limits import FAULTS

CREATE = RequestEntry("POST", "/v1/Workspaces/WS1/Tasks", "AC1")
FETCH = RequestEntry("GET", "/v1/Workspaces/WS1/Tasks/WT1", "AC1")
PUSHED = PushedEvent("/WK1/reservation.created")
EVENT = CallbackEntry(0, "event", "WT1", "task.created", "https://myapp.example/events", {})


def firings(count, **rule):
    """Which of so many requests, counted from 1, a rule fires for."""
    faults = Faults()
    faults.add(Fault(status=503, **rule))
    return [number for number in range(1, count + 1) if faults.plan(CREATE)]


@pytest.mark.parametrize(
    ("rule", "fired"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"every": 3}, [3, 6]),
        ({"times": 2}, [1, 2]),
        ({"skip": 5}, [6, 7, 8]),
        ({"skip": 1, "every": 2, "times": 2}, [3, 5]),
        ({"probability": 0}, []),
        ({"probability": 1}, [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_a_rule_says_how_often_it_fires(rule, fired):
    assert firings(8, **rule) == fired


@given(st.floats(0, 1), st.integers(), st.integers(1, 4), st.integers(0, 5))
def test_chance_is_the_same_for_the_same_seed(probability, seed, every, skip):
    rule = {"probability": probability, "seed": seed, "every": every, "skip": skip}

    fired = firings(40, **rule)

    assert fired == firings(40, **rule)
    assert set(fired) <= set(firings(40, every=every, skip=skip))


def test_another_seed_draws_otherwise_and_about_as_often_as_told():
    first, second = (firings(1000, probability=0.3, seed=seed) for seed in (1, 2))

    assert first != second
    assert all(250 < len(fired) < 350 for fired in (first, second))


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        ({}, [CREATE, FETCH]),
        ({"method": "post"}, [CREATE]),
        ({"path": "/Tasks/*"}, [FETCH]),
        ({"kind": "callback"}, [EVENT]),
        ({"kind": "event", "path": "/events"}, [EVENT]),
        ({"kind": "assignment"}, []),
    ],
)
def test_a_rule_is_for_some_entries_only(rule, entries):
    faults = Faults()
    fault = faults.add(Fault(status=500, **rule))

    met = [one for one in (CREATE, FETCH, EVENT) if faults.plan(one)]

    assert met == entries
    assert (fault.seen, fault.fired) == (len(entries), len(entries))


@pytest.mark.parametrize("path", [None, "/reservation.*", "/WK1/*", "/WK1/reservation.created"])
def test_a_rule_for_pushes_is_for_some_of_them(path):
    faults = Faults()
    faults.add(Fault(kind="push", path=path, effect="lose"))

    assert faults.plan(PUSHED) is not None
    assert faults.plan(EVENT) is None
    assert (faults.plan(PushedEvent("/WK2/task.updated")) is None) is (path is not None)


def test_the_first_rule_that_fires_decides_and_latencies_add_up():
    faults = Faults()
    slow = faults.add(Fault(latency=100))
    first = faults.add(Fault(status=503, every=2))
    second = faults.add(Fault(effect="cut", latency=50))
    late = faults.add(Fault(latency=1000, when="after"))

    plans = [faults.plan(CREATE) for _ in range(2)]

    assert [plan.fired for plan in plans] == [(slow, second, late), (slow, first, late)]
    assert [plan.decision("before") for plan in plans] == [second, first]
    assert [plan.latency("before") for plan in plans] == [0.15, 0.1]
    assert [plan.latency("after") for plan in plans] == [1, 1]
    assert second.seen == 1
    assert plans[0].decision("after") is None


def test_latencies_have_a_bound():
    faults = Faults()
    for _ in range(3):
        faults.add(Fault(latency=20_000))

    assert faults.plan(CREATE).latency("before") == 30
    assert faults.patience == 60


def test_no_more_rules_are_planned_than_there_may_be():
    faults = Faults()
    for _ in range(FAULTS.most):
        faults.add(Fault(status=500))

    with pytest.raises(AdminError, match="1000 faults are planned already"):
        faults.add(Fault(status=500))
    faults.remove(1)
    assert faults.add(Fault(status=500)).id == FAULTS.most + 1


@pytest.mark.parametrize(
    "others",
    [
        {"path": "/Workers"},
        {"path": "/Tasks/*"},
        {"path": "/Other/Tasks", "method": "GET"},
        {"path": "/v1/*/*/Workers"},
        {"kind": "event"},
        {"method": "DELETE"},
    ],
)
def test_rules_that_are_for_others_are_not_looked_at(others):
    faults = Faults()
    for _ in range(100):
        faults.add(Fault(status=500, **others))
    mine = faults.add(Fault(status=503, path="/Tasks"))

    assert len(faults.candidates(CREATE)) <= 1
    assert faults.plan(CREATE).fired == (mine,)


PATTERNS = ("/", "/*", "/Tasks", "/Tasks/", "/Tasks/*", "/T*", "/WS1/Tasks", "/*/Tasks/WT*", "/a")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "path": st.none() | st.sampled_from(PATTERNS),
                "method": st.sampled_from([None, "get", "POST"]),
                "kind": st.sampled_from(["request", "callback", "event"]),
            }
        ),
        max_size=8,
    ),
    st.sampled_from([CREATE, FETCH, EVENT]),
)
def test_all_rules_that_are_for_an_entry_are_found_in_their_order(rules, entry):
    faults = Faults()
    added = [faults.add(Fault(latency=1, **rule)) for rule in rules]

    plan = faults.plan(entry)

    wanted = tuple(one for one in added if is_for(one, entry))
    assert (plan.fired if plan else ()) == wanted


def test_rules_are_numbered_and_taken_away():
    faults = Faults()
    first, second = (faults.add(Fault(status=500)) for _ in range(2))

    assert (first.id, second.id) == (1, 2)
    assert faults.remove(3) is None
    assert faults.remove(1) is first
    assert faults.clear() == 1
    assert faults.add(Fault(status=500)).id == 3


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({}, "expected a status, an effect or a latency, got none"),
        ({"status": 500, "effect": "cut"}, "expected a status or an effect, got both"),
        ({"status": 200}, "status: expected an HTTP status from 400 to 599, got 200"),
        ({"status": "500"}, 'status: expected an HTTP status from 400 to 599, got "500"'),
        ({"effect": "explode"}, "effect: expected one of cut, truncate, garbage, lose"),
        ({"effect": ["cut"]}, "effect: expected one of cut, truncate, garbage, lose"),
        ({"effect": "lose"}, "effect: lose is for callbacks"),
        ({"effect": "lose", "kind": "event", "when": "after"}, "effect: lose is for callbacks"),
        ({"effect": "truncate", "when": "before"}, "when: expected after"),
        ({"status": 500, "when": "later"}, 'when: expected before or after, got "later"'),
        ({"effect": "cut", "retry_after": 1}, "retry_after: expected with the status"),
        (
            {"kind": "event", "status": 503, "retry_after": 1},
            "retry_after: expected with the status of a request",
        ),
        ({"status": 503, "retry_after": 0.5}, "retry_after: expected a whole number of seconds"),
        ({"kind": "push", "status": 500}, "status: expected for what is answered"),
        ({"kind": "push", "effect": "cut", "method": "GET"}, "method: a push has none"),
        ({"latency": 30_001}, "latency: expected ms from 0 to 30000, got 30001"),
        ({"latency": -1}, "latency: expected ms from 0 to 30000, got -1"),
        ({"status": 500, "every": 0}, "every: expected an integer of at least 1, got 0"),
        ({"status": 500, "times": True}, "times: expected an integer of at least 1, got true"),
        ({"status": 500, "skip": -1}, "skip: expected an integer that is not negative"),
        ({"status": 500, "probability": 1.5}, "probability: expected a number from 0 to 1"),
        ({"status": 500, "seed": "x"}, 'seed: expected an integer, got "x"'),
        ({"status": 500, "every": None}, "every: expected an integer of at least 1, got null"),
        ({"status": 500, "kind": None}, "kind: expected one of request, "),
        ({"status": 500, "kind": "x"}, "kind: expected one of request, "),
        ({"status": 500, "method": ""}, 'method: expected a method such as POST, got ""'),
        ({"status": 500, "path": "Tasks"}, "path: expected a pattern such as /Tasks"),
        ({"status": 500, "path": "/" * 2049}, "path: expected a pattern of at most 2048 char"),
        ({"status": 500, "method": "X" * 21}, "method: expected a method such as POST"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule, message):
    with pytest.raises(AdminError) as caught:
        Fault(**rule)

    assert str(caught.value).startswith(message)
