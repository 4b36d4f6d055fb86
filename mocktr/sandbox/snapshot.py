"""Snapshots: worlds as they were, to come back to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mocktr.core.account import Account
from mocktr.core.ledger import Ledger
from mocktr.errors import AdminError, json_of, listing
from mocktr.limits import SNAPSHOT_BYTES, SNAPSHOTS
from mocktr.sandbox import image
from mocktr.state import State

MOST = SNAPSHOTS.most
"""How many snapshots an account keeps."""

POINTER = 8
"""Bytes that an entry takes which is shared with the world."""

LONGEST_NAME = 100


def logs_of(account: Account) -> list[tuple[Any, str]]:
    """What of an account only grows, by entries that never change: shared and not copied.

    Each is an attribute of an owner.
    """
    own = [(account, name) for name in ("events", "alerts", "calls")]
    return [*own, (account.line, "requests")]


class Snapshot:
    """A world as it is now, of which any number of copies can be made."""

    def __init__(self, state: State) -> None:
        account, self.routes = state
        self.now = account.clock.now
        kept = [(owner, name, getattr(owner, name)) for owner, name in logs_of(account)]
        self.logs = [log.copy() for _, _, log in kept]
        for owner, name, _ in kept:
            setattr(owner, name, Ledger())
        try:
            self.pickled = image.dump(account)
        finally:
            for owner, name, log in kept:
                setattr(owner, name, log)

    @property
    def size(self) -> int:
        """Bytes, about."""
        return len(self.pickled) + POINTER * sum(len(log.entries) for log in self.logs)

    def state(self) -> State:
        """A copy of the world."""
        account = image.load(self.pickled)
        for (owner, name), log in zip(logs_of(account), self.logs, strict=True):
            setattr(owner, name, log.copy())
        return State(account, self.routes)

    @contextmanager
    def opened(self) -> Iterator[State]:
        """A copy of the world, for as long as this lasts."""
        state = self.state()
        try:
            yield state
        finally:
            state.account.dissolve()


class Snapshots:
    """The snapshots of one account, by name, in the order in which they were taken."""

    def __init__(self, account_sid: str) -> None:
        self.account_sid = account_sid
        self.by_name: dict[str, Snapshot] = {}

    def __iter__(self) -> Iterator[tuple[str, Snapshot]]:
        # Of this moment: another thread may take a snapshot meanwhile.
        return iter(list(self.by_name.items()))

    def check(self, name: str) -> None:
        """Refuse a name that can't be, and one snapshot too many."""
        if not 0 < len(name) <= LONGEST_NAME or "/" in name or not name.isprintable():
            wanted = f"1 to {LONGEST_NAME} printable characters without a slash"
            raise AdminError(f"name: expected {wanted}, got {json_of(name)}")
        if name not in self.by_name and len(self.by_name) >= MOST:
            raise AdminError(f"{self.account_sid} keeps {MOST} snapshots already; delete one first")

    def keep(self, name: str, snapshot: Snapshot) -> None:
        """Keep a snapshot under a name, in place of one that had it."""
        self.check(name)
        others = sum(one.size for other, one in self if other != name)
        if others + snapshot.size > SNAPSHOT_BYTES.most:
            amount = SNAPSHOT_BYTES.amount
            raise AdminError(f"{self.account_sid} would keep more than {amount} of snapshots")
        self.by_name.pop(name, None)
        self.by_name[name] = snapshot

    def find(self, name: str) -> Snapshot:
        """The snapshot of this name; raises AdminError where there is none."""
        if name not in self.by_name:
            there = listing(list(self.by_name))
            raise AdminError(f"{self.account_sid} has no snapshot {json_of(name)}; {there}", 404)
        return self.by_name[name]

    def clear(self) -> None:
        """Keep none any longer."""
        self.by_name.clear()

    def forget(self, name: str) -> None:
        """Keep a snapshot no longer."""
        self.find(name)
        del self.by_name[name]
