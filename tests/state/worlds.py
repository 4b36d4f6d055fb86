"""Worlds in the middle of things, and how tests save and load them."""

import json

from hypothesis import HealthCheck, settings

from mocktr import state
from mocktr.core import scheduler
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workspace import Workspace
from mocktr.state import State
from tests.core.world import World, routing, steps
from tests.seed.test_world import every_record

STEADY = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

MINE, GONE = "WK" + "9" * 32, "WS" + "9" * 32
"""SIDs that nobody would have made."""


def save(account, events=True, routes=True):
    return state.dump(State(account, routes), events)


def load(document, account_sid=None):
    return state.load(document, account_sid).account


def text(account):
    """All that a document holds, line by line."""
    return json.dumps(save(account), indent=0)


def told(account):
    """What clients can see of a world, and what will happen."""
    shown = [record.payload("https://host/v1") for record in every_record(account)]
    events = [[*event[:4], event.data() if event.type else {}] for event in account.events]
    return json.dumps([shown, events, account.timers.pending()], indent=0)


def busy():
    """A workspace in which something of everything is going on."""
    world = World()
    first = world.queue("first", max_reserved_workers=2)
    second = world.queue("second", target_workers="activity_name == 'Available'", task_order="LIFO")
    workflow = world.workflow(
        steps(
            {"queue": first, "timeout": 10, "priority": 3, "expression": "worker.level > task.x"},
            {"queue": second, "timeout": 40, "skip_if": "workers.available == 0"},
            {"queue": first, "known_worker_sid": "task.agent"},
            expression="kind == 'x'",
        ),
        default=first,
    )
    world.add_activity("Break", available=True)
    alice, bob = world.worker("alice", level=3), world.worker("bob", level=1)
    carol = world.worker("carol", activity="Offline")
    mail = world.channel("mail")
    assigned, reserved = world.task(), world.task("mail")
    wrapping = world.task("chat", kind="x", x=0)
    world.accept(assigned)
    for status in ("accepted", "wrapping"):
        world.answer(wrapping, status)
    world.update(bob.channels[mail.sid], capacity=3)
    rejected = world.task("voice", kind="x", x=2, agent=alice.sid)
    world.reject(rejected)
    for direct in (carol, carol, bob):
        world.task("sms", routing_target=direct.sid, ignore_capacity=False)
    world.advance(12)
    leave(world, carol)
    for priority in (1, 5):
        world.task("chat", kind="x", x=9, priority=priority)
    world.update(workflow, configuration=routing(default=second))
    world.task("voice", priority=7)
    offered = world.task("video", routing_target=first.sid)
    for reservation in offered.engaged():
        world.update(reservation, reservation_status="rejected")
    assert reserved.engaged()
    assert "task.reoffer" in world.timers()
    return world


def leave(world, carol):
    """Some leave: one who got their SID from a seed, and one who let a task go; a task ends."""
    activity = {"activity_sid": carol.activity_sid}
    mine = Worker.create(world.workspace, {"friendly_name": "mine", **activity}, sid=MINE)
    world.delete(mine)
    gone = world.worker("gone")
    world.reject(world.task("sms", routing_target=gone.sid))
    world.delete(gone)
    ended = world.task("video")
    world.update(ended, assignment_status="canceled", reason="done")


def held():
    """The same beside a single-tasking workspace; then routing is held."""
    world = busy()
    account = world.account
    values = {"friendly_name": "Other", "multi_task_enabled": False, "template": "FIFO"}
    other = Workspace.create(account, values)
    Workspace.create(account, {"friendly_name": "gone"}, sid=GONE).delete()
    available = other.activity_named("Available").sid
    for name in ("dora", "emil"):
        Worker.create(other, {"friendly_name": name, "activity_sid": available})
    Task.create(other, {})
    scheduler.settle(account)
    assert world.task("mail").engaged()
    for number in range(3):
        Task.create(other, {"priority": number})
    Task.create(world.workspace, {"task_channel": "voice"})
    scheduler.settle(account, route=False)
    assert scheduler.step(account).name == "reserved"
    Task.create(other, {"task_channel": "voice"})
    scheduler.settle(account, route=False)
    assert len(account.unsettled) == 2
    return world
