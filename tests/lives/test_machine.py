"""Random lives of a workspace, held against the rules, a brute-force router and themselves."""

import copy
import pickle
from collections import Counter
from difflib import unified_diff

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mocktr.core import scheduler
from mocktr.core.account import Account, Settings
from mocktr.core.behavior import read_behavior
from mocktr.core.event_type import TTL_EXCEEDED
from mocktr.core.instructions.execution import execute
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_channel import TaskChannel
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing.walk import Unmatched
from mocktr.errors import ApiError
from mocktr.json_text import compact
from tests.core import brute_force, recount, recount_coverage
from tests.core.world import ACCOUNT, MONDAY
from tests.examples import examples

CREATED = "reservation.created"
STEADY = {"deadline": None, "suppress_health_check": list(HealthCheck)}
PROFILE = settings(
    max_examples=examples(30), stateful_step_count=50, derandomize=True, database=None, **STEADY
)

COLLECTIONS = {
    "activities": Activity,
    "task_channels": TaskChannel,
    "task_queues": TaskQueue,
    "tasks": Task,
    "workers": Worker,
    "workflows": Workflow,
}
CHANNELS = ("default", "chat", "voice")

index = st.integers(0, 30)
activity = st.sampled_from(["Available", "Break", "Offline", "Unavailable"])
skills = st.sets(st.sampled_from("abc"), max_size=3).map(sorted)
level = st.one_of(st.integers(0, 3), st.integers(0, 3), st.none())


def chance(strategy):
    return st.one_of(st.none(), strategy)


worker_attributes = st.fixed_dictionaries(
    {"skills": skills}, optional={"level": level, "age": st.one_of(st.integers(1, 3), st.just("x"))}
)
task_attributes = st.fixed_dictionaries(
    {},
    optional={
        "skill": st.sampled_from("abc"),
        "level": st.integers(0, 3),
        "agent_name": st.sampled_from(["w0", "w1", "w2"]),
        "kind": st.sampled_from("xy"),
        "call_sid": st.just("CA" + "f" * 32),
        "outbound_to": st.just("+1"),
    },
)
target_workers = st.sampled_from(
    [
        *["1==1"] * 5,
        "skills HAS 'a'",
        "level > 1",
        "activity_name == 'Available'",
        "worker.channel.chat.assigned_tasks == 0",
        "friendly_name != 'w1'",
        "",
    ]
)
queue_values = st.fixed_dictionaries(
    {"target_workers": target_workers},
    optional={
        "task_order": st.sampled_from(["FIFO", "LIFO"]),
        "max_reserved_workers": st.integers(1, 3),
    },
)
target = st.fixed_dictionaries(
    {"queue": index},
    optional={
        "timeout": st.sampled_from([1, 5, "10", 30]),
        "priority": st.sampled_from([1, 5, "9"]),
        "expression": st.sampled_from(
            [
                "worker.skills HAS task.skill",
                "worker.level >= task.level",
                "worker.channel.voice.available_capacity_percentage == 100",
                "worker.channel.chat.assigned_tasks >= 1",
                "worker.channel.chat.available_capacity_percentage <= 50",
                "worker.activity_name IN ['Available', 'Break']",
            ]
        ),
        "order_by": st.sampled_from(
            ["worker.level DESC", "worker.age ASC, worker.level DESC", "worker.skills ASC"]
        ),
        "skip_if": st.sampled_from(
            ["1==1", "workers.available == 0", "workers.unavailable > 1", "workers.available < 2"]
        ),
    },
)
known_target = st.fixed_dictionaries(
    {"queue": index, "known_worker_friendly_name": st.just("task.agent_name")},
    optional={"timeout": st.just(5), "skip_if": st.just("1==1")},
)
ordering_target = st.fixed_dictionaries(
    {
        "queue": index,
        "order_by": st.sampled_from(["worker.level DESC", "worker.level ASC", "worker.age ASC"]),
    }
)
leaving_target = st.fixed_dictionaries(
    {"queue": index, "timeout": st.sampled_from([1, 5])}, optional={"skip_if": st.just("1==1")}
)
any_target = st.one_of(target, target, ordering_target, leaving_target, known_target)
workflow_filter = st.fixed_dictionaries(
    {
        "expression": st.sampled_from(["1==1", "1==1", "kind == 'x'", "level > 1"]),
        "targets": st.lists(any_target, min_size=1, max_size=3),
    }
)


instruction = st.sampled_from(
    [
        {"instruction": "conference", "from": "+1", "to": "client:x"},
        {"instruction": "dequeue", "dequeue_from": "+1", "dequeue_to": "client:x"},
        *(
            {
                "instruction": "call",
                "call_from": "+1",
                "call_to": "client:x",
                "call_url": "http://x",
                "call_accept": accept,
            }
            for accept in (False, True)
        ),
        {"instruction": "supervise", "supervisor_mode": "barge", "supervisor": "client:x"},
        # Nobody here has a contact_uri.
        {"instruction": "conference", "from": "+1"},
    ]
)


seconds = st.sampled_from([1, 2, 5, 7, 10, 20])
every = st.integers(1, 3)
behavior = st.fixed_dictionaries(
    {"accept_after": seconds},
    optional={
        **dict.fromkeys(("handle_for", "wrap_up_for", "available_after"), seconds),
        **dict.fromkeys(("accept_every", "reject_every", "miss_every"), every),
    },
)


def pick(records, number):
    """One of the records (or their SIDs), or None."""
    records = list(records)
    return records[number % len(records)] if records else None


# --- operations, as plain data ------------------------------------------------------------------


def workspace_of(account):
    return next(iter(account.workspaces.values()))


def find(account, collection, sid):
    if collection == "reservations":
        return account.reservations[sid]
    if collection == "channels":
        worker, name = sid
        return workspace_of(account).workers[worker].channel_named(name)
    return getattr(workspace_of(account), collection)[sid]


def create(account, collection, values):
    COLLECTIONS[collection].create(workspace_of(account), copy.copy(values))


def update(account, collection, sid, values):
    find(account, collection, sid).update(copy.copy(values))


def update_reservation(account, sid, values):
    execute(account.reservations[sid], copy.copy(values))


def update_workspace(account, values):
    workspace_of(account).update(copy.copy(values))


def delete(account, collection, sid):
    find(account, collection, sid).delete()


def withdraw(account, sid):
    account.reservations[sid].cancel(45303)


def behave(account, sid, values):
    workspace_of(account).workers[sid].behave(read_behavior(values))


def force(account, sid, worker_sid):
    task = account.tasks[sid]
    if task.assignment_status == "pending":
        task.reserve([workspace_of(account).workers[worker_sid].channels[task.task_channel_sid]])


def move_clock(account, instant):
    """Go to `instant` and fire what is due there, but leave the routing to be seen."""
    account.clock.move_to(instant)
    list(scheduler.fire_due(account))


def found(multi, first):
    account = Account(ACCOUNT, MONDAY, Settings(max_assignments=4))
    values = {
        "friendly_name": "W",
        "template": "FIFO",
        "multi_task_enabled": multi,
        "prioritize_queue_order": first,
    }
    workspace = Workspace.create(account, values)
    Activity.create(workspace, {"friendly_name": "Break", "available": True})
    scheduler.settle(account)
    return account


def same(one, other):
    # pytest would take minutes to show how two long texts differ.
    if one != other:
        lines = unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=8)
        raise AssertionError("\n".join(list(lines)[:60]))


def play(account, story):
    """Do it all over again."""
    for name, args in story:
        try:
            OPERATIONS[name](account, *args)
        except ApiError:
            continue
        scheduler.settle(account)


def routed(counts):
    """What is counted when tasks are matched with workers: configuration, step, outcome."""
    found = Counter()
    for (_, *key, _), times in counts.items():
        found[tuple(key)] += times * (key[-1] in brute_force.OUTCOMES)
    return found


OPERATIONS = {
    operation.__name__: operation
    for operation in (
        *(create, update, update_reservation, update_workspace, delete, withdraw),
        *(move_clock, behave, force),
    )
}


SELDOM = (
    "prioritize",
    "optimize_channel",
    "add_or_remove_mail",
    "rename_activity",
    "delete_queue",
    "delete_workflow",
    "delete_activity",
    "delete_worker",
)


class Machine(RuleBasedStateMachine):
    """One workspace. Every operation is plain data, so that it can be done to a copy and again."""

    @initialize(
        multi=st.sampled_from([True, True, False]),
        first=st.sampled_from(["FIFO", "LIFO"]),
        queues=st.lists(queue_values, min_size=2, max_size=3),
        filters=st.lists(workflow_filter, min_size=1, max_size=3),
        workers=st.lists(worker_attributes, min_size=2, max_size=4),
        tasks=st.lists(st.sampled_from(CHANNELS), min_size=2, max_size=6),
    )
    def begin(self, multi, first, queues, filters, workers, tasks):
        self.first = multi, first
        self.account = found(multi, first)
        self.story = []
        self.twin, self.twin_story = None, 0
        self.names = 0
        self.at_rest = True
        self.expected = []
        self.refused = []
        self.forced = []
        for values in queues:
            self.create_queue(values)
        self.update_workflow(0, filters, 0, False)
        for attributes in workers:
            self.create_worker(attributes, "Available")
        self.create_tasks(tasks)

    @property
    def workspace(self):
        return workspace_of(self.account)

    # --- doing and comparing --------------------------------------------------------------------

    def do(self, operation, *args):
        account = self.account
        before, self.at_rest = pickle.dumps(account), False
        self.story.append((operation.__name__, args))
        try:
            operation(account, *args)
        except ApiError as refusal:
            same(recount.dump(account), recount.dump(pickle.loads(before)))
            if isinstance(refusal, Unmatched):
                self.refused.append(refusal.tried.configuration)
        else:
            self.check_walk()
            self.settle()
        self.at_rest = True

    def settle(self):
        """Route, and hold what was decided against the brute force on a copy."""
        plan = brute_force.read(workspace_of(pickle.loads(pickle.dumps(self.account))))
        expected = brute_force.route(plan)
        start, counts = len(self.account.events), Counter(self.account.tally.counts)
        scheduler.settle(self.account)
        assert routed(Counter(self.account.tally.counts) - counts) == plan.outcomes
        made = [
            (event.parts[0].sid, event.parts[2].sid)
            for event in self.account.events[start:]
            if event.type == "reservation.created"
        ]
        assert made == [(task, worker) for task, workers in expected for worker in workers]
        for task in plan.tasks:
            real = self.account.tasks[task.sid]
            assert (real.position, real.task_queue_sid, real.priority, real.deadline) == (
                task.step,
                task.queue,
                task.priority,
                task.deadline,
            )
        self.check_capacity(made)

    def walk_until(self, instant):
        """The tasks whose step is over by then, as the reference has them go on."""
        plan = brute_force.read(self.workspace)
        plan.now = instant
        return brute_force.end_steps(plan)

    def check_walk(self):
        for task in self.expected:
            real = self.account.tasks[task.sid]
            if real.reason == TTL_EXCEEDED:
                continue
            assert real.assignment_status == ("pending" if task.waits else "canceled")
            assert not task.waits or (real.position, real.task_queue_sid, real.priority) == (
                task.step,
                task.queue,
                task.priority,
            )
        self.expected = []

    def check_capacity(self, made):
        tasks = self.account.tasks
        beyond = [worker for task, worker in made if tasks[task].ignore_capacity]
        for task, worker in made:
            if tasks[task].ignore_capacity:
                continue
            worker = self.workspace.workers[worker]
            channel = worker.channels[tasks[task].task_channel_sid]
            if self.workspace.multi_task_enabled:
                assert channel.load - len(beyond) <= channel.configured_capacity
            else:
                assert worker.engagements - len(beyond) <= 1

    # --- configuration --------------------------------------------------------------------------

    @rule(values=queue_values, new=st.booleans(), number=index)
    def change_queues(self, values, new, number):
        if new:
            self.create_queue(values)
        else:
            self.do(update, "task_queues", pick(self.workspace.task_queues, number), values)

    def create_queue(self, values):
        if len(self.workspace.task_queues) < 5:
            self.names += 1
            self.do(create, "task_queues", {**values, "friendly_name": f"q{self.names}"})

    @rule(
        filters=st.lists(workflow_filter, max_size=3),
        default=chance(index),
        number=index,
        way=st.sampled_from(["new", "keep", "again", "again"]),
    )
    def change_workflows(self, filters, default, number, way):
        if way == "new":
            self.create_workflow(filters, default)
        else:
            self.update_workflow(number, filters, default, way == "again")

    def create_workflow(self, filters, default):
        if len(self.workspace.workflows) < 4:
            self.names += 1
            values = {"friendly_name": f"f{self.names}", "task_reservation_timeout": 10}
            self.do(create, "workflows", {**values, **self.configuration(filters, default)})

    def update_workflow(self, number, filters, default, again):
        values = {**self.configuration(filters, default), "re_evaluate_tasks": again}
        self.do(update, "workflows", pick(self.workspace.workflows, number), values)

    def configuration(self, filters, default):
        queues = self.workspace.task_queues
        filters = copy.deepcopy(filters)
        for row in filters:
            for number, step in enumerate(row["targets"]):
                step["queue"] = pick(queues, step["queue"])
                if number and step["queue"] == pick(queues, 0):
                    del step["queue"]
        document = {"filters": filters}
        if default is not None:
            document["default_filter"] = {"queue": pick(queues, default)}
        return {"configuration": compact({"task_routing": document})}

    @rule(kind=st.sampled_from(SELDOM), number=index, flag=st.booleans())
    def tinker(self, kind, number, flag):
        getattr(self, kind)(number, flag)

    def prioritize(self, number, flag):
        self.do(update_workspace, {"prioritize_queue_order": "FIFO" if flag else "LIFO"})

    def optimize_channel(self, number, flag):
        sid = pick(self.workspace.task_channels, number)
        self.do(update, "task_channels", sid, {"channel_optimized_routing": flag})

    def add_or_remove_mail(self, number, flag):
        mail = self.workspace.task_channels.find("mail")
        if mail and not flag:
            self.do(delete, "task_channels", mail.sid)
        elif flag and not mail:
            self.do(create, "task_channels", {"friendly_name": "Mail", "unique_name": "mail"})

    def rename_activity(self, number, flag):
        sid = pick(self.workspace.activities, number)
        self.do(update, "activities", sid, {"friendly_name": "Nap" if flag else "Available"})

    def delete_queue(self, number, flag):
        self.do(delete, "task_queues", pick(self.workspace.task_queues, number))

    def delete_workflow(self, number, flag):
        if len(self.workspace.workflows) > 1:
            self.do(delete, "workflows", pick(self.workspace.workflows, number))

    def delete_activity(self, number, flag):
        self.do(delete, "activities", pick(self.workspace.activities, number))

    def delete_worker(self, number, flag):
        if self.workspace.workers:
            self.do(delete, "workers", pick(self.workspace.workers, number))

    # --- workers --------------------------------------------------------------------------------

    @rule(attributes=worker_attributes, activity=activity)
    def create_worker(self, attributes, activity):
        if len(self.workspace.workers) < 5:
            self.names += 1
            values = {
                "friendly_name": f"w{len(self.workspace.workers)}",
                "attributes": compact(attributes),
                "activity_sid": self.activity_sid(activity),
            }
            self.do(create, "workers", values)

    @precondition(lambda self: self.workspace.workers)
    @rule(number=index, attributes=worker_attributes)
    def teach_worker(self, number, attributes):
        values = {"attributes": compact(attributes)}
        self.do(update, "workers", pick(self.workspace.workers, number), values)

    @precondition(lambda self: self.workspace.workers)
    @rule(number=index, activity=activity, reject=st.booleans())
    def move_worker(self, number, activity, reject):
        values = {
            "activity_sid": self.activity_sid(activity),
            "reject_pending_reservations": reject,
        }
        self.do(update, "workers", pick(self.workspace.workers, number), values)

    @precondition(lambda self: self.workspace.workers)
    @rule(number=index, name=st.sampled_from(CHANNELS), values=st.data())
    def update_channel(self, number, name, values):
        values = values.draw(
            st.fixed_dictionaries(
                {}, optional={"capacity": st.integers(0, 3), "available": st.booleans()}
            )
        )
        self.do(update, "channels", (pick(self.workspace.workers, number), name), values)

    @precondition(lambda self: self.workspace.workers)
    @rule(number=index, values=behavior)
    def let_worker_behave(self, number, values):
        self.do(behave, pick(self.workspace.workers, number), values)

    @rule()
    def everybody_comes_back(self):
        for sid in list(self.workspace.workers):
            self.do(update, "workers", sid, {"activity_sid": self.activity_sid("Available")})

    def activity_sid(self, name):
        activities = self.workspace.activities
        named = {one.friendly_name: one.sid for one in activities.values()}
        return named.get(name) or pick(activities, 0)

    # --- tasks ----------------------------------------------------------------------------------

    @rule(
        attributes=task_attributes,
        channel=st.sampled_from(["default", "default", "default", "chat", "voice", "mail"]),
        priority=chance(st.integers(0, 3)),
        age=chance(st.integers(0, 9)),
        timeout=chance(st.sampled_from([10, 20])),
        workflow=index,
        known=chance(index),
    )
    def create_task(self, attributes, channel, priority, age, timeout, workflow, known):
        if known is not None and self.workspace.workers:
            attributes = {**attributes, "agent": pick(self.workspace.workers, known)}
        values = {
            "attributes": compact(attributes),
            "task_channel": channel,
            "workflow_sid": pick(self.workspace.workflows, workflow),
        }
        optional = {
            "priority": priority,
            "timeout": timeout,
            "virtual_start_time": None if age is None else self.workspace.now - age * 1000,
        }
        values.update({name: value for name, value in optional.items() if value is not None})
        self.do(create, "tasks", values)

    @rule(
        kind=st.sampled_from(["workers", "workers", "task_queues", "workflows"]),
        number=index,
        ignore=chance(st.booleans()),
        queue=chance(index),
        channel=st.sampled_from(CHANNELS),
    )
    def create_direct_task(self, kind, number, ignore, queue, channel):
        sid = pick(getattr(self.workspace, kind), number)
        values = {"routing_target": sid, "task_channel": channel}
        if ignore is not None and kind == "workers":
            values["ignore_capacity"] = ignore
        if queue is not None:
            values["task_queue_sid"] = pick(self.workspace.task_queues, queue)
        if sid:
            self.do(create, "tasks", values)

    @precondition(lambda self: self.workspace.tasks)
    @rule(
        number=index,
        attributes=chance(task_attributes),
        priority=chance(st.integers(0, 9)),
        channel=chance(st.sampled_from(CHANNELS)),
        age=chance(st.integers(0, 9)),
    )
    def update_task(self, number, attributes, priority, channel, age):
        values = {
            "attributes": None if attributes is None else compact(attributes),
            "priority": priority,
            "task_channel": channel,
            "virtual_start_time": None if age is None else self.workspace.now - age * 1000,
        }
        values = {name: value for name, value in values.items() if value is not None}
        self.do(update, "tasks", pick(self.workspace.tasks, number), values)

    @rule(channels=st.lists(st.sampled_from(CHANNELS), min_size=2, max_size=4))
    def create_tasks(self, channels):
        for name in channels:
            workflow = next(iter(self.workspace.workflows))
            self.do(create, "tasks", {"task_channel": name, "workflow_sid": workflow})

    @precondition(lambda self: self.workspace.tasks)
    @rule(
        number=index,
        status=st.sampled_from(["canceled", "wrapping", "completed", "completed", "deleted"]),
    )
    def end_task(self, number, status):
        sid = pick(self.workspace.tasks, number)
        if status == "deleted":
            self.do(delete, "tasks", sid)
        else:
            self.do(update, "tasks", sid, {"assignment_status": status, "reason": "done"})

    # --- reservations ---------------------------------------------------------------------------

    def living(self):
        return [
            one.sid
            for one in self.account.reservations.values()
            if one.reservation_status in ("pending", "accepted", "wrapping")
        ]

    @precondition(lambda self: self.living())
    @rule(
        number=index,
        status=st.sampled_from(["accepted", "accepted", "wrapping", "completed"]),
    )
    def answer(self, number, status):
        sid = pick(self.living(), number)
        self.do(update_reservation, sid, {"reservation_status": status})

    @precondition(lambda self: self.living())
    @rule(number=index, then=chance(activity))
    def reject(self, number, then):
        values = {"reservation_status": "rejected"}
        if then is not None:
            values["worker_activity_sid"] = self.activity_sid(then)
        self.do(update_reservation, pick(self.living(), number), values)

    @precondition(lambda self: self.living())
    @rule(number=index)
    def work_it_off(self, number):
        sid = pick(self.living(), number)
        for status in ("accepted", "completed"):
            self.do(update_reservation, sid, {"reservation_status": status})

    @precondition(lambda self: self.living())
    @rule(number=index, values=instruction)
    def instruct(self, number, values):
        self.do(update_reservation, pick(self.living(), number), values)

    @precondition(lambda self: self.account.reservations)
    @rule(number=index, status=st.sampled_from(["accepted", "rejected", "completed"]))
    def answer_late(self, number, status):
        sid = pick(self.account.reservations, number)
        self.do(update_reservation, sid, {"reservation_status": status})

    @precondition(lambda self: self.living())
    @rule()
    def accept_all(self):
        for sid in self.living():
            if self.account.reservations[sid].is_pending:
                self.do(update_reservation, sid, {"reservation_status": "accepted"})

    @precondition(lambda self: self.living())
    @rule(number=index)
    def withdraw(self, number):
        sid = pick(self.living(), number)
        if self.account.reservations[sid].is_pending:
            self.do(withdraw, sid)

    @precondition(lambda self: self.workspace.tasks and self.workspace.workers)
    @rule(number=index, worker=index)
    def force_offer(self, number, worker):
        waiting = [one.sid for one in self.workspace.tasks.values() if one.place is not None]
        if waiting:
            start = len(self.account.events)
            self.do(force, pick(waiting, number), pick(self.workspace.workers, worker))
            told = self.account.events[start:]
            self.forced += [one.resource_sid for one in told if one.type == CREATED][:1]

    # --- time and copies ------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0, 1, 2, 5, 5, 10, 10, 31, 301]))
    def advance(self, seconds):
        end = self.account.clock.now + seconds * 1000
        while (due := self.account.timers.next_due()) is not None and due <= end:
            self.expected = self.walk_until(due)
            self.do(move_clock, due)
            recount.check(self.workspace)
        self.do(move_clock, end)

    @rule(seconds=st.integers(1, 6))
    def wait(self, seconds):
        self.advance(seconds)

    @rule(channels=st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3))
    def come_and_wait(self, channels):
        self.create_tasks(channels)
        self.advance(5)

    @rule()
    def fork(self):
        """From here on a pickled copy goes the same way."""
        self.twin, self.twin_story = pickle.dumps(self.account), len(self.story)

    # --- rules ----------------------------------------------------------------------------------

    @invariant()
    def everything_adds_up(self):
        if hasattr(self, "account"):
            recount.check(self.workspace)

    @invariant()
    def nobody_waits_for_a_free_worker(self):
        if hasattr(self, "account"):
            assert brute_force.route(brute_force.read(self.workspace)) == []

    def teardown(self):
        if not getattr(self, "at_rest", False):
            return
        recount.check_history(self.account.events)
        counted = recount_coverage.recounted(self.account.events, self.refused, self.forced)
        assert recount_coverage.tallied(self.account) == counted
        lived = recount.dump(self.account)
        again = found(*self.first)
        play(again, self.story)
        same(recount.dump(again), lived)
        if self.twin:
            twin = pickle.loads(self.twin)
            play(twin, self.story[self.twin_story :])
            same(recount.dump(twin), lived)


def test_random_lives_keep_every_rule():
    run_state_machine_as_test(Machine, settings=PROFILE)
