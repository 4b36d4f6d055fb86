"""The steps of a scenario: what somebody does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mocktr.core.clock import DAY, HOUR, MINUTE, SECOND
from mocktr.errors import AdminError, ApiError, Place, json_of
from mocktr.scenario.calls import CALL_STEPS, settle
from mocktr.scenario.records import steps_for_records
from mocktr.scenario.run import Run, StepKind
from mocktr.scenario.then import then
from mocktr.scenario.transfers import TRANSFER_STEPS
from mocktr.seed.rows import Row
from mocktr.values import Kind, integer, mapping, number, sequence, text

MOST_ROUNDS = 10_000


def take(run: Run, step: Any, path: Place) -> None:
    """Take one step; its first key says which."""
    verb = next(iter(run.source.read(mapping, step, path)), "")
    if verb not in STEPS:
        raise run.source.fail((*path, verb), f"unknown step; there are {', '.join(STEPS)}")
    known = STEPS[verb]
    run.source.check_keys(step, (verb, *known.keys, "refused"), path)
    place = (*path, "refused")
    try:
        known.do(run, step, path)
    except (ApiError, AdminError) as error:
        if "refused" not in step:
            raise run.failed((*path, verb), f"expected no error, got {told(run, error)}") from None
        check_refusal(run, error, step["refused"], place)
    else:
        if "refused" in step:
            raise run.failed(place, f"expected {json_of(step['refused'])}, but it was done")
    if run.calls:
        settle(run)


# --- refusals ------------------------------------------------------------------------------

REFUSAL_KEYS: Mapping[str, Kind[Any]] = {
    "status": integer(),
    "code": integer(),
    "message": text,
}


def check_refusal(run: Run, error: ApiError | AdminError, expected: Any, path: Place) -> None:
    """`refused: 400`, or `refused: {status: 410, code: 20410, message: rescinded}`."""
    wanted = expected if isinstance(expected, dict) else {"status": expected}
    run.source.check_keys(wanted, REFUSAL_KEYS, path)
    for key, value in wanted.items():
        run.source.read(REFUSAL_KEYS[key], value, (*path, key))
        found = getattr(error, key, None)
        right = value in error.message if key == "message" else value == found
        if not right:
            said = f"expected {json_of(value)}, got {told(run, error)}"
            raise run.failed((*path, key), said)


def told(run: Run, error: ApiError | AdminError) -> str:
    """An error with names instead of SIDs."""
    code = f"/{error.code}" if isinstance(error, ApiError) else ""
    return f"{error.status}{code}: {run.reader.names.readable(error.message)}"


# --- time ----------------------------------------------------------------------------------

UNITS = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) (second|minute|hour|day)s?")
SECONDS = number(what="seconds, `2 minutes`, or `to 17:30`")


def advance(run: Run, step: Row, path: Place) -> None:
    """`advance: 121`, `advance: 2 minutes`, `advance: to 17:30`."""
    run.tenant.advance(moment(run, step["advance"], (*path, "advance")))


def moment(run: Run, amount: Any, path: Place) -> int:
    """The instant to which to advance, in ms."""
    if isinstance(amount, str) and amount.startswith("to "):
        return run.instant(amount.removeprefix("to "), path)
    return run.now + run.source.read(read_amount, amount, path)


def read_amount(amount: Any) -> int:
    """Seconds, or `2 minutes`, in ms."""
    found = AMOUNT.fullmatch(amount) if isinstance(amount, str) else None
    if found:
        return round(float(found[1]) * UNITS[found[2]])
    return round(SECOND * SECONDS(amount))


def repeat(run: Run, step: Row, path: Place) -> None:
    """`repeat: 3`, with steps of its own."""
    rounds = run.source.read(integer(1, MOST_ROUNDS), step["repeat"], (*path, "repeat"))
    steps = run.source.read(sequence, step.get("steps"), (*path, "steps"))
    for _ in range(rounds):
        for index, one in enumerate(steps):
            take(run, one, (*path, "steps", index))


# --- tasks and reservations ----------------------------------------------------------------


def answer(verb: str, status: str, said: str, *keys: str) -> StepKind:
    """`accept: call`, and where several workers were asked, `by: bob`."""

    def do(run: Run, step: Row, path: Place) -> None:
        reservation = run.reservation(step[verb], step, (*path, verb))
        sid = None
        if "activity" in step:
            sid = run.find("activities", step["activity"], (*path, "activity")).sid
        run.tenant.run(lambda account: reservation.change_status(status, sid))

    return StepKind(do, ("by", *keys), said)


def finish(verb: str, status: str, said: str) -> StepKind:
    """`complete: call`, with a `reason`."""

    def do(run: Run, step: Row, path: Place) -> None:
        task = run.task(step[verb], (*path, verb))
        values = {"assignment_status": status}
        if "reason" in step:
            values["reason"] = run.source.read(text, step["reason"], (*path, "reason"))
        run.tenant.run(lambda account: task.update(values))

    return StepKind(do, ("reason",), said)


STEPS: Mapping[str, StepKind] = {
    **dict(steps_for_records()),
    "advance": StepKind(advance, (), "move the clock"),
    "repeat": StepKind(repeat, ("steps",), "take `steps` so many times"),
    "accept": answer("accept", "accepted", "a worker accepts this task"),
    "reject": answer(
        "reject", "rejected", "a worker rejects this task, and goes to `activity`", "activity"
    ),
    "wrap_up": finish("wrap_up", "wrapping", "this task is being wrapped up"),
    "complete": finish("complete", "completed", "this task is completed"),
    "cancel": finish("cancel", "canceled", "this task is canceled"),
    "wrap_up_reservation": answer(
        "wrap_up_reservation", "wrapping", "a worker wraps up their part of this task"
    ),
    "complete_reservation": answer(
        "complete_reservation", "completed", "a worker is done with their part of this task"
    ),
    **TRANSFER_STEPS,
    **CALL_STEPS,
    "then": StepKind(then, (), "compare the world with these facts"),
}
"""Every step by its first key."""
