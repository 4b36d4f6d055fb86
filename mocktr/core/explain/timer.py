"""What a timer will do when it is due, whatever it is set for, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from mocktr.core.behavior.conduct import RETURN
from mocktr.core.explain.future import FUTURE
from mocktr.core.line.standing import leg_name
from mocktr.core.timers import Timer

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.resources.task import Task


class Foretold(NamedTuple):
    """What happens, and to which task, if it is about one."""

    what: str
    task_sid: str | None = None


def foretell(account: Account, timer: Timer) -> Foretold:
    """What a timer of the account will do."""
    task = task_of(account, timer.sid)
    if task is not None and timer.name in FUTURE:
        return Foretold(FUTURE[timer.name](task, timer.sid), task.sid)
    sid = None if task is None else task.sid
    return Foretold(OTHERS[timer.name](account, timer.sid), sid)


def task_of(account: Account, sid: str) -> Task | None:
    """The task that a timer of this record is about: itself, its reservation's, or its call's."""
    reservation = account.reservations.get(sid)
    if reservation is not None:
        return reservation.task
    if sid in account.tasks:
        return account.tasks[sid]
    call = account.line.calls.get(sid)
    return None if call is None else account.tasks.get(call.task_sid or "")


def named(words: str) -> Callable[[Account, str], str]:
    """Words in which `{it}` is whoever is on a call."""
    return lambda account, sid: words.format(it=leg_name(account.line.calls[sid]))


def comes_back(account: Account, sid: str) -> str:
    spaces = account.workspaces.values()
    [name] = [one.workers[sid].friendly_name for one in spaces if sid in one.workers]
    return f"{name} comes back"


OTHERS: dict[str, Callable[[Account, str], str]] = {
    RETURN: comes_back,
    "line.pause": named("the call of {it} goes on"),
    "line.keys": named("the call of {it} waits for keys no longer"),
    "line.message": named("the message of {it} ends"),
    "line.patience": named("{it} hangs up"),
    "line.talk": named("{it} hangs up"),
    "line.limit": named("the talk of {it} has lasted as long as it may"),
    "line.end": named("the call of {it} has lasted as long as it may"),
    "line.dial": named("the phone of {it} begins to ring"),
    "line.ring": named("the phone of {it} has rung"),
    "line.music": named("{it} is asked for music again"),
}
"""The timers that are about no task, or not known by it."""
