"""What moves on by itself: timers that are due, and tasks that find workers.

Theory of operation
-------------------
Nothing moves by being read. An instant is settled when no timer is due and the agenda of every
workspace is empty. Timers that are due at one instant fire first, in the order in which they were
set; then tasks are matched, in the order that `routing` describes, until nothing more can be;
whatever became due by that is next. `advance` goes from instant to instant until the given time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from heapq import heappop, heappush
from typing import Any, NamedTuple

from mocktr.core.account import Account
from mocktr.core.behavior import conduct
from mocktr.core.line import flow, later
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker_channel import WorkerChannel
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing import matching, waiting, walk
from mocktr.core.routing.lineup import Rank, Standing
from mocktr.core.routing.tally import count
from mocktr.core.timers import Timer


class Action(NamedTuple):
    """One thing that routing did: `reserved` with the reservations made, or `skipped`."""

    name: str
    task_sid: str
    made: Sequence[Reservation] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "task_sid": self.task_sid,
            "reservations": [one.sid for one in self.made],
            "workers": [one.worker_sid for one in self.made],
        }


def settle(account: Account, route: bool = True) -> list[Timer]:
    """Do all that is to be done at the present instant; answers the timers that fired."""
    fired = fire_due(account)
    while route and account.unsettled and route_all(account):
        fired += fire_due(account)
    return fired


def step(account: Account) -> Action | None:
    """Do one routing action, and say which; None when there is nothing to do."""
    fire_due(account)
    for workspace in list(account.unsettled.values()):
        router = Router(workspace)
        action = next(router.actions(), None)
        router.put_back()
        if action:
            return action
    return None


def advance(
    account: Account, to: int, route: bool = True, stop: Callable[[], bool] | None = None
) -> list[Timer]:
    """Move the clock to `to` (ms), doing on the way what is due; answers the timers that fired.

    Where `stop` says so at the end of an instant, the clock stays there.
    """
    fired = settle(account, route)
    while account.clock.now < to and not (stop and stop()):
        due = account.timers.next_due()
        account.clock.move_to(to if due is None else min(due, to))
        fired += settle(account, route)
    account.summaries.keep_up(account.events)
    return fired


def fire_due(account: Account) -> list[Timer]:
    """Fire the timers that are due now, in order, and let the calls go on that then can."""
    now, fired = account.clock.now, []
    line, timers = account.line, account.timers
    while True:
        # Looked at here, as mostly nothing is due.
        while timers.heap and timers.heap[0][0] <= now and (timer := timers.pop_due(now)):
            TIMERS[timer.name](account, timer.sid)
            fired.append(timer)
        # Said here, as most worlds have no calls.
        if not (line.agenda or line.orders) or not flow.settle(account):
            return fired


def route_all(account: Account) -> bool:
    """Match tasks and workers until nothing is left to try; whether anything was done."""
    done = False
    while account.unsettled:
        workspace = next(iter(account.unsettled.values()))
        for _ in Router(workspace).actions():
            done = True
    return done


class Router:
    """Works off one workspace's agenda, best task first."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.heap: list[tuple[Rank, int, Task, Standing, WorkerChannel | None]] = []
        self.count = 0

    def actions(self) -> Iterator[Action]:
        """Do one action after the other."""
        while True:
            agenda = self.workspace.agenda
            if agenda.tasks or agenda.channels:
                self.read_agenda()
            if not self.heap:
                self.workspace.account.unsettled.pop(self.workspace.sid, None)
                return
            _, _, task, place, channel = heappop(self.heap)
            # A task that was moved meanwhile is on the agenda again with its new place.
            action = self.serve(task) if task.place is place else None
            if channel is not None:
                self.consider(channel)
            if action:
                yield action

    def read_agenda(self) -> None:
        """Rank what changed."""
        agenda = self.workspace.agenda
        alone = len(agenda.tasks) == 1 and not (agenda.channels or self.heap)
        while agenda.tasks:
            sid, _ = agenda.tasks.popitem()
            task = self.workspace.tasks.get(sid)
            if task is not None and task.place is not None:
                # One alone, as most are, needs no place among others.
                self.push(() if alone else waiting.precedence(task), task, None)
        while agenda.channels:
            (worker_sid, channel_sid), _ = agenda.channels.popitem()
            worker = self.workspace.workers.get(worker_sid)
            channel = worker.channels.get(channel_sid) if worker else None
            if channel is not None:
                self.consider(channel)

    def push(self, rank: Rank, task: Task, channel: WorkerChannel | None) -> None:
        assert task.place is not None
        self.count += 1
        heappush(self.heap, (rank, self.count, task, task.place, channel))

    def consider(self, channel: WorkerChannel) -> None:
        """Let a free worker look for a task."""
        if not channel.is_free:
            return
        found = matching.next_task(channel)
        if found is not None:
            self.push(found[0], found[1], channel)

    def serve(self, task: Task) -> Action | None:
        """Reserve workers for a waiting task, or let skip_if take it on."""
        chosen, ordered = matching.choose_workers(task)
        if chosen:
            count(task, "reserved", times=len(chosen))
            if ordered:
                count(task, "decided")
            return Action("reserved", task.sid, task.reserve(chosen))
        return self.skip(task)

    def skip(self, task: Task) -> Action | None:
        """Leave the step if its skip_if says so, asked once after it found nobody on entry."""
        fresh, task.fresh = task.fresh, False
        target, queue = task.target, task.task_queue
        if not fresh or target is None or queue is None or target.skip_if is None:
            return None
        asked = target.skip_if.explain({"workers": queue.presence()})
        count(task, "skipped" if asked.value else "stayed")
        if not asked.value:
            return None
        walk.leave_by_skip(task, asked.sentence())
        return Action("skipped", task.sid)

    def put_back(self) -> None:
        """Leave what was not worked off for the next time."""
        for _, _, task, _, channel in self.heap:
            if channel is not None:
                self.workspace.look_at_channel(channel)
            else:
                self.workspace.look_at_task(task)


def end_reservation(account: Account, sid: str) -> None:
    account.reservations[sid].time_out()


def end_step(account: Account, sid: str) -> None:
    task = account.tasks[sid]
    # A reservation that is still open is not cut; its end looks at the deadline.
    if task.assignment_status == "pending":
        walk.leave_by_timeout(task)


def exceed_ttl(account: Account, sid: str) -> None:
    account.tasks[sid].outlive()


def system_delete(account: Account, sid: str) -> None:
    account.tasks[sid].delete("task.system-deleted")


def remove_finished(account: Account, sid: str) -> None:
    account.tasks[sid].vanish()


def offer_again(account: Account, sid: str) -> None:
    task = account.reservations[sid].task
    if task.place is not None:
        task.workspace.look_at_task(task)


def act(account: Account, sid: str, status: str) -> None:
    # A worker's own doing is what a client asks for, so its events say so.
    account.serve(lambda account: account.reservations[sid].change_status(status))


def come_back(account: Account, sid: str) -> None:
    worker = next(one.workers[sid] for one in account.workspaces.values() if sid in one.workers)
    account.serve(lambda account: conduct.come_back(worker))


TIMERS: dict[str, Callable[[Account, str], Any]] = {
    "reservation.timeout": end_reservation,
    "task.target-timeout": end_step,
    "task.ttl": exceed_ttl,
    "task.assigned-limit": system_delete,
    "task.removal": remove_finished,
    "task.reoffer": offer_again,
    **{name: partial(act, status=status) for name, status in conduct.STEPS.items()},
    conduct.RETURN: come_back,
    **later.TIMERS,
}
"""Every timer by its name, with what it does to the record that it was set for."""
