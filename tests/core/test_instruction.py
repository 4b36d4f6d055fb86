import pytest

from mocktr.core.resources import Reservation
from mocktr.core.resources.base import parse
from mocktr.errors import InvalidParameter, MissingParameter, Refused
from tests.core.world import World, statuses, unchanged

CALL = {"call_from": "+1", "call_url": "http://x"}
REDIRECT = {"redirect_call_sid": "CA" + "0" * 32, "redirect_url": "http://x"}
SUPERVISE = {"supervisor_mode": "whisper", "supervisor": "WK" + "0" * 32}


@pytest.fixture
def world():
    world = World()
    world.simple()
    world.worker("alice")
    return world


def instruct(world, task, instruction, **values):
    world.update(task.reservations[-1], instruction=instruction, **values)


@pytest.mark.parametrize(
    ("instruction", "values", "expected"),
    [
        ("accept", {}, "accepted"),
        ("reject", {}, "rejected"),
        ("dequeue", {"dequeue_from": "+1"}, "accepted"),
        ("conference", {}, "accepted"),
        ("call", CALL, "pending"),
        ("call", {**CALL, "call_accept": True}, "accepted"),
        ("redirect", REDIRECT, "pending"),
        ("redirect", {**REDIRECT, "redirect_accept": True}, "accepted"),
    ],
)
def test_what_an_instruction_does_to_the_reservation(world, instruction, values, expected):
    task = world.task("voice", call_sid="CA1")

    instruct(world, task, instruction, **values)

    assert statuses(task.reservations) == [expected]


def test_a_reject_may_say_where_the_worker_goes(world):
    task = world.task()
    offline = world.activity("Offline").sid

    instruct(world, task, "reject", worker_activity_sid=offline)

    assert task.reservations[0].worker.activity_sid == offline


@pytest.mark.parametrize(
    ("instruction", "missing"),
    [
        ("dequeue", "DequeueFrom"),
        ("call", "CallFrom"),
        ("redirect", "RedirectCallSid"),
        ("supervise", "SupervisorMode"),
    ],
)
def test_an_instruction_names_what_it_lacks(world, instruction, missing):
    task = world.task(call_sid="CA1")

    with unchanged(world), pytest.raises(MissingParameter, match=missing):
        instruct(world, task, instruction)


@pytest.mark.parametrize(
    ("instruction", "values"),
    [
        ("dequeue", {"dequeue_from": "+1"}),
        ("conference", {}),
        ("call", CALL),
        ("redirect", REDIRECT),
    ],
)
def test_calls_are_only_placed_for_pending_reservations(world, instruction, values):
    task = world.task(call_sid="CA1")
    world.accept(task)

    words = f"Unable to execute {instruction.capitalize()} instruction.*Pending state"
    with unchanged(world), pytest.raises(Refused, match=words):
        instruct(world, task, instruction, **values)


@pytest.mark.parametrize("instruction", ["accept", "reject"])
def test_accept_and_reject_are_refused_like_the_status(world, instruction):
    task = world.task()
    world.accept(task)

    with pytest.raises(Refused, match="not in expected state"):
        instruct(world, task, instruction)


@pytest.mark.parametrize(
    ("instruction", "values"), [("conference", {}), ("dequeue", {"dequeue_from": "+1"})]
)
def test_some_instructions_need_a_call_to_connect(world, instruction, values):
    task = world.task()

    with unchanged(world), pytest.raises(Refused, match="<Enqueue> TwiML verb"):
        instruct(world, task, instruction, **values)


def test_an_outbound_task_can_be_put_into_a_conference(world):
    task = world.task(outbound_to="+1")

    instruct(world, task, "conference")

    assert statuses(task.reservations) == ["accepted"]


def test_supervising_needs_a_worker_at_work_and_changes_nothing(world):
    task = world.task()
    with pytest.raises(Refused, match="not currently in an Accepted or Wrapping state"):
        instruct(world, task, "supervise", **SUPERVISE)

    world.accept(task)
    with unchanged(world):
        instruct(world, task, "supervise", **SUPERVISE)


def test_the_name_of_an_instruction_is_read_in_any_case():
    assert parse(Reservation, "update", {"Instruction": "Conference"}) == {
        "instruction": "conference"
    }


def test_an_unknown_instruction_is_refused():
    with pytest.raises(InvalidParameter, match="one of accept, reject, dequeue"):
        parse(Reservation, "update", {"Instruction": "dance"})


# --- post-work activities -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instruction", "values", "parameter"),
    [
        ("dequeue", {"dequeue_from": "+1"}, "dequeue_post_work_activity_sid"),
        ("conference", {}, "post_work_activity_sid"),
    ],
)
@pytest.mark.parametrize(("multi", "expected"), [(False, "Unavailable"), (True, "Available")])
def test_after_the_work_a_single_tasking_worker_goes_where_told(
    instruction, values, parameter, multi, expected
):
    world = World(multi_task_enabled=multi)
    world.simple()
    alice = world.worker("alice")
    task = world.task(call_sid="CA1")
    there = world.activity("Unavailable").sid

    instruct(world, task, instruction, **values, **{parameter: there})
    world.update(task, assignment_status="completed")

    assert alice.activity_name == expected


def test_a_post_work_activity_that_is_gone_is_forgotten():
    world = World(multi_task_enabled=False)
    world.simple()
    alice = world.worker("alice")
    task = world.task(call_sid="CA1")
    nap = world.add_activity("Nap")

    instruct(world, task, "conference", post_work_activity_sid=nap.sid)
    world.delete(nap)
    world.answer(task, "completed")

    assert alice.activity_name == "Busy"
