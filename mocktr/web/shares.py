"""Under which name a request holds a thread of the server's, which others are to find free too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, Protocol
from urllib.parse import parse_qs

from mocktr.commands import COMMANDS
from mocktr.commands.command import PLACE, PREFIX, WAIT
from mocktr.web.guard import is_admin
from mocktr.web.request import read_basic

ShareKind = Literal["request", "command", "waiting"]
"""Of TaskRouter's API, a command that waits for no callback, or one that may."""


class Incoming(Protocol):
    """A request that was read and not begun, as far as it is looked at."""

    command: str
    path: str
    query: str
    headers: Mapping[str, str]


def share_of(incoming: Incoming) -> tuple[str, ShareKind]:
    """The account that asks, as it says itself, and for what.

    So those of its requests that wait leave threads to others of its own, such as a reset.
    """
    header = incoming.headers.get("AUTHORIZATION")
    named = incoming.headers.get("X_MOCKTR_ACCOUNT")
    account = named or (header and read_basic(header)[0]) or ""
    if not is_admin(incoming.path):
        return account, "request"
    return account, "command" if answers_at_once(incoming) else "waiting"


def answers_at_once(incoming: Incoming) -> bool:
    """Whether an admin command waits for no callback."""
    if not at_once().fullmatch(f"{incoming.command} {incoming.path}"):
        return False
    return parse_qs(incoming.query).get(WAIT, ["false"]) == ["false"]


@cache
def at_once() -> re.Pattern[str]:
    """Method and path of each command that is declared so."""
    places = [f"{one.method} {PREFIX}/{one.path}" for one in COMMANDS if one.at_once]
    return re.compile("|".join(PLACE.sub("[^/]+", re.escape(place)) for place in places))
