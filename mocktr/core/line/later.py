"""What happens to calls later: a phone has rung, a pause is over, nobody speaks any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mocktr.core.line import (
    connecting,
    dial,
    dialled,
    gather,
    moderating,
    orders,
    outgoing,
    queueing,
    voicemail,
)
from mocktr.core.line.asking import go_on
from mocktr.core.line.call import Call
from mocktr.core.line.hanging_up import hang_up
from mocktr.core.line.phone import ANSWERED
from mocktr.core.line.progress import finish, pick_up

if TYPE_CHECKING:
    from mocktr.core.account import Account


def spoken(call: Call) -> None:
    if voicemail.over(call):
        hang_up(call)


def rung(leg: Call) -> None:
    """A leg has rung: somebody answers, or nobody."""
    assert leg.purpose is not None
    kind = leg.purpose.kind
    if leg.fate == ANSWERED:
        pick_up(leg)
        REACHED.get(kind, orders.answered)(leg)
    else:
        finish(leg, leg.fate)
        UNREACHED.get(kind, orders.unreached)(leg)


REACHED: dict[str, Callable[[Call], None]] = {
    "dial": dial.answered,
    connecting.CUSTOMER: connecting.customer_answered,
    outgoing.BY_CLIENT: outgoing.answered,
    moderating.TO_JOIN: moderating.arrived,
}
UNREACHED: dict[str, Callable[[Call], None]] = {
    "dial": dial.unreached,
    connecting.CUSTOMER: connecting.customer_unreached,
    outgoing.BY_CLIENT: outgoing.unreached,
    moderating.TO_JOIN: moderating.lost,
}
"""What follows where no instruction rang at a worker."""


def on(happens: Callable[[Call], None]) -> Callable[[Account, str], None]:
    return lambda account, sid: happens(account.line.calls[sid])


TIMERS: dict[str, Callable[[Account, str], None]] = {
    "line.pause": on(go_on),
    "line.keys": on(gather.time_out),
    "line.message": on(spoken),
    "line.patience": on(hang_up),
    "line.talk": on(hang_up),
    "line.limit": on(dialled.part),
    "line.end": on(hang_up),
    "line.dial": on(outgoing.dial),
    "line.ring": on(rung),
    "line.music": on(queueing.ask_again),
}
"""What happens to calls later."""
