"""What comes of a leg's ringing, by why it rang."""

from __future__ import annotations

from collections.abc import Callable

from mocktr.core.line import connecting, dial, moderating, orders, outgoing
from mocktr.core.line.call import Call
from mocktr.core.line.phone import ANSWERED
from mocktr.core.line.progress import finish, pick_up


def rung(leg: Call) -> None:
    """A leg has rung: somebody answers, or nobody."""
    if leg.fate == ANSWERED:
        pick_up(leg)
        REACHED.get(purpose(leg), orders.answered)(leg)
    else:
        unreached(leg, leg.fate)


def unreached(leg: Call, status: str) -> None:
    """End a leg with this status that nobody answered."""
    finish(leg, status)
    UNREACHED.get(purpose(leg), orders.unreached)(leg)


def purpose(leg: Call) -> str:
    assert leg.purpose is not None
    return leg.purpose.kind


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
