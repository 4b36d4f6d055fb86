"""The board: who waits where and who works on what, and what changed of that since."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.commands.answers import face, timer_row
from mocktr.commands.arguments import required
from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.commands.finding import find_queue, find_workspace
from mocktr.core.clock import iso
from mocktr.values import Kind, integer, text, wanted

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.board import board as boards
    from mocktr.core.board import calls, selection
    from mocktr.core.board import changes as changed
    from mocktr.core.board.selection import Selection
    from mocktr.core.explain import timer as foretold
    from mocktr.core.timers import Timer
    from mocktr.sandbox.tenant import Tenant
else:
    boards = Deferred("mocktr.core.board.board")
    calls = Deferred("mocktr.core.board.calls")
    changed = Deferred("mocktr.core.board.changes")
    foretold = Deferred("mocktr.core.explain.timer")
    selection = Deferred("mocktr.core.board.selection")

USUAL_TASKS, MOST_TASKS = 5_000, 20_000
"""How many tasks a board shows unless told, and at most."""

POSITION = re.compile(r"([0-9a-f]{1,16})-(\d{1,15})-(\d{1,15})-(\d{1,15})", re.ASCII)


class Moment(NamedTuple):
    """A moment in an account's life, since which changes are asked for."""

    born: int
    epoch: int
    untold: int
    events: int

    def __str__(self) -> str:
        return f"{self.born:x}-{self.epoch}-{self.untold}-{self.events}"


def read_position(value: Any) -> Moment:
    found = POSITION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise wanted(position.wanted, value)
    born, *others = found.groups()
    return Moment(int(born, 16), *map(int, others))


position = Kind("the position of a board, or of the changes since", read_position)


@command("GET", "board", workspace=text, queue=text, limit=integer(1, MOST_TASKS))
def board(
    tenant: Tenant,
    workspace: str | None = None,
    queue: str | None = None,
    limit: int = USUAL_TASKS,
) -> Result:
    """Who waits in which queue, who works on what, and what happens next: the world in rows.

    Those of one `workspace` or `queue` (a name or a SID) where one is named, and at most so many
    tasks; those that wait come first, in the order of their lines.
    """

    def look(account: Account) -> tuple[Result, boards.Board]:
        selected = selection_of(account, workspace, queue)
        return state_of(tenant, selected), boards.take_board(selected, limit)

    state, taken = tenant.read(look)
    return {**state, **taken.rows()}


@command("GET", "changes", since=required(position), workspace=text, queue=text)
def changes(
    tenant: Tenant, since: Moment, workspace: str | None = None, queue: str | None = None
) -> Result:
    """What changed of a board since a position that was told with it, as rows.

    `whole` is true where the board is to be read anew: after a reset, after a change of what the
    rows stand in, and after more changes than are worth telling. A task that has ended goes by
    itself at its `removed_ms`.
    """

    def look(account: Account) -> tuple[Result, changed.Changes | None]:
        selected = selection_of(account, workspace, queue)
        here = position_of(tenant)
        follows = since._replace(events=0) == here._replace(events=0)
        taken = changed.take_changes(selected, since.events) if follows else None
        return state_of(tenant, selected), taken

    state, taken = tenant.read(look)
    return {"whole": taken is None, **state, **({} if taken is None else taken.rows())}


def selection_of(account: Account, workspace: str | None, queue: str | None) -> Selection:
    """What a board is asked about; raises AdminError."""
    place = None if workspace is None else find_workspace(account, workspace)
    if queue is None:
        return selection.Selection(account, place)
    found = find_queue(account, queue, place)
    return selection.Selection(account, found.workspace, found)


def position_of(tenant: Tenant) -> Moment:
    account = tenant.account
    return Moment(tenant.born, tenant.epoch, account.untold, len(account.events))


def state_of(tenant: Tenant, selected: Selection) -> Result:
    """What is told with every board and with all changes; the lock is held."""
    account = tenant.account
    timer = account.timers.next()
    on_line, sessions = calls.take_calls(account), tenant.sessions()
    return {
        "position": str(position_of(tenant)),
        "epoch": tenant.epoch,
        "account_sid": account.sid,
        "clock": face(tenant, account.clock.now),
        "routing": "auto" if tenant.routes else "manual",
        "revision": tenant.revision,
        "journal": tenant.journal.revision,
        "undo": picture_row(tenant),
        "next_timer": None if timer is None else next_row(account, timer),
        "counts": {
            "tasks": len(account.tasks),
            "waiting": boards.waiting_counts(selected),
            "events": len(account.events),
            "alerts": len(account.alerts),
            "dialled": len(account.calls),
            "calls": on_line.total,
            "sessions": sum(sessions.values()),
            "faults": len(tenant.faults.rules),
            "snapshots": len(tenant.snapshots.by_name),
        },
        "line": on_line.state,
        "calls": on_line.rows,
        "sessions": sessions,
    }


def next_row(account: Account, timer: Timer) -> Result:
    """When something happens by itself, and what, in words."""
    return {**timer_row(timer), **foretold.foretell(account, timer)._asdict()}


def picture_row(tenant: Tenant) -> Result | None:
    """Of when the picture is that `undo` comes back to."""
    picture = tenant.undo.picture
    return None if picture is None else {"now": iso(picture.now), "now_ms": picture.now}
