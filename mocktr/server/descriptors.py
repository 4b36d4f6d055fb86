"""How many file descriptors a server may have, of which each connection takes some."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Any

ENOUGH = 16_384
"""More are not asked for, since some programs count all that they might have."""


def raise_limit() -> None:
    """Allow this process as many as the system lets it have, up to some thousands."""
    resource = module()
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    # Some systems have other limits beside the one that they tell.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connections(wanted: int, each: int) -> int:
    """How many of the wanted connections there may be where each takes so many descriptors.

    A quarter of the descriptors is left to callbacks and all else.
    """
    resource = module()
    if resource is None:
        return wanted
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(min(wanted, int(soft) * 3 // 4 // each), 1)


def module() -> Any:
    """What knows; not there on every system."""
    try:
        return import_module("resource")
    except ModuleNotFoundError:
        return None
