"""Behaviours as a test sets them: by the marker, by the fixture, and beside an application."""

import re
from pathlib import Path

import pytest
import yaml

from mocktr import AdminError, OptionError, Sandbox
from mocktr.commands import behaviors
from mocktr.core.behavior import BEHAVIOR_KEYS, read_behavior

SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "task_queues": [{"friendly_name": "Everyone"}],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {"task_routing": {"default_filter": {"queue": "Everyone"}}},
                }
            ],
            "workers": [
                {
                    "friendly_name": "alice",
                    "activity": "Available",
                    "behavior": {"accept_after": 60},
                }
            ],
            "tasks": [{"attributes": {"number": 1}}],
        }
    ]
}
pytestmark = pytest.mark.mocktr(seed=SEED)


def status_of(task):
    return task.fetch().assignment_status


def statuses(task):
    return [one.reservation_status for one in task.reservations.list()]


def only_task(taskrouter):
    [task] = taskrouter.workspace.tasks.list()
    return task


# --- the marker ----------------------------------------------------------------------------------


def test_a_seeded_world_runs_by_itself(taskrouter):
    """Its tasks included, which are offered before the test begins."""
    taskrouter.advance(seconds=59)
    assert status_of(only_task(taskrouter)) == "reserved"

    taskrouter.advance(seconds=1)

    assert status_of(only_task(taskrouter)) == "assigned"


@pytest.mark.mocktr(behaviors={"Alice": {"accept_after": 5}})
def test_the_marker_goes_before_the_seed(taskrouter):
    taskrouter.advance(seconds=5)

    assert status_of(only_task(taskrouter)) == "assigned"


@pytest.mark.mocktr(behaviors={"*": {"accept_after": 5}, "alice": {}})
def test_a_name_goes_before_the_star(taskrouter):
    taskrouter.advance(seconds=60)

    assert status_of(only_task(taskrouter)) == "reserved"


@pytest.mark.mocktr(behaviors={"*": {"accept_after": 5}, "alice": {}})
def test_the_marker_is_also_for_workers_who_come_later(taskrouter):
    taskrouter.worker("bob")
    task = taskrouter.task()

    taskrouter.advance(seconds=5)

    taskrouter.assert_assigned(task, "bob")


@pytest.mark.parametrize(
    ("behaviors", "message"),
    [
        ([], "behaviors: expected a dict of behaviours by name, got []"),
        ({"alice": 5}, "behaviors.alice: expected a mapping with accept_after, reject_after, "),
        ({"alice": {"accept_after": -1}}, "behaviors.alice.accept_after: expected a number of "),
    ],
)
def test_behaviours_that_cannot_be_are_refused(behaviors, message):
    with pytest.raises(OptionError) as caught:
        Sandbox(seed=SEED, behaviors=behaviors)

    assert str(caught.value).startswith(message)


def test_a_reset_counts_anew(taskrouter):
    taskrouter.script("alice", {"miss": True})
    taskrouter.behave("alice", accept_after=1)

    taskrouter.reset()

    [row] = taskrouter.behaviors
    assert (row["behavior"], row["offers"], row["script"]) == ({"accept_after": 60}, 1, [])


# --- the fixture ---------------------------------------------------------------------------------


def free_alice(taskrouter):
    """Ends the seed's task."""
    only_task(taskrouter).update(assignment_status="canceled")


def test_a_worker_behaves_from_the_next_offer_on(taskrouter):
    answer = taskrouter.behave("alice", accept_after=1, handle_for=9.5, reject_every=2)
    assert answer["behavior"] == {"accept_after": 1, "handle_for": 9.5, "reject_every": 2}
    free_alice(taskrouter)
    first, second = taskrouter.task(), taskrouter.task()

    taskrouter.advance(seconds=11.5)

    assert (status_of(first), statuses(second)) == ("completed", ["rejected"])


def test_the_next_reservation_for_alice_is_rejected_after_ten_seconds(taskrouter):
    taskrouter.script("alice", {"reject_after": 10}, {"accept_after": 2})
    free_alice(taskrouter)
    task = taskrouter.task()

    taskrouter.advance(seconds=10)
    assert statuses(task) == ["rejected"]
    taskrouter.advance(seconds=3)

    assert statuses(task) == ["rejected", "accepted"]


def test_every_second_call_is_accepted_after_five_seconds(taskrouter):
    taskrouter.behave("alice", accept_after=5, accept_every=2, reject_after=0)
    free_alice(taskrouter)

    task = taskrouter.task()
    taskrouter.advance(seconds=6)

    assert statuses(task) == ["rejected", "accepted"]


def test_a_worker_who_stops_behaving_waits_to_be_told(taskrouter):
    alice = taskrouter.workspace.workers.list()[0]
    taskrouter.script(alice, {"accept_after": 1})

    assert taskrouter.stop_behaving(alice) == {
        "worker_sid": alice.sid,
        "worker_name": "alice",
        "behavior": None,
        "offers": 0,
        "script": [],
    }
    assert taskrouter.behaviors == []


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (lambda one: one.behave("alcie", accept_after=1), "there is no worker alcie"),
        (lambda one: one.stop_behaving("alcie"), "there is no worker alcie"),
        (lambda one: one.script("alcie", {"miss": True}), "there is no worker alcie"),
        (lambda one: one.behave("alice", accept_after="x"), "accept_after: expected a number"),
        (lambda one: one.script("alice", {"miss": 1}), r"answers\[0\]\.miss: expected true, got 1"),
    ],
)
def test_a_mistake_in_an_order_changes_nothing(taskrouter, order, message):
    before = taskrouter.behaviors

    with pytest.raises(AdminError, match=message):
        order(taskrouter)

    assert taskrouter.behaviors == before


def test_a_name_that_two_workspaces_have_needs_a_sid():
    two = {"workspaces": [SEED["workspaces"][0], {**SEED["workspaces"][0], "friendly_name": "B"}]}
    with Sandbox(seed=two, tenants="one") as sandbox:
        tenant = sandbox.only
        rows = behaviors.behaviors(tenant)

        with pytest.raises(AdminError, match='2 workers are named "alice"; expected the SID of'):
            behaviors.behave(tenant, "alice")
        behaviors.behave(tenant, rows[1]["worker_sid"])

        assert [one["behavior"] for one in behaviors.behaviors(tenant)] == [
            {"accept_after": 60},
            {},
        ]


# --- beside an application -----------------------------------------------------------------------


def test_a_callback_that_answers_first_is_the_answer(taskrouter):
    taskrouter.on_assignment(lambda call: {"instruction": "reject"})
    taskrouter.behave("alice", accept_after=5)
    free_alice(taskrouter)

    task = taskrouter.task()

    assert statuses(task) == ["rejected"]
    assert taskrouter.alerts == []


def test_a_worker_who_answers_at_once_is_before_any_callback(taskrouter):
    """Whose answer then comes too late, which is an alert."""
    taskrouter.on_assignment(lambda call: {"instruction": "accept"})
    taskrouter.behave("alice", accept_after=0)
    free_alice(taskrouter)

    task = taskrouter.task()

    assert statuses(task) == ["accepted"]
    assert [one.outcome for one in taskrouter.callbacks] == ["not obeyed"]


def test_a_callback_hears_of_what_a_worker_does(taskrouter):
    heard = []
    taskrouter.on_event(lambda call: heard.append(call.type))
    taskrouter.behave("alice", accept_after=5, handle_for=10)
    free_alice(taskrouter)
    taskrouter.task()
    heard.clear()

    taskrouter.advance(minutes=1)

    assert heard == ["reservation.accepted", "task.completed", "reservation.completed"]


# --- the documentation ---------------------------------------------------------------------------

DOCUMENTATION = (Path(__file__).parents[2] / "docs/behaviors.rst").read_text()


@pytest.mark.parametrize("text", re.findall(r"^   (\{.*\}) +#", DOCUMENTATION, re.M))
def test_every_behaviour_of_the_documentation_can_be(text):
    assert read_behavior(yaml.safe_load(text)).as_dict() == yaml.safe_load(text)


@pytest.mark.parametrize("text", re.findall(r"^   (workers:\n(?: +.*\n)+)", DOCUMENTATION, re.M))
def test_every_seed_of_the_documentation_loads(text):
    rows = yaml.safe_load(text)

    with Sandbox({"workspaces": [{"friendly_name": "W", **rows}]}, tenants="one") as sandbox:
        assert len(behaviors.behaviors(sandbox.only)) == 1


def test_every_key_is_documented():
    assert tuple(re.findall(r"^``(\w+)`` ", DOCUMENTATION, re.M)) == BEHAVIOR_KEYS
