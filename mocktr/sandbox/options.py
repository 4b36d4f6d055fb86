"""What the keywords of a sandbox may be, and how each is read; a wrong one is a Mistake."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mocktr.core.behavior import Behavior, read_behavior
from mocktr.core.clock import instant
from mocktr.core.fields import is_url
from mocktr.core.line.phone import Phone, read_phone
from mocktr.values import Mistake, at, choice, list_of, of_type, text, wanted

START = "2030-01-07T09:00:00Z"
"""When manual clocks start unless told: a Monday morning."""

TOKEN = re.compile("[!-~]+")


def read_base_url(value: Any) -> str:
    """The beginning of every URL in a payload."""
    if not isinstance(value, str) or not is_url(value):
        raise wanted("an http or https URL", value)
    return value.rstrip("/")


def read_cors(value: Any) -> tuple[str, ...]:
    """Patterns of origins."""
    return tuple(list_of(read_origin, "a list of origins")(value))


def read_origin(value: Any) -> str:
    """A pattern of origins."""
    if value not in ("*", "null") and not text(value).startswith(("http://", "https://")):
        raise wanted("an origin such as https://*.example.com, or *", value)
    return str(value)


def read_ports(value: Any) -> frozenset[int] | None:
    """Ports, as numbers or as text with commas; None for all of them."""
    if value in ("any", "none"):
        return None if value == "any" else frozenset()
    numbers = value.split(",") if isinstance(value, str) else value
    what = "any, none, or ports such as 3000,8080"
    try:
        ports = frozenset(int(one) for one in numbers)
    except (TypeError, ValueError):
        raise wanted(what, value) from None
    if not all(0 < one < 65_536 for one in ports):
        raise wanted(what, value)
    return ports


read_records = list_of(choice("messages"), 'a list such as ["messages"]')


def read_admin_token(value: Any) -> str:
    """An admin token that can be sent in a header; the refusal does not repeat it."""
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise Mistake("expected ASCII letters, digits and signs, without spaces")
    return value


def read_behaviors(value: Any) -> tuple[tuple[str, Behavior], ...]:
    """Behaviours by name, which a setting can hold."""
    rows = of_type(Mapping, "a dict of behaviours by name")(value)
    found = {str(name).lower(): at(str(name), read_behavior, row) for name, row in rows.items()}
    return tuple(found.items())


def read_phones(value: Any) -> tuple[tuple[str, Phone], ...]:
    """Phones by the names of workers, which a setting can hold."""
    rows = of_type(Mapping, "a dict of phones by name")(value)
    found = {str(name).lower(): at(str(name), read_phone, row) for name, row in rows.items()}
    return tuple(found.items())


def read_start(start_at: str | datetime | None, clock: str) -> int:
    """When the accounts start, in ms."""
    if start_at is not None:
        return at("start_at", instant, start_at)
    return time.time_ns() // 1_000_000 if clock == "real" else instant(START)
