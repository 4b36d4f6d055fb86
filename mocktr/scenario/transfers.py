"""The steps that hand a task over to another worker, or to a queue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mocktr.core.account import Account
from mocktr.core.resources.base import parse
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.transfer import MODES, Transfer
from mocktr.errors import Place, json_of
from mocktr.scenario.run import Run, StepKind
from mocktr.seed.rows import Row
from mocktr.values import Kind, choice, integer, mapping

TARGETS = {"to_worker": "workers", "to_queue": "task_queues"}
"""Whom a task goes to, by the key of the step, with the collection."""


def transfer(run: Run, step: Row, path: Place) -> None:
    """`transfer: call` and `to_worker: bob`."""
    reservation = accepted(run, step, path)
    sent = {
        "ReservationSid": reservation.sid,
        "TaskSid": reservation.task_sid,
        "To": target(run, step, path),
        **dict(options(run, step, path)),
    }

    def begin(account: Account) -> None:
        Transfer.create(reservation.worker, parse(Transfer, "create", sent))

    run.tenant.run(begin)


def options(run: Run, step: Row, path: Place) -> Iterator[tuple[str, str]]:
    """What else a transfer may say, as the API spells it."""
    for name, (kind, spell) in OPTIONS.items():
        key = name.lower()
        if key in step:
            yield name, spell(run.source.read(kind, step[key], (*path, key)))


OPTIONS: Mapping[str, tuple[Kind[Any], Callable[[Any], str]]] = {
    "Mode": (choice(*MODES), str),
    "Priority": (integer(0), str),
    "Attributes": (mapping, json.dumps),
}
"""How each is read, and spelled."""


def accepted(run: Run, step: Row, path: Place) -> Reservation:
    """The reservation that a task is handed over from: that of `by`, or the accepted one."""
    if "by" in step:
        return run.reservation(step["transfer"], step, (*path, "transfer"))
    task = run.task(step["transfer"], (*path, "transfer"))
    held = [one for one in task.reservations if one.reservation_status == "accepted"]
    if len(held) != 1:
        said = f"expected `by`, since {len(held)} workers have accepted {json_of(step['transfer'])}"
        raise run.failed((*path, "transfer"), said, task.sid)
    return held[0]


def target(run: Run, step: Row, path: Place) -> str:
    """The SID of the worker or queue that a task goes to."""
    named = [key for key in TARGETS if key in step]
    if len(named) != 1:
        raise run.source.fail(path, f"expected one of {', '.join(TARGETS)}")
    [key] = named
    sid: str = run.find(TARGETS[key], step[key], (*path, key)).sid
    return sid


def cancel_transfer(run: Run, step: Row, path: Place) -> None:
    """`cancel_transfer: call`."""
    place = (*path, "cancel_transfer")
    task = run.task(step["cancel_transfer"], place)
    if not task.transfers:
        raise run.failed(
            place, f"task {json_of(step['cancel_transfer'])} has no transfer", task.sid
        )
    canceled = {"task_sid": task.sid, "transfer_status": "canceled"}
    run.tenant.run(lambda account: task.transfers[-1].update(canceled))


TRANSFER_STEPS = {
    "transfer": StepKind(
        transfer,
        (*TARGETS, "by", "mode", "attributes", "priority"),
        "the worker who has accepted this task hands it over to `to_worker` or `to_queue`, "
        "`WARM` unless told, or `COLD`",
    ),
    "cancel_transfer": StepKind(cancel_transfer, (), "the last transfer of this task is canceled"),
}
