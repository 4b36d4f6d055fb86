"""What looks like somebody's address or secret, and so should not get into a repository."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from mocktr.json_text import decode
from mocktr.seed.held import Held, Payload

PHONE = re.compile(
    r"(?<![\w.])(?:\+\d[\d ().-]{5,}\d|\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}|\d{10,15})(?!\w)"
)
EMAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
CONTACT = re.compile(r"(?P<scheme>client|sips?|tel|mailto):(?P<address>.+)", re.I)
MADE_UP = re.compile(r"[^\s@:/]+@example\.com|\+1555\d{7}")
"""Addresses that belong to nobody, as those of the placeholders."""
SECRET = re.compile(r"://[^/\s]+@")


def suspicions(worlds: Iterable[Held]) -> list[str]:
    """Warnings of what was not masked and perhaps ought to be."""
    attributes: Counter[str] = Counter()
    names = 0
    urls: list[str] = []
    for held in worlds:
        for worker in held.collections["workers"]:
            attributes.update(set(personal(decode(worker["attributes"]), "")))
            names += is_personal(worker["friendly_name"])
        urls += secrets("workspace", held.workspace)
        for workflow in held.collections["workflows"]:
            urls += secrets("workflow", workflow)
    return [
        *(
            f"{name}: looks like a phone number or an e-mail address for {count} workers; "
            f"--mask {name} hides it"
            for name, count in attributes.items()
        ),
        *(
            [f"{names} workers are named by phone number or e-mail; --mask-names hides it"]
            * bool(names)
        ),
        *urls,
    ]


def personal(value: Any, name: str) -> Iterator[str]:
    """The names of the attributes that look personal."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from personal(one, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for one in value:
            yield from personal(one, name)
    elif isinstance(value, str) and is_personal(value):
        yield name


def is_personal(text: str) -> bool:
    rest = MADE_UP.sub("", text)
    return bool(PHONE.search(rest) or EMAIL.search(rest))


def secrets(kind: str, payload: Payload) -> Iterator[str]:
    """URLs with a password in them."""
    for name, value in payload.items():
        if name.endswith("callback_url") and SECRET.search(value or ""):
            yield f"{name} of {kind} {payload['friendly_name']} has credentials in it"
