"""A seed's world as a pickled image, so that a reset costs a load and not a build."""

from __future__ import annotations

import pickle
from functools import lru_cache
from io import BytesIO
from typing import Any, ClassVar, NamedTuple

from mocktr.core import scheduler
from mocktr.core.account import Account, Settings
from mocktr.garbage import uncollected
from mocktr.seed import Seed, build

Seeds = tuple[Seed, ...]

DIGITS = "7a3e91c4d05fb28e6a17"
PLACEHOLDER = "AC" + "5eed5eed5eed" + DIGITS
"""Stands for the account in the image of a world that every account gets its own copy of.

A copy is made by replacing it, and the digits that every SID takes from it, in the pickled bytes:
a build for each account would cost a hundred times as much. It has the form of a SID, so that the
operations take it for one; its digits are random, so that nothing else has them.
"""


class Shared(NamedTuple):
    """The image of a world for any account but those whose digits explicit SIDs have."""

    pickled: bytes
    digits: frozenset[str]


def make(seeds: Seeds, sid: str, start: int, settings: Settings, route: bool = True) -> Account:
    """An account with the world that the seeds make at `start` (ms): settled, without a past.

    With `route` off no task of a seed finds a worker yet.
    """
    account = Account(sid, start, settings)
    build(seeds, account)
    scheduler.settle(account, route)
    account.events.clear()
    account.alerts.clear()
    account.tally.clear()
    return account


@lru_cache(maxsize=64)
def shared_image(seeds: Seeds, start: int, settings: Settings, route: bool) -> Shared:
    account = make(seeds, PLACEHOLDER, start, settings, route)
    digits = frozenset(sid[2:22] for sid in account.sids.taken)
    return Shared(dump_last(account), digits)


def own_image(seeds: Seeds, sid: str, start: int, settings: Settings, route: bool) -> bytes:
    return dump_last(make(seeds, sid, start, settings, route))


@lru_cache(maxsize=64)
def image(seeds: Seeds, sid: str, start: int, settings: Settings, route: bool = True) -> bytes:
    """The pickled world of the account `sid`."""
    # A SID with the placeholder's own digits inside would be replaced in part.
    if DIGITS in sid or any(part.sid == sid for seed in seeds for part in seed.accounts):
        return own_image(seeds, sid, start, settings, route)
    shared = shared_image(seeds, start, settings, route)
    digits = sid[-len(DIGITS) :]
    if digits in shared.digits:
        # The counter has to skip explicit SIDs that look as if it had made them.
        return own_image(seeds, sid, start, settings, route)
    return shared.pickled.replace(PLACEHOLDER.encode(), sid.encode()).replace(
        DIGITS.encode(), digits.encode()
    )


def dump(account: Account) -> bytes:
    """The image of an account."""
    return pickle.dumps(account, pickle.HIGHEST_PROTOCOL)


def dump_last(account: Account) -> bytes:
    """The image of an account that was made for it only."""
    pickled = dump(account)
    account.dissolve()
    return pickled


class Loader(pickle.Unpickler):
    """Remembers the classes, which `pickle` imports anew for each image."""

    found: ClassVar[dict[tuple[str, str], Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        """The class of this name."""
        known = self.found.get((module, name))
        if known is None:
            known = self.found[module, name] = super().find_class(module, name)
        return known


def load(pickled: bytes) -> Account:
    """The account of an image."""
    with uncollected():
        account: Account = Loader(BytesIO(pickled)).load()
        return account
