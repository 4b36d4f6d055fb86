"""A small world to test in: one workspace, driven through the core's own operations."""

import json
from contextlib import contextmanager

from mocktr.core import scheduler
from mocktr.core.account import Account, Settings
from mocktr.core.clock import SECOND, parse_iso
from mocktr.core.instructions.execution import execute
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import TaskChannel
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace
from mocktr.json_text import compact

ACCOUNT = "AC" + "0" * 31 + "1"
MONDAY = parse_iso("2030-01-07T09:00:00Z")
CALLER = "CA" + "f" * 32


def steps(*targets, expression="1==1", name="all"):
    """One filter with these targets."""
    return {"filter_friendly_name": name, "expression": expression, "targets": list(targets)}


class World:
    """A workspace and what a test does to it; every operation is settled before it returns."""

    def __init__(self, settings=None, **workspace):
        self.account = Account(ACCOUNT, MONDAY, settings or Settings())
        values = {"friendly_name": "Support", **workspace}
        self.workspace = Workspace.create(self.account, values)
        self.start = self.account.clock.now
        self.read = 0
        self.told()

    # --- building -------------------------------------------------------------------------------

    def create(self, record, **values):
        made = record.create(self.workspace, values)
        scheduler.settle(self.account)
        return made

    def queue(self, name="everyone", **values):
        return self.create(TaskQueue, friendly_name=name, **values)

    def worker(self, name="alice", activity="Available", **attributes):
        return self.create(
            Worker,
            friendly_name=name,
            activity_sid=self.activity(activity).sid,
            attributes=compact(attributes),
        )

    def workers(self, *names, **attributes):
        return [self.worker(name, **attributes) for name in names]

    def channel(self, name, **values):
        return self.create(TaskChannel, friendly_name=name, unique_name=name, **values)

    def add_activity(self, name, available=False):
        return self.create(Activity, friendly_name=name, available=available)

    def workflow(self, *filters, default=None, **values):
        configuration = routing(*filters, default=default)
        values = {"friendly_name": "route", "configuration": configuration, **values}
        return self.create(Workflow, **values)

    def simple(self, **queue):
        """A queue for everybody and a workflow that fills it."""
        everyone = self.queue(**queue)
        self.workflow(default=everyone)
        return everyone

    def task(self, channel="default", **values):
        """Create a task; attributes are given by their names."""
        own = {name: values.pop(name) for name in list(values) if name in OWN}
        return self.create(Task, attributes=compact(values), task_channel=channel, **own)

    def enqueued(self, **values):
        """A task that <Enqueue> made of a call."""
        numbers = {"from": "+15550001", "to": "+15550002"}
        return self.task(call_sid=CALLER, **{**numbers, **values})

    # --- doing ----------------------------------------------------------------------------------

    def update(self, record, **values):
        if isinstance(record, Reservation):
            execute(record, values)
        else:
            record.update(values)
        scheduler.settle(self.account)

    def delete(self, record):
        record.delete()
        scheduler.settle(self.account)

    def move(self, worker, activity, **values):
        self.update(worker, activity_sid=self.activity(activity).sid, **values)

    def accept(self, task):
        self.answer(task, "accepted")

    def reject(self, task, **values):
        self.answer(task, "rejected", **values)

    def answer(self, task, status, **values):
        """Give the task's youngest reservation a status."""
        self.update(task.reservations[-1], reservation_status=status, **values)

    def advance(self, seconds=0, ms=0):
        return [timer.name for timer in self.advance_to(self.now + seconds * SECOND + ms)]

    def advance_to(self, instant):
        return list(scheduler.advance(self.account, instant))

    # --- looking --------------------------------------------------------------------------------

    @property
    def now(self):
        return self.account.clock.now

    @property
    def age(self):
        """Seconds since the world began."""
        return (self.now - self.start) / SECOND

    def activity(self, name):
        return self.workspace.activity_named(name)

    def channel_of(self, worker, name="default"):
        return worker.channel_named(name)

    def told(self):
        """The types of the events since this was last asked."""
        log, self.read = self.account.events[self.read :], len(self.account.events)
        return [event.type for event in log]

    def holder(self, task):
        """The names of the workers who are asked or at work."""
        return [one.worker_name for one in task.engaged()]

    def timers(self):
        return [timer.name for timer in self.account.timers.pending()]


def with_telephone(**workspace):
    """A world whose only worker, Alice, can be called."""
    world = World(**workspace)
    world.simple()
    world.worker("alice", contact_uri="client:alice")
    return world


OWN = {
    "workflow_sid",
    "task_queue_sid",
    "routing_target",
    "ignore_capacity",
    "priority",
    "timeout",
    "virtual_start_time",
}


def routing(*filters, default=None):
    """A configuration document; queues may stand for their SIDs."""
    document = {"filters": list(filters)}
    if default is not None:
        document["default_filter"] = {"queue": default}
    text = json.dumps({"task_routing": document}, default=lambda queue: queue.sid)
    return compact(json.loads(text))


def statuses(records):
    return [
        getattr(record, "reservation_status", None) or record.assignment_status
        for record in records
    ]


@contextmanager
def unchanged(world):
    """Inside, something is refused; it must leave no trace."""
    account = world.account
    before = len(account.events), account.sids.count, world.timers()
    yield
    assert (len(account.events), account.sids.count, world.timers()) == before
