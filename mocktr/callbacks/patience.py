"""How long whoever asked for a command waits for callbacks that are on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from mocktr.errors import AdminError

GONE = 499
"""The status of an answer that nobody waits for, as nginx has it in its logs."""

LOOK_EVERY = 1.0
"""Seconds between two looks at whether the client is still there."""


class Patience:
    """That of a client on a port: it has an end, and it ends when the client hangs up."""

    def __init__(
        self, seconds: float, has_gone: Callable[[], bool], relieve: Callable[[], object]
    ) -> None:
        self.seconds = seconds
        self.has_gone = has_gone
        self.relieve = relieve
        """Called before its command waits, so that the server sees to others meanwhile."""
        self.deadline = monotonic() + seconds

    def next_look(self) -> float:
        """After how many seconds there may be no use in waiting on."""
        return max(min(LOOK_EVERY, self.deadline - monotonic()), 0)

    def check(self) -> None:
        """Raise AdminError where there is no use in waiting on."""
        if self.has_gone():
            raise AdminError("the client hung up", GONE)
        if monotonic() >= self.deadline:
            raise AdminError(f"gave up after {self.seconds:g} seconds", 504)


CURRENT: ContextVar[Patience | None] = ContextVar("mocktr_patience", default=None)


def client_patience() -> Patience | None:
    """That of the client of the present command; None in process, where it has no end."""
    return CURRENT.get()


def check_patience() -> None:
    """Raise AdminError where the client of the present command waits no longer."""
    patience = client_patience()
    if patience is not None:
        patience.check()


def begin_to_wait() -> None:
    """Let the server see to others, while the present command waits or takes long."""
    patience = client_patience()
    if patience is not None:
        patience.relieve()


@contextmanager
def wait_for(patience: Patience | None) -> Iterator[None]:
    """Let what is done inside wait no longer than this."""
    token = CURRENT.set(patience)
    try:
        yield
    finally:
        CURRENT.reset(token)
