"""A call waits, and a task is made for it: the two are tied at few points."""

import json

import pytest

from mocktr.core.line.call import Call
from mocktr.core.line.enqueue import own_attributes
from mocktr.core.line.script import KEYS, PAUSE

from .world import LineWorld, heard

PARKED = "<Pause length='999'/>"


def queued(attributes="", task="<Task>{}</Task>", rest="", workers=(), app=None, **options):
    """A world in which every caller waits in the queue of its workflow."""
    world = LineWorld(**options)
    world.simple()
    workflow = next(iter(world.workspace.workflows))
    document = f"<Enqueue workflowSid='{workflow}' {attributes}>{task}</Enqueue>{rest}"
    world.app = {"/voice": document, "/wait": "<Play>music.mp3</Play>", **(app or {})}
    world.workflow_sid = workflow
    for name in workers:
        world.worker(name)
    world.told()
    return world


def only_task(world):
    [task] = world.account.tasks.values()
    return task


def test_the_task_is_there_when_the_wait_is_asked_for_first():
    world = queued("waitUrl='/wait'")
    call = world.call_in()

    task = only_task(world)
    assert call.task_sid == task.sid
    assert world.asked() == ["voice /voice", "waitUrl /wait"]
    request = world.line.requests[-1]
    told = [event.type for event in world.account.events[: request.after]]
    assert "task.created" in told


def test_the_task_has_the_attributes_of_the_call_and_those_of_the_application():
    world = queued(task='<Task>{"language": "es", "from": "mine"}</Task>')
    call = world.call_in()

    attributes = json.loads(only_task(world).attributes)
    assert list(attributes)[:3] == ["from_country", "called", "to_country"]
    assert list(attributes)[-2:] == ["to", "language"]
    assert (attributes["call_sid"], attributes["direction"]) == (call.sid, "inbound")
    assert (attributes["from"], attributes["caller"]) == ("mine", "+15550100")
    assert "application_sid" not in attributes


def test_a_call_through_an_application_says_so():
    call = Call(
        account=queued().account,
        sid="CA1",
        from_="client:joe",
        to="",
        created=0,
        application_sid="AP1",
    )

    assert own_attributes(call)["application_sid"] == "AP1"
    assert call.parameters()["ApplicationSid"] == "AP1"
    assert "FromCity" not in call.parameters()


def test_priority_and_timeout_are_those_of_the_task():
    world = queued(task='<Task priority="5" timeout="60">{}</Task>')
    world.call_in()

    assert (only_task(world).priority, only_task(world).timeout) == (5, 60)


def test_the_task_is_on_the_voice_channel_where_there_is_one():
    with_voice, without = queued(), queued()
    [voice] = [
        one for one in without.workspace.task_channels.values() if one.unique_name == "voice"
    ]
    without.workspace.task_channels.discard(voice)
    with_voice.call_in()
    without.call_in()

    assert only_task(with_voice).task_channel_unique_name == "voice"
    assert only_task(without).task_channel_unique_name == "default"


@pytest.mark.parametrize(
    ("attributes", "task", "code"),
    [
        ("", "<Task>[1]</Task>", 14221),
        ("", "<Task>{</Task>", 14221),
        ("", "<Task priority='high'>{}</Task>", 14222),
    ],
)
def test_a_task_that_can_not_be_is_an_alert_and_the_call_goes_on(attributes, task, code):
    world = queued("action='/left'", task=task)
    world.call_in()

    assert (world.codes(), world.account.tasks) == ([code], {})
    assert world.last("Enqueue action")["QueueResult"] == "error"


def test_a_workflow_that_is_not_there_is_an_alert():
    world = LineWorld({"/voice": f"<Enqueue workflowSid='WW1'/>{PARKED}"})
    call = world.call_in()

    assert (world.codes(), heard(call)) == ([14220], PAUSE)


def test_no_filter_that_matches_is_an_alert():
    world = LineWorld()
    queue = world.queue()
    world.workflow({"expression": "1 == 2", "targets": [{"queue": queue.sid}]})
    workflow = next(iter(world.workspace.workflows))
    world.app = {"/voice": f"<Enqueue workflowSid='{workflow}'/>"}
    world.call_in()

    assert world.codes() == [14222]


def test_a_queue_by_name_makes_no_task():
    world = LineWorld({"/voice": "<Enqueue>support</Enqueue>"})
    call = world.call_in()

    assert world.line.queue("support").members == [call.sid]
    assert world.account.tasks == {}
    world.hang_up(call)
    assert world.line.queue("support").members == []


def test_a_queue_that_is_full_takes_nobody():
    world = LineWorld({"/voice": "<Enqueue action='/left'>support</Enqueue>"})
    for _ in range(100):
        world.call_in()

    call = world.call_in()

    assert world.last()["QueueResult"] == "queue-full"
    assert call.status == "completed"


# --- the wait ------------------------------------------------------------------------------------


def test_the_wait_tells_of_the_queue_and_is_asked_for_again():
    world = queued("waitUrl='/wait'")
    world.call_in()
    world.pass_time(5)
    world.call_in()
    world.asked()

    world.pass_time(30)

    assert world.asked() == ["waitUrl /wait", "waitUrl /wait"]
    told = world.last()
    assert (told["QueuePosition"], told["CurrentQueueSize"], told["QueueTime"]) == ("2", "2", "30")
    assert (told["AvgQueueTime"], told["MaxQueueSize"]) == ("0", "100")


def test_a_wait_with_a_time_of_its_own_is_asked_for_when_it_is_over():
    world = queued("waitUrl='/wait' waitUrlMethod='GET'", app={"/wait": "<Pause length='7'/>"})
    world.call_in()
    world.pass_time(7)

    assert world.asked() == ["voice /voice", "waitUrl /wait", "waitUrl /wait"]
    assert world.line.requests[-1].method == "GET"


def test_keys_in_the_wait_lead_to_another_document_of_the_wait():
    wait = "<Gather action='keys' numDigits='1' timeout='60'/>"
    app = {"/q/wait": wait, "/q/keys": "<Pause length='4'/>"}
    world = queued("waitUrl='/q/wait'", app=app)
    call = world.call_in()
    world.press(call, "1")

    assert call.waiting
    assert world.last()["QueuePosition"] == "1"
    world.pass_time(4)
    assert world.asked()[-2:] == ["Gather action /q/keys", "waitUrl /q/wait"]


def test_a_redirect_in_the_wait_stays_in_the_queue():
    app = {"/wait": "<Redirect>/other</Redirect>", "/other": "<Gather timeout='60'/>"}
    world = queued("waitUrl='/wait'", app=app)
    call = world.call_in()

    assert (bool(call.waiting), heard(call)) == (True, KEYS)
    assert "QueueSid" in world.last()


def test_leave_goes_on_behind_the_queue_and_cancels_the_task():
    app = {"/wait": "<Leave/>", "/left": PARKED}
    world = queued("waitUrl='/wait' action='/left'", app=app)
    call = world.call_in()

    assert world.asked() == ["voice /voice", "waitUrl /wait", "Enqueue action /left"]
    assert world.last()["QueueResult"] == "leave"
    assert (only_task(world).assignment_status, only_task(world).reason) == ("canceled", "leave")
    assert heard(call) == PAUSE


def test_leave_without_an_action_goes_on_with_the_next_verb():
    world = queued("waitUrl='/wait'", rest=PARKED, app={"/wait": "<Leave/>"})

    assert heard(world.call_in()) == PAUSE


def test_a_wait_that_fails_is_silence():
    world = queued("waitUrl='/wait'", app={"/wait": None})
    call = world.call_in()
    world.pass_time(600)

    assert (bool(call.waiting), world.asked()) == (True, ["voice /voice", "waitUrl /wait"])


def test_hangup_in_the_wait_ends_the_call_and_its_task():
    world = queued("waitUrl='/wait'", app={"/wait": "<Pause length='9'/><Hangup/>"})
    call = world.call_in()
    world.pass_time(9)

    assert call.status == "completed"
    assert only_task(world).assignment_status == "canceled"


# --- how it ends ---------------------------------------------------------------------------------


def test_a_caller_who_hangs_up_cancels_the_task():
    world = queued("action='/left'")
    call = world.call_in()
    world.pass_time(12)
    world.told()
    world.hang_up(call)

    assert world.told() == ["task.canceled"]
    assert only_task(world).reason == "hangup"
    told = world.last("Enqueue action")
    assert (told["QueueResult"], told["QueueTime"]) == ("hangup", "12")
    assert told["CallStatus"] == "completed"


def test_a_caller_who_hangs_up_takes_the_offer_back():
    world = queued(workers=["alice"])
    call = world.call_in()
    [reservation] = only_task(world).reservations
    assert reservation.is_pending

    world.hang_up(call)

    assert reservation.reservation_status == "canceled"


def test_patience_ends_in_the_queue():
    world = queued()
    call = world.call_in(patience=90)
    world.pass_time(89)
    assert call.is_live

    world.pass_time(1)

    assert (call.status, only_task(world).reason) == ("completed", "hangup")


def test_a_task_that_is_canceled_leaves_the_call_where_it_is():
    world = queued("waitUrl='/wait'")
    call = world.call_in()
    only_task(world).update({"assignment_status": "canceled", "reason": "no more"})
    world.pass_time(60)

    assert call.waiting
    world.told()
    world.hang_up(call)
    assert world.told() == []
    assert only_task(world).reason == "no more"


def test_a_task_that_is_gone_leaves_the_call_where_it_is():
    world = queued()
    call = world.call_in()
    only_task(world).delete()
    world.hang_up(call)

    assert (call.status, world.account.tasks) == ("completed", {})


def test_the_average_wait_is_of_those_who_left():
    world = queued("waitUrl='/wait'")
    first = world.call_in()
    world.pass_time(20)
    world.hang_up(first)
    world.call_in()

    assert world.last()["AvgQueueTime"] == "20"


def test_enqueued_again_a_call_has_a_new_task():
    world = queued("waitUrl='/wait' action='/voice'", app={"/wait": "<Pause/><Leave/>"})
    call = world.call_in()
    world.pass_time(1)

    first, second = world.account.tasks.values()
    assert (first.assignment_status, second.assignment_status) == ("canceled", "pending")
    assert call.task_sid == second.sid
