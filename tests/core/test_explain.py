"""Why a task is where it is, in data and in sentences."""

import pytest

from mocktr.core import scheduler
from mocktr.core.explain import explain, explain_refusal
from mocktr.core.line.phone import Phone
from mocktr.core.resources.task import Task
from mocktr.core.resources.transfer import Transfer
from mocktr.core.routing.walk import Unmatched
from tests.core.line.test_enqueue import PARKED, queued
from tests.core.line.test_orders import leg, order, ringing
from tests.core.line.world import APP
from tests.core.world import World, steps


@pytest.fixture
def world():
    return World()


def lines(world, task):
    """The sentences without their date, and without the SIDs of the story."""
    found = explain(world.account, task.sid)
    return [
        line.replace("2030-01-07T", "").replace("2030-01-08T", "+1 ") for line in found["sentences"]
    ]


def reasons(world, task):
    found = explain(world.account, task.sid)
    return {one["name"]: (one["verdict"], one["reason"]) for one in found["workers"]}


def test_the_past_is_data_too(world):
    first, second = world.queue("First"), world.queue("Second")
    world.workflow(
        steps({"queue": first.sid, "skip_if": "1==1"}, {"queue": second.sid, "timeout": 30})
    )
    world.worker("alice")
    world.update(first, target_workers="")

    past = explain(world.account, world.task().sid)["history"]

    assert [one["target"] for one in past if one["target"]] == [
        {"filter": "all", "number": 1, "queue": "First", "until": None},
        {"filter": "all", "number": 2, "queue": "Second", "until": "2030-01-07T09:00:30Z"},
    ]
    assert [one["skipped"] for one in past if one["skipped"]] == ["1 == 1 is true"]
    assert [one["event"] for one in past if one["worker"] == "alice"] == ["reservation.created"]


def test_the_filters_are_told_with_the_values_they_saw(world):
    queue = world.queue("Spanish", target_workers='languages HAS "es"')
    world.workflow(
        steps({"queue": queue.sid}, expression='tier == "gold"', name="Gold"),
        steps({"queue": queue.sid}, expression='language IN ["es", "pt"]', name="Spanish"),
    )

    task = world.task(language="es")

    assert lines(world, task)[:4] == [
        "09:00:00Z entered workflow route",
        '09:00:00Z created with {"language":"es"}',
        "09:00:00Z filter 'Gold' does not match: tier == \"gold\" is false, tier is null",
        '09:00:00Z filter \'Spanish\' matches: language IN ["es", "pt"] is true, language is "es"',
    ]


def test_a_step_tells_where_the_task_waits_and_until_when(world):
    first, second = world.queue("First"), world.queue("Second")
    world.workflow(steps({"queue": first.sid, "timeout": 30}, {"queue": second.sid}))
    task = world.task()

    world.advance(30)

    told = lines(world, task)
    assert "09:00:00Z waits in queue First (target 1 of 2), until 09:00:30Z" in told
    assert "09:00:30Z the step in queue First timed out" in told
    assert "09:00:30Z waits in queue Second (target 2 of 2), without a timeout" in told


def test_the_default_filter_is_told_after_all_others(world):
    queue = world.queue("All")
    world.workflow(steps({"queue": queue.sid}, expression="1==2", name=""), default=queue)

    task = world.task()

    assert "09:00:00Z filter 1 does not match: 1 == 2 is false" in lines(world, task)
    assert "09:00:00Z waits in queue All (the default filter), without a timeout" in lines(
        world, task
    )


def test_a_skipped_step_says_why(world):
    queue = world.queue("Nobody", target_workers="1==2")
    target = {"queue": queue.sid, "skip_if": "workers.available == 0"}
    world.workflow(steps(target, {"queue": queue.sid, "priority": 5}))

    task = world.task()

    assert (
        "09:00:00Z the step before was skipped: workers.available == 0 is true, "
        "workers.available is 0"
    ) in lines(world, task)


def test_reservations_tell_how_they_ended(world):
    world.simple()
    world.worker("alice")
    task = world.task()

    world.advance(120)

    told = lines(world, task)
    assert "09:00:00Z offered to alice" in told
    assert "09:02:00Z alice did not answer in time" in told


def test_a_look_again_is_told_as_such_and_not_as_another_step(world):
    world.simple()
    world.worker("alice")
    task = world.task()

    world.advance(120)
    world.update(task, attributes='{"language":"es"}')

    told = lines(world, task)
    assert "09:02:00Z is looked at again in queue everyone: reservation timeout" in told
    assert "09:02:00Z is looked at again in queue everyone: attribute update" in told
    assert len([line for line in told if "waits in queue" in line]) == 1
    looks = [
        one
        for one in explain(world.account, task.sid)["history"]
        if one["event"] == "workflow.target-matched"
    ]
    assert [one["target"] is None for one in looks] == [False, True, True]
    assert [one["filters"] for one in looks] == [[], [], []]


def test_each_worker_has_a_reason(world):
    queue = world.queue("Experts", target_workers="level > 1")
    target = {"queue": queue.sid, "expression": "worker.team == task.team"}
    world.workflow(steps(target))
    world.worker("alice", level=2, team="a")
    world.worker("bob", activity="Offline", level=2, team="a")
    world.worker("carol", level=1, team="a")
    world.worker("dave", level=2, team="b")
    erin = world.worker("erin", level=2, team="a")
    world.update(erin.channel_named("voice"), available=False)
    world.task("voice", team="a")

    task = world.task("voice", team="a")

    assert reasons(world, task) == {
        "alice": ("passed over", "busy, voice 1 of 1"),
        "bob": ("passed over", "Offline"),
        "carol": ("not eligible", "level > 1 is false, level is 1"),
        "dave": (
            "not eligible",
            'worker.team == task.team is false, worker.team is "b", task.team is "a"',
        ),
        "erin": ("passed over", "channel voice is not available"),
    }


def test_a_worker_who_is_offered_the_task_has_time_until(world):
    world.simple()
    world.worker("alice")

    task = world.task()

    assert reasons(world, task) == {
        "alice": ("offered", "is offered the task, has until 2030-01-07T09:02:00Z to answer")
    }
    assert lines(world, task)[-2:] == [
        "09:02:00Z next: the offer to alice times out",
        "+1 09:00:00Z next: is canceled: Task TTL Exceeded",
    ]


def test_a_worker_who_let_the_task_go_is_paused(world):
    world.simple()
    world.worker("alice")
    task = world.task()

    world.reject(task)

    assert reasons(world, task)["alice"] == (
        "passed over",
        "just let the task go, is offered it again from 2030-01-07T09:00:01Z on",
    )
    assert "09:00:01Z next: can be offered to alice again" in lines(world, task)


def test_while_routing_is_held_a_free_worker_is_free(world):
    queue = world.simple()
    world.worker("alice")

    task = Task.create(world.workspace, {"task_queue_sid": queue.sid})

    assert reasons(world, task) == {"alice": ("free", "free, and eligible")}


def test_the_others_of_a_multi_reservation_are_told_one_by_one(world):
    world.simple(max_reserved_workers=2)
    world.workers("alice", "bob", "carol")

    task = world.task()

    verdicts = {name: verdict for name, (verdict, _) in reasons(world, task).items()}
    assert verdicts == {"alice": "offered", "bob": "offered", "carol": "free"}


def test_a_task_that_ignores_capacity_passes_over_nobody(world):
    alice = world.worker("alice", activity="Offline")
    world.simple()

    values = {"routing_target": alice.sid, "attributes": "{}"}
    task = Task.create(world.workspace, values)

    assert reasons(world, task) == {"alice": ("free", "free, and eligible")}


def test_a_finished_task_has_no_candidates(world):
    world.simple()
    world.worker("alice")
    task = world.task()

    world.update(task, assignment_status="canceled")

    assert reasons(world, task) == {}
    assert lines(world, task)[-1] == "09:05:00Z next: can't be read any more"


def test_a_known_worker_is_named(world):
    queue = world.queue("All")
    world.workflow(steps({"queue": queue.sid, "known_worker_friendly_name": "task.agent"}))
    world.worker("alice")

    task = world.task(agent="bob")

    assert reasons(world, task)["alice"] == (
        "not eligible",
        "is not the known worker, task.agent is 'bob'",
    )


def test_an_empty_queue_expression_matches_nobody(world):
    world.simple(target_workers="")
    world.worker("alice")

    task = world.task()

    assert reasons(world, task)["alice"] == (
        "not eligible",
        "the queue's TargetWorkers is empty and matches nobody",
    )


def test_a_single_tasking_worker_is_busy_with_another_task():
    world = World(multi_task_enabled=False)
    queue = world.simple()
    world.update(queue, reservation_activity_sid=None, assignment_activity_sid=None)
    world.worker("alice")
    world.task()

    task = world.task()

    assert reasons(world, task)["alice"] == ("passed over", "busy with another task")


def test_a_direct_task_is_for_one_worker_only(world):
    alice, _ = world.worker("alice", activity="Offline"), world.worker("bob")
    world.simple()

    task = world.task(routing_target=alice.sid, ignore_capacity=False)

    assert reasons(world, task) == {
        "alice": ("passed over", "Offline"),
        "bob": ("not eligible", "is not the worker that RoutingTarget names"),
    }


def test_the_end_of_a_step_tells_what_comes_then(world):
    first, second = world.queue("First"), world.queue("Second")
    world.workflow(steps({"queue": first.sid, "timeout": 10}, {"queue": second.sid, "timeout": 10}))

    task = world.task()
    before = lines(world, task)
    world.advance(10)

    assert "09:00:10Z next: the step ends and the task goes on to queue Second" in before
    assert (
        "09:00:20Z next: the step ends and the task is canceled: Task canceled on Workflow timeout"
    ) in lines(world, task)


def test_a_step_that_ends_while_the_task_is_offered_does_not_cut_the_offer(world):
    first, second = world.queue("First"), world.queue("Second")
    world.workflow(steps({"queue": first.sid, "timeout": 30}, {"queue": second.sid}))
    world.worker("alice")
    task = world.task()

    before = lines(world, task)
    world.advance(30)

    assert (
        "09:00:30Z next: the step ends; if its offers come to nothing after that, "
        "the task goes on to queue Second"
    ) in before
    assert (
        "09:02:00Z next: the offer to alice times out; the step is over, "
        "so once no offer is open the task goes on to queue Second"
    ) in lines(world, task)


def test_the_end_of_a_walk_tells_what_was_tried_in_vain(world):
    queue = world.queue("All")
    world.workflow(
        steps({"queue": queue.sid, "timeout": 10}),
        steps({"queue": queue.sid}, expression='tier == "gold"', name="Gold"),
    )
    task = world.task()

    world.advance(10)

    assert lines(world, task)[-5:-2] == [
        "09:00:10Z filter 'Gold' does not match: tier == \"gold\" is false, tier is null",
        "09:00:10Z left workflow route at its end",
        "09:00:10Z canceled: Task canceled on Workflow timeout",
    ]


def test_a_task_that_is_skipped_out_tells_why(world):
    queue = world.queue("All")
    world.workflow(steps({"queue": queue.sid, "skip_if": "workers.available == 0"}))

    told = lines(world, world.task())

    assert (
        "09:00:00Z the last step was skipped: workers.available == 0 is true, "
        "workers.available is 0"
    ) in told


def test_the_task_for_a_worker_who_is_never_free_ends_with_its_own_reason(world):
    world.simple()
    worker = world.worker("alice", activity="Offline")

    task = world.task(routing_target=worker.sid, ignore_capacity=False)

    assert lines(world, task)[-1].endswith(
        "next: is canceled: RoutingTarget SLA for Reservation creation was not met"
    )


def test_a_worker_whose_list_is_plain_text_gets_a_hint(world):
    world.simple(target_workers='languages HAS "es"')
    world.worker("alice", languages="es")

    verdict, reason = reasons(world, world.task())["alice"]
    assert verdict == "not eligible"
    assert reason == (
        'languages HAS "es" is false, languages is "es" (HAS needs a list, and languages is text)'
    )


def test_of_many_workers_those_of_the_queue_are_told_first(world, monkeypatch):
    monkeypatch.setattr("mocktr.core.explain.present.MOST_WORKERS", 1)
    world.simple(target_workers='languages HAS "es"')
    world.worker("alice")
    world.worker("bob", languages=["es"])

    assert list(reasons(world, world.task())) == ["bob"]


def test_a_task_that_is_gone_has_a_past_only(world):
    world.simple()
    task = world.task()
    world.delete(task)

    found = explain(world.account, task.sid)

    assert (found["assignment_status"], found["workers"], found["next"]) == (None, [], [])
    assert str(found).endswith("deleted\n2030-01-07T09:00:00Z can't be read any more")


def test_a_task_that_never_was_has_no_explanation(world):
    assert explain(world.account, "WT" + "0" * 32) is None


def test_a_task_that_nothing_matches_tells_the_filters_that_were_tried(world):
    queue = world.queue("All")
    world.workflow(steps({"queue": queue.sid}, expression='tier == "gold"', name="Gold"))
    with pytest.raises(Unmatched) as caught:
        world.task(tier="tin")

    found = explain_refusal(world.account, caught.value)

    assert found["history"][0]["filters"][0]["value"] is False
    assert str(found).split("\n") == [
        "2030-01-07T09:00:00Z filter 'Gold' does not match: tier == \"gold\" is false, "
        'tier is "tin"',
        f"2030-01-07T09:00:00Z is refused: {caught.value}",
    ]


# Transfers


@pytest.fixture
def handed_over(world):
    """Hands the task of the first of three workers over, to whom it is given."""
    world.simple()
    world.alice, world.bob, world.carol = world.workers("alice", "bob", "carol")
    task = world.task()
    world.accept(task)

    def handed_over(to):
        [reservation] = task.reservations
        sent = {"reservation_sid": reservation.sid, "task_sid": task.sid, "to": to.sid}
        world.transfer = Transfer.create(reservation.worker, sent)
        scheduler.settle(world.account)
        return task

    return handed_over


def test_a_transfer_to_a_worker_is_told(world, handed_over):
    task = handed_over(world.bob)

    assert lines(world, task)[5:8] == [
        "09:00:00Z alice hands it over to bob, warm",
        "09:00:00Z offered to bob",
        "09:00:00Z is reserved in queue everyone, priority 0, age 0 s, being handed over to bob",
    ]
    assert reasons(world, task) == {
        "alice": ("assigned", "has the task"),
        "bob": ("offered", "is offered the task, has until 2030-01-07T09:02:00Z to answer"),
        "carol": ("not eligible", "is not the worker that the task is handed over to"),
    }


def test_a_transfer_to_a_queue_is_told(world, handed_over):
    task = handed_over(world.queue("spanish", target_workers='who == "nobody"'))

    assert lines(world, task)[5:7] == [
        "09:00:00Z alice hands it over to spanish, warm",
        "09:00:00Z is pending in queue spanish, priority 0, age 0 s, being handed over to spanish",
    ]
    assert reasons(world, task)["bob"][0] == "not eligible"
    assert reasons(world, task)["alice"] == ("assigned", "has the task")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("accepted", "is handed over by alice to bob"),
        (
            "rejected",
            "is not handed over to bob: Transfer failed because the reservation was rejected",
        ),
    ],
)
def test_what_becomes_of_a_transfer_is_told(world, handed_over, status, told):
    task = handed_over(world.bob)

    world.answer(task, status)

    assert f"09:00:00Z {told}" in lines(world, task)


def test_a_transfer_that_is_canceled_is_told(world, handed_over):
    task = handed_over(world.bob)

    world.transfer.update({"task_sid": task.sid, "transfer_status": "canceled"})

    assert "09:00:00Z alice cancels the transfer to bob" in lines(world, task)


def test_a_transfer_to_a_queue_goes_on(world, handed_over):
    task = handed_over(world.queue("spanish", target_workers="1==1"))

    world.reject(task)

    assert "09:00:00Z the transfer to spanish goes on with the next worker" in lines(world, task)


def test_who_is_gone_is_told_by_their_sid(world, handed_over):
    queue = world.queue("spanish", target_workers='who == "nobody"')
    task = handed_over(queue)
    world.transfer.update({"task_sid": task.sid, "transfer_status": "canceled"})

    world.delete(world.account.workspaces[task.workspace_sid])

    assert f"09:00:00Z {world.alice.sid} hands it over to {queue.sid}, warm" in lines(world, task)


# --- calls -------------------------------------------------------------------------------------


def told(world):
    [task] = world.account.tasks.values()
    return [line.strip().replace("2030-01-07T", "") for line in lines_of(world, task)]


def lines_of(world, task):
    return explain(world.account, task.sid)["sentences"]


def test_a_caller_who_waits_is_told_with_their_patience():
    world = queued()
    world.call_in(patience=60)
    world.pass_time(20)

    assert "its call waits since 20 s" in told(world)
    assert "09:01:00Z next: +15550100 hangs up" in told(world)


@pytest.mark.parametrize(
    ("phone", "until", "comes"),
    [
        (Phone(answer_after=6_000), "09:00:06Z", "answers"),
        (Phone(answers=False), "09:01:00Z", "has rung in vain: no-answer"),
    ],
)
def test_a_phone_that_rings_is_told_with_how_long_it_will(phone, until, comes):
    world = ringing(phone)
    order(world)
    world.pass_time(4)

    [offer] = [line for line in told(world) if line.startswith("alice: ")]
    assert offer.endswith(f"their phone rings since 4 s, until {until}")
    assert f"{until} next: the phone of alice {comes}" in told(world)


def test_a_phone_rings_no_longer_than_its_offer_lasts():
    world = ringing(Phone(answers=False))
    order(world, DequeueTimeout="300")
    world.pass_time(4)

    [offer] = [line for line in told(world) if line.startswith("alice: ")]
    assert offer.endswith("their phone rings since 4 s, until 09:02:00Z")
    assert not any("has rung in vain" in line for line in told(world))
    assert "09:02:00Z next: the offer to alice times out" in told(world)


def test_a_talk_is_told_with_its_end():
    world = ringing(Phone(talk_for=90_000))
    order(world)

    assert "its call talks to alice" in told(world)
    assert "09:01:30Z next: alice hangs up" in told(world)


def test_a_customer_whom_the_worker_left_is_alone():
    world = ringing(None, instruction="conference")
    order(world, "conference")
    world.hang_up(leg(world))

    assert "its call is alone in a conference" in told(world)


@pytest.mark.parametrize(
    ("instruction", "sentence"),
    [("redirect", "its call is in-progress"), ("hang up", "its call is over: completed")],
)
def test_a_call_that_went_elsewhere_is_told_too(instruction, sentence):
    world = ringing()
    if instruction == "redirect":
        world.app["/next"] = PARKED
        values = {"RedirectCallSid": world.call.sid, "RedirectUrl": f"{APP}/next"}
        order(world, "redirect", **values)
    else:
        world.hang_up(world.call)

    assert sentence in told(world)
