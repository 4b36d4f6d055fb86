"""An account's whole world as one JSON document, and back.

Theory of operation
-------------------
A document (`document`) holds the clock, the counters, the timers, the settings, and the records,
each kind in the order of creation; SIDs are the references between them, instants are integer
milliseconds, and every text is as it came. What follows from the records (who is a member of a
queue, who stands where in which lineup) is not held but made anew (`rebuild`); `columns` says which
is which. The event log comes on request (`log`): a world without it goes on in the same way and
numbers its events as before, but has forgotten what happened.

Reading makes a new world beside the present one, and refuses a document with an error that names
the place: first each value by itself (`values`), then each record given those before it (`build`,
`checks`), then all together (`agreement`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mocktr.core.account import Account
from mocktr.errors import AdminError
from mocktr.garbage import uncollected
from mocktr.state import agreement, document, log
from mocktr.state.address import readdress
from mocktr.state.build import build
from mocktr.state.columns import StateRow
from mocktr.state.rebuild import rebuild
from mocktr.values import Mistake

DOCUMENT_KEYS: tuple[str, ...] = tuple(document.PARTS)
"""What stands at the top of a document."""


class State(NamedTuple):
    """What a document holds: a world, and whether its tasks are routed by themselves."""

    account: Account
    routes: bool = True


def dump(state: State, events: bool = False) -> StateRow:
    """The document of a world, with its event log if `events`."""
    return document.show(state.account, state.routes, events)


def load(source: Any, account_sid: str | None = None) -> State:
    """The world of a document, as that of `account_sid`, or of the account that it names.

    `source` is of the types that `json.loads` makes. Raises AdminError with the place of the first
    mistake, what was expected there, and what came.
    """
    try:
        with uncollected():
            row = document.read(source)
            if account_sid not in (None, row["account_sid"]):
                row = document.read(readdress(source, row, str(account_sid)))
            return assemble(row)
    except Mistake as mistake:
        raise AdminError(str(mistake)) from None
    except RecursionError:
        raise AdminError("expected a document that is not nested as deeply") from None


def assemble(row: StateRow) -> State:
    """The world of a document's values."""
    account = build(row)
    agreement.check(account, row)
    rebuild(account, row)
    log.check(account)
    return State(account, row["routing"] == document.AUTO)
