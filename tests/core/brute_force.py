"""A router that follows the reference's prose literally, and slowly, over plain records.

It shares nothing with mocktr's own router but the expression language: `read` copies what there is
to decide on, `route` says who gets what, in order. (sources: selection, workflows)
"""

import json
from collections import Counter
from types import SimpleNamespace as Plain

from mocktr import expressions


def true(source, scope):
    return bool(source) and expressions.compile(source).matches(scope)


def route(world):
    """Serve the first waiting task that somebody can take, until there is none."""
    made = []
    while True:
        end_steps(world)
        if not any(serve(world, task, made) for task in sorted(world.tasks, key=order(world))):
            return made
        world.tasks = [task for task in world.tasks if task.waits]


OUTCOMES = ("reserved", "decided", "skipped", "stayed")


def note(world, task, outcome, times=1):
    """Keep count of what routing decides at a step, for the coverage."""
    if task.step:
        world.outcomes[task.configuration, task.step, outcome] += times


def serve(world, task, made):
    workers = eligible(world, task)
    if workers:
        most = 1 if task.direct else world.queues[task.queue].most
        note(world, task, "reserved", len(workers[:most]))
        note(world, task, "decided", tells_apart(task, workers))
        for worker in workers[:most]:
            reserve(world, task, worker)
        task.waits = False
        made.append((task.sid, [worker.sid for worker in workers[:most]]))
        return True
    fresh, task.fresh = task.fresh, False
    skip_if = target_of(task).get("skip_if")
    if fresh and skip_if:
        skips = true(skip_if, {"workers": presence(world, task)})
        note(world, task, "skipped" if skips else "stayed")
        if skips:
            leave(world, task, timed_out=False)
        return skips
    return False


def order(world):  # (sources: selection)
    def place(task):
        kind = "FIFO" if task.direct else world.queues[task.queue].order
        if kind == "FIFO":
            return kind != world.first, -task.priority, task.start, task.number
        return kind != world.first, -task.start, -task.number

    return place


def eligible(world, task):  # (sources: selection)
    if task.direct:
        return [w for w in world.workers if w.sid == task.direct and may_take(world, task, w)]
    target = target_of(task)
    found = [
        worker
        for worker in world.workers
        if is_member(world, task.queue, worker)
        and may_take(world, task, worker)
        and is_known(task, target, worker)
        and true(target.get("expression") or "1==1", scope(task, worker))
    ]
    found.sort(key=lambda worker: (idle_since(world, task, worker), worker.since, worker.number))
    clauses = clauses_of(target)
    values = {(w.sid, path): at(scope(task, w), path) for w in found for path, _ in clauses}
    if all(type(value) in (int, type(None)) for value in values.values()):
        for path, way in reversed(clauses):
            sign = -1 if way == "DESC" else 1
            level = {w.sid: values[w.sid, path] for w in found}
            found.sort(key=lambda w: (level[w.sid] is None, sign * (level[w.sid] or 0)))
    return found


def clauses_of(target):
    return [clause.split() for clause in target.get("order_by", "").split(",") if clause]


def tells_apart(task, workers):
    """Whether order_by ranks two of the workers differently."""
    paths = [path for path, _ in clauses_of(target_of(task))]
    rows = [[at(scope(task, worker), path) for path in paths] for worker in workers]
    applies = all(type(value) in (int, type(None)) for row in rows for value in row)
    return applies and any(row != rows[0] for row in rows)


def may_take(world, task, worker):
    channel = worker.channels[task.channel]
    if worker.sid in task.paused:
        return False
    if task.ignores:
        return True
    room = channel.load < channel.capacity if world.multi else not worker.busy
    return worker.available and channel.available and room


def is_known(task, target, worker):
    sid, name = target.get("known_worker_sid"), target.get("known_worker_friendly_name")
    named = {"task": task.attributes}
    return (not sid or at(named, sid) == worker.sid) and (
        not name or at(named, name) == worker.name
    )


def is_member(world, queue, worker):
    names = worker_names(worker)
    return true(world.queues[queue].target, {**names, "worker": names})


def presence(world, task):
    members = [worker for worker in world.workers if is_member(world, task.queue, worker)]
    available = sum(worker.available for worker in members)
    return {"available": available, "unavailable": len(members) - available}


def idle_since(world, task, worker):
    return (
        worker.channels[task.channel].reserved
        if task.channel in world.optimized
        else worker.reserved
    )


def reserve(world, task, worker):
    channel = worker.channels[task.channel]
    channel.load += 1
    channel.reserved = worker.reserved = world.now
    worker.busy = True
    activity = None if world.multi or not task.queue else world.queues[task.queue].activity
    if activity and activity != worker.activity:
        worker.activity, worker.since = activity, world.now
        worker.available = world.activities[activity].available


# --- the walk (sources: workflows) ----------------------------------------------------------------


def target_of(task):
    number, target = task.step or (None, None)
    if number is None:
        return {}
    return task.default if number == -1 else task.filters[number]["targets"][target]


def is_overdue(world, task):
    return task.deadline is not None and world.now >= task.deadline


def end_steps(world):
    """Let the tasks whose step is over go on, until none is; answers them."""
    left = []
    while overdue := [task for task in world.tasks if is_overdue(world, task)]:
        for task in overdue:
            leave(world, task, timed_out=True)
        left += [task for task in overdue if task not in left]
    return left


def leave(world, task, timed_out):
    task.timed_out |= timed_out
    timeout = int(target_of(task).get("timeout") or 0) * 1000
    task.sum -= 0 if timed_out else timeout
    number, target = task.step
    if number == -1:
        after = None
    elif target + 1 < len(task.filters[number]["targets"]):
        after = number, target + 1
    else:
        later = enumerate(task.filters[number + 1 :], number + 1)
        after = next(((n, 0) for n, row in later if true(row["expression"], task.attributes)), None)
        if after is None and not task.timed_out and task.default:
            after = -1, 0
    task.waits = after is not None
    if task.waits:
        enter(task, after)
    else:
        world.tasks.remove(task)


def enter(task, step):
    task.step, task.fresh = step, True
    target = target_of(task)
    task.queue = target.get("queue", task.queue)
    if target.get("priority") is not None:
        task.priority = int(target["priority"])
    task.deadline = None
    if step[0] != -1 and target.get("timeout"):
        task.sum += int(target["timeout"]) * 1000
        task.deadline = task.began + task.sum


# --- reading an account -------------------------------------------------------------------------


def at(value, path):
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def scope(task, worker):
    names = worker_names(worker)
    return {**names, "worker": names, "task": task.attributes}


def worker_names(worker):
    channels = {
        channel.name: {
            "assigned_tasks": channel.assigned,
            "configured_capacity": channel.capacity,
            "available": channel.available,
            "available_capacity_percentage": percentage(channel),
        }
        for channel in worker.channels.values()
    }
    return {
        **worker.attributes,
        "sid": worker.sid,
        "friendly_name": worker.name,
        "activity_sid": worker.activity,
        "activity_name": worker.activities[worker.activity].name,
        "channel": channels,
    }


def percentage(channel):
    free = max(channel.capacity - channel.load, 0)
    return free * 100 // channel.capacity if channel.capacity else 0


def read(workspace):
    """What there is to decide on in a workspace, as plain records."""
    activities = {
        one.sid: Plain(name=one.friendly_name, available=one.available)
        for one in workspace.activities.values()
    }
    return Plain(
        outcomes=Counter(),
        now=workspace.now,
        multi=workspace.multi_task_enabled,
        first=workspace.prioritize_queue_order,
        activities=activities,
        optimized={
            one.sid for one in workspace.task_channels.values() if one.channel_optimized_routing
        },
        queues={
            one.sid: Plain(
                target=one.target_workers,
                order=one.task_order,
                most=one.max_reserved_workers,
                activity=one.reservation_activity_sid,
            )
            for one in workspace.task_queues.values()
        },
        workers=[read_worker(one, activities) for one in workspace.workers.values()],
        tasks=[
            read_task(one)
            for one in workspace.tasks.values()
            if one.assignment_status == "pending" and (one.direct_worker_sid or one.task_queue_sid)
        ],
    )


def read_worker(worker, activities):
    engaged = [
        one
        for one in worker.account.reservations.values()
        if one.worker_sid == worker.sid
        and one.reservation_status in ("pending", "accepted", "wrapping")
    ]
    channels = {}
    for sid, channel in worker.channels.items():
        here = [one for one in engaged if one.task_channel_sid == sid]
        channels[sid] = Plain(
            name=channel.task_channel.unique_name,
            load=len(here),
            assigned=sum(one.reservation_status != "pending" for one in here),
            capacity=channel.configured_capacity,
            available=channel.available,
            reserved=channel.last_reserved,
        )
    return Plain(
        sid=worker.sid,
        number=worker.number,
        name=worker.friendly_name,
        attributes=json.loads(worker.attributes),
        activity=worker.activity_sid,
        activities=activities,
        available=worker.activity.available,
        since=worker.date_status_changed,
        reserved=worker.last_reserved,
        busy=bool(engaged),
        channels=channels,
    )


def read_task(task):
    document = json.loads(task.configuration)["task_routing"] if task.configuration else {}
    touched = {worker.sid: worker.touched for worker in task.workspace.workers.values()}
    return Plain(
        sid=task.sid,
        number=task.number,
        attributes=json.loads(task.attributes),
        priority=task.priority,
        start=task.virtual_start_time,
        channel=task.task_channel_sid,
        queue=task.task_queue_sid,
        filters=document.get("filters", []),
        default=document.get("default_filter"),
        configuration=task.configuration,
        step=task.position,
        began=task.walk_started,
        sum=task.steps_timeout,
        deadline=task.deadline,
        timed_out=task.step_timed_out,
        fresh=task.fresh,
        direct=task.direct_worker_sid,
        ignores=task.ignore_capacity,
        waits=True,
        paused={
            sid
            for sid, pause in task.pauses.items()
            if task.now < pause.until
            and (pause.task_touched, pause.worker_touched) == (task.touched, touched.get(sid))
        },
    )
