"""How a worker acts by themselves: their timers, from the offer to the end of the work.

Theory of operation
-------------------
A worker may have a behaviour, which answers every offer, and a script, whose answers are used up
before, one for each offer. When a task is offered to such a worker (`begin`) the answer is chosen
and kept with the reservation. From then on each status to which the reservation comes cancels what
the worker would have done and sets a timer for what they do next (`follow`). So whoever answers
first wins, be it the worker, a request or a callback; no timer outlives its reservation; and what
is under way goes on as it was begun when the behaviour changes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING

from mocktr.core.behavior import COMMON, Answer, Behavior

if TYPE_CHECKING:
    from mocktr.core.resources.reservation import Reservation
    from mocktr.core.resources.worker import Worker

ACCEPT, REJECT = "behavior.accept", "behavior.reject"
WRAP_UP, COMPLETE = "behavior.wrap-up", "behavior.complete"
STEPS = {ACCEPT: "accepted", REJECT: "rejected", WRAP_UP: "wrapping", COMPLETE: "completed"}
"""The timers of a reservation, each with the status that the worker then gives it."""

RETURN = "behavior.return"
"""The timer of a worker who was sent away because they did not answer."""


def begin(reservation: Reservation) -> None:
    """Choose what the worker does with this offer."""
    reservation.answer = choose(reservation.worker)
    follow(reservation)


def choose(worker: Worker) -> Answer:
    """The next answer of the script, else that of the behaviour, which counts its own only."""
    behavior = worker.behavior or Behavior()
    if not worker.script:
        worker.offers += 1
        return behavior.answer(worker.offers)
    answer, *rest = worker.script
    worker.script = tuple(rest)
    common = {name: getattr(behavior, name) for name in COMMON if getattr(answer, name) is None}
    return answer._replace(**common)


def follow(reservation: Reservation) -> None:
    """Let the worker do next what their answer says for the status that the reservation has."""
    forget(reservation)
    name, sid, after = upcoming(reservation)
    if after is None or (name == RETURN and not was_sent_away(reservation.worker)):
        return
    reservation.account.timers.set(reservation.now + after, name, sid)


def upcoming(reservation: Reservation) -> tuple[str, str, int | None]:
    """The timer of what the worker does next: its name, its SID, and after how long (ms), if ever.

    A worker who was not sent away does not come back.
    """
    ask = NEXT.get(reservation.reservation_status)
    if ask is None or reservation.answer is None:
        return "", "", None
    name, after = ask(reservation.answer)
    return name, reservation.worker_sid if name == RETURN else reservation.sid, after


def forget(reservation: Reservation) -> None:
    """Cancel what the worker would have done with the reservation."""
    for name in STEPS:
        reservation.account.timers.cancel(name, reservation.sid)


def stay(worker: Worker) -> None:
    """Cancel the worker's return: they were moved otherwise, or are gone."""
    worker.account.timers.cancel(RETURN, worker.sid)


def was_sent_away(worker: Worker) -> bool:
    """Whether the worker became unavailable at this very instant."""
    return not worker.available and worker.date_status_changed == worker.now


def come_back(worker: Worker) -> None:
    """Go to the activity in which the worker was available before, else to the first such one."""
    activities = worker.workspace.activities
    before = (sid for _, sid in reversed(worker.history))
    for sid in chain(before, list(activities)):
        activity = activities.get(sid)
        if activity is not None and activity.available:
            worker.update({"activity_sid": sid})
            return


NextTimer = tuple[str, int | None]
"""The timer of what is done next, and after how long (ms); None where it is left to others."""


def after_offer(answer: Answer) -> NextTimer:
    if answer.accept_after is None:
        return REJECT, answer.reject_after
    return ACCEPT, answer.accept_after


def after_acceptance(answer: Answer) -> NextTimer:
    return COMPLETE if answer.wrap_up_for is None else WRAP_UP, answer.handle_for


NEXT: dict[str, Callable[[Answer], NextTimer]] = {
    "pending": after_offer,
    "accepted": after_acceptance,
    "wrapping": lambda answer: (COMPLETE, answer.wrap_up_for),
    "timeout": lambda answer: (RETURN, answer.available_after),
}
"""What a worker does next, by the status of the reservation."""
