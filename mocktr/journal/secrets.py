"""What the journal must not tell: passwords, tokens, and the user in a URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

COVER = "***"

WORDS = (
    *("password", "secret", "authorization", "credential"),
    *("authtoken", "auth_token", "apikey", "api_key", "accesstoken", "access_token"),
)
"""In the name of a parameter, or of a member of JSON, in any case: SipAuthPassword."""

NAMED = "|".join(WORDS)

USERINFO = re.compile(r"""(?<=://)[^/?#\s"'\\<>]*@""")
"""`user:password@` of a URL."""

QUERY = re.compile(rf"""([?&][^=&#\s]*(?:{NAMED})[^=&#\s]*=)[^&#\s"'\\]*""", re.I)
"""A parameter in the query of a URL."""

MEMBER = re.compile(
    rf"""
    ( (?<!\\)\\*" [^"\\]* (?:{NAMED}) [^"\\]* (?P<quote>\\*") \s*:\s* )    # its name
    (?: (?P=quote) .*? (?: (?<!\\)(?P=quote) | \Z ) | [\d.]+ )             # its value
    """,
    re.I | re.S | re.X,
)
"""A member of JSON text, or of JSON in the text of JSON, whose quotes have backslashes."""


@lru_cache
def is_secret(name: str) -> bool:
    """Whether what has this name is a secret."""
    return names_a_secret(name)


def names_a_secret(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in WORDS)


def may_tell(text: str) -> bool:
    """Whether there can be a secret in a text."""
    return ("@" in text and "://" in text) or names_a_secret(text)


def cover(name: str, value: Any) -> Any:
    """The value of a parameter, without its secrets."""
    if is_secret(name):
        return COVER
    if isinstance(value, str):
        return cover_text(value)
    if isinstance(value, list):
        return [cover(name, one) for one in value]
    if isinstance(value, dict):
        return cover_all(value)
    return value


def cover_all(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without their secrets."""
    # Most have none, which is found out much faster for all of them at once.
    if not may_tell("\n".join([*parameters, *map(str, parameters.values())])):
        return dict(parameters)
    return {name: cover(name, value) for name, value in parameters.items()}


def cover_text(text: str) -> str:
    """Text without the users of its URLs, and without what it calls a secret itself."""
    if may_tell(text):
        text = USERINFO.sub(f"{COVER}@", text)
        text = MEMBER.sub(rf"\1\g<quote>{COVER}\g<quote>", QUERY.sub(rf"\1{COVER}", text))
    return text
