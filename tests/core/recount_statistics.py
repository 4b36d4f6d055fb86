"""Statistics counted by brute force: cumulative from the event log alone, the others by loops."""

from mocktr.core.clock import iso
from mocktr.core.scopes import membership_scope

VERBS = {
    "reservations_created": "reservation.created",
    "reservations_accepted": "reservation.accepted",
    "reservations_rejected": "reservation.rejected",
    "reservations_timed_out": "reservation.timeout",
    "reservations_canceled": "reservation.canceled",
    "reservations_rescinded": "reservation.rescinded",
    "tasks_canceled": "task.canceled",
    "tasks_completed": "task.completed",
    "tasks_deleted": "task.deleted",
    "tasks_moved": "task-queue.moved",
    "tasks_timed_out_in_workflow": "workflow.timeout",
    "reservations_completed": "reservation.completed",
    "reservations_wrapup": "reservation.wrapup",
    "tasks_assigned": "reservation.accepted",
}


class Story:
    """An account's log in plain words, and a window of it."""

    def __init__(self, window):
        self.window = window
        self.workspace = window.workspace
        self.all = [
            (event.at, event.type, event.data())
            for event in self.workspace.account.events
            if event.workspace_sid == self.workspace.sid
        ]

    def inside(self):
        """Every event of the window on its channel, with its place in the log."""
        window = self.window
        for place, (at, kind, data) in enumerate(self.all):
            if not window.since <= at <= window.until:
                continue
            if window.channel_sid and data.get("task_channel_sid") != window.channel_sid:
                continue
            yield place, at, kind, data

    def since(self, kind, place):
        """When the task of an event last had an event of this kind."""
        task = self.all[place][2]["task_sid"]
        return max(at for at, *what in self.all[: place + 1] if mine(what, kind, task))

    def count(self, kind, owns):
        return sum(1 for _, _, each, data in self.inside() if each == kind and owns(each, data))

    def period(self):
        return {"start_time": iso(self.window.since), "end_time": iso(self.window.until)}

    # --- by what is asked about ----------------------------------------------------------------

    def of_queue(self, queue):
        def owns(kind, data):
            key = "previous_task_queue_sid" if kind == "task-queue.moved" else "task_queue_sid"
            return data.get(key) == queue.sid

        counts = self.tasks(owns) | {"tasks_entered": self.count("task-queue.entered", owns)}
        del counts["tasks_timed_out_in_workflow"]
        in_queue = self.waits("reservation.accepted", "task-queue.entered", owns)
        return {**counts, "wait_duration_in_queue_until_accepted": summed(in_queue)}

    def of_workflow(self, workflow):
        def owns(kind, data):
            return data.get("workflow_sid") == workflow.sid

        return self.tasks(owns) | {"tasks_entered": self.count("workflow.entered", owns)}

    def of_workspace(self):
        def owns(kind, data):
            return True

        return self.tasks(owns) | {"tasks_created": self.count("task.created", owns)}

    def of_workers(self, workers):
        """All for None, with those who were deleted."""
        sids = None if workers is None else [worker.sid for worker in workers]

        def owns(kind, data):
            return sids is None or data["worker_sid"] in sids

        reservations = {
            name: self.count(kind, owns)
            for name, kind in VERBS.items()
            if kind.startswith("reservation.")
        }
        return {**self.period(), **reservations, "activity_durations": self.durations(sids)}

    # --- the parts -----------------------------------------------------------------------------

    def tasks(self, owns):
        accepted = self.waits("reservation.accepted", "task.created", owns)
        canceled = self.waits("task.canceled", "task.created", owns)
        return {
            **self.period(),
            **{name: self.count(kind, owns) for name, kind in VERBS.items()},
            "avg_task_acceptance_time": sum(accepted) / len(accepted) / 1000 if accepted else 0.0,
            "wait_duration_until_accepted": summed(accepted),
            "wait_duration_until_canceled": summed(canceled),
            "split_by_wait_time": {
                str(seconds): {
                    "above": split(canceled, accepted, seconds, True),
                    "below": split(canceled, accepted, seconds, False),
                }
                for seconds in self.window.thresholds
            },
        }

    def waits(self, end, begin, owns):
        return [
            at - self.since(begin, place)
            for place, at, kind, data in self.inside()
            if kind == end and owns(kind, data)
        ]

    def durations(self, sids):
        stays = {sid: [] for sid in self.workspace.activities}
        for sid in {data["worker_sid"] for _, kind, data in self.all if kind == "worker.created"}:
            if sids is None or sid in sids:
                for activity, begin, end in self.stays(sid):
                    length = min(end, self.window.until) - max(begin, self.window.since)
                    if length > 0 and activity in stays:
                        stays[activity].append(length)
        return [
            {"sid": sid, "friendly_name": one.friendly_name, **summed(stays[sid])}
            for sid, one in self.workspace.activities.items()
        ]

    def stays(self, worker):
        """Activity, begin and end of each of a worker's stays, as the events tell them."""
        begin = activity = None
        for at, kind, data in self.all:
            if data.get("worker_sid") != worker or not kind.startswith("worker."):
                continue
            if kind in ("worker.activity.update", "worker.deleted"):
                yield activity, begin, at
            if kind in ("worker.activity.update", "worker.created"):
                activity, begin = data["worker_activity_sid"], at
            if kind == "worker.deleted":
                return
        yield activity, begin, self.workspace.now


def mine(what, kind, task):
    return what[0] == kind and what[1]["task_sid"] == task


def summed(waits):
    return {
        "avg": sum(waits) // len(waits) // 1000 if waits else 0,
        "min": min(waits) // 1000 if waits else 0,
        "max": max(waits) // 1000 if waits else 0,
        "total": sum(waits) // 1000,
    }


def split(canceled, accepted, seconds, above):
    return {
        "tasks_canceled": len([wait for wait in canceled if (wait > seconds * 1000) == above]),
        "reservations_accepted": len([one for one in accepted if (one > seconds * 1000) == above]),
    }


# --- at this instant ----------------------------------------------------------------------------


def tasks_now(window, owns):
    tasks = [
        task
        for task in window.workspace.tasks.values()
        if owns(task) and window.channel_sid in (None, task.task_channel_sid)
    ]
    live = [task for task in tasks if task.assignment_status not in ("completed", "canceled")]
    statuses = ("pending", "reserved", "assigned", "wrapping", "completed", "canceled")
    age, sid = longest(tasks, "date_created")
    return {
        "longest_task_waiting_age": age,
        "longest_task_waiting_sid": sid,
        "tasks_by_status": {
            status: len([task for task in tasks if task.assignment_status == status])
            for status in statuses
        },
        "tasks_by_priority": {
            str(task.priority): len([one for one in live if one.priority == task.priority])
            for task in live
        },
        "total_tasks": len(live),
    }


def queue_now(window, queue):
    expression = queue.expression()
    workers = [
        worker
        for worker in window.workspace.workers.values()
        if expression is not None and expression.matches(membership_scope(worker))
    ]
    mine = [one for one in window.workspace.tasks.values() if one.task_queue_sid == queue.sid]
    mine = [one for one in mine if window.channel_sid in (None, one.task_channel_sid)]
    age, sid = longest(mine, "task_queue_entered_date")
    return {
        **tasks_now(window, lambda task: task.task_queue_sid == queue.sid),
        "longest_relative_task_age_in_queue": age,
        "longest_relative_task_sid_in_queue": sid,
        "activity_statistics": activities_now(window, workers),
        "total_eligible_workers": len(workers),
        "total_available_workers": len([worker for worker in workers if worker.available]),
    }


def workers_now(window, workers):
    return {
        "activity_statistics": activities_now(window, workers),
        "total_workers": len(list(workers)),
    }


def activities_now(window, workers):
    return [
        {
            "sid": activity.sid,
            "friendly_name": activity.friendly_name,
            "workers": len([one for one in workers if one.activity_sid == activity.sid]),
        }
        for activity in window.workspace.activities.values()
    ]


def longest(tasks, field):
    waiting = [task for task in tasks if task.assignment_status == "pending"]
    waiting.sort(key=lambda task: (getattr(task, field), task.number))
    if not waiting:
        return 0, None
    first = waiting[0]
    return (first.now - getattr(first, field)) // 1000, first.sid
