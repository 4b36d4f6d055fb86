"""What the journal must not tell: passwords, tokens, and the user in a URL.

Theory of operation
-------------------
The names decide: of a parameter, of a member of JSON, of a parameter of a URL. All that such a name
has is covered, whatever it is. JSON in text is decoded for it, and what its strings hold once more.
Text that is no JSON as a whole (cut off, or quoted in a message) is read from one name to the next.

Anybody may send any text, so every place of it is looked at a few times at most. What is looked for
begins with a sign, such as a quote, and ends before the next of these; how often a text may be
encoded has a bound, and so has its length. What goes beyond is covered whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from mocktr.json_text import finite, refuse_constant

COVER = "***"

WORDS = (
    *("password", "passwd", "passphrase", "pwd", "secret", "token"),
    *("authorization", "credential", "apikey"),
)
"""In a secret's name, in any case and with `_` and `-` anywhere: SipAuthPassword, x-api-key."""

PAGING = "pagetoken"
"""In the name of what leads to another page, and is no secret."""

LONGEST_NAME = 100
"""Characters of a name that is remembered."""

LONGEST = 4 * 1024 * 1024
"""Characters of a text that is searched for secrets."""

DEEPEST = 100
"""How many lists and objects may be one inside of the other."""

ENCODING = 20
"""For how many of these an encoding of a text inside of another text counts."""

USERINFO = re.compile(r"""(:(?:\\*/){2})[^/?#\s"'\\<>]*@""")
"""`user:password@` of a URL, whose slashes JSON may escape."""

PARAMETER = re.compile(r"""([?&#]|\A)([^=&?#\s"'\\<>]*)=([^&#\s"'\\<>]*)""")
"""A parameter in the query or the fragment of a URL, or in a form."""

NAME_END = re.compile(r'(?<!\\)(\\*")\s*:\s*')
"""The end of a member's name; in JSON inside of JSON its quotes have backslashes."""

SIGN = re.compile(r'(?<!\\)\\*"|[\[{\]}]')
"""What a list, an object or a string begins and ends with."""

SCALAR = re.compile(r'[^\s,}\]"\\]*')
"""A number or a word of JSON."""

QUOTED = re.compile(r"\A(Invalid value ).*( for parameter (\w+))", re.S)
"""What an error quotes of a parameter."""

CODE = re.compile(r"(?<!\\)\\+u([0-9a-fA-F]{4})")
"""A character by its number."""


def cover(name: str, value: Any, depth: int = 0) -> Any:
    """The value of a parameter, without its secrets."""
    return COVER if is_secret(name) else cover_value(value, depth)


def cover_all(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without their secrets."""
    # Most have none, which is found out much faster for all of them at once.
    values = parameters.values()
    is_text = set(map(type, values)) <= {str}
    if is_text and not may_tell("\n".join([*parameters, *values])):
        return dict(parameters)
    return {name: cover(name, value) for name, value in parameters.items()}


def cover_text(text: str, depth: int = 0) -> str:
    """Text without the users of its URLs, and without what it calls a secret itself."""
    if not may_tell(text):
        return text
    if len(text) > LONGEST or depth > DEEPEST:
        return COVER
    decoded = decode(text)
    if decoded is None:
        return cover_members(cover_urls(text, depth + ENCODING))
    covered = cover_value(decoded, depth + ENCODING)
    return text if covered == decoded else encode(covered, text)


def cover_message(message: str) -> str:
    """An error's message, without the secrets in it, and without what it quotes of one."""
    found = QUOTED.match(message)
    if found and is_secret(found[3]):
        message = f"{found[1]}{COVER}{message[found.start(2) :]}"
    return cover_text(message)


# --- names -------------------------------------------------------------------------------------


def is_secret(name: str) -> bool:
    """Whether what has this name is a secret."""
    return known_secret(name) if len(name) <= LONGEST_NAME else names_a_secret(name)


def names_a_secret(text: str) -> bool:
    plain = text.lower().replace("_", "").replace("-", "").replace(PAGING, "")
    # Said at length, as a generator takes three times as long.
    for word in WORDS:  # noqa: SIM110
        if word in plain:
            return True
    return False


# The same parameters come again and again.
known_secret = lru_cache(names_a_secret)


def may_tell(text: str) -> bool:
    """Whether there can be a secret in a text."""
    # A character may stand there by its number.
    if "%" in text or "\\u" in text or names_a_secret(text):
        return True
    return "@" in text and ("//" in text or "\\/" in text)


# --- JSON --------------------------------------------------------------------------------------


def cover_value(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return cover_text(value, depth)
    if not isinstance(value, list | dict):
        return value
    if depth > DEEPEST:
        return COVER
    if isinstance(value, list):
        return [cover_value(one, depth + 1) for one in value]
    return {name: cover(name, one, depth + 1) for name, one in value.items()}


def decode(text: str) -> Any:
    """A text that is a list or an object in JSON; None for any other."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def encode(value: Any, before: str) -> str:
    """JSON with the spaces and the characters that it had before."""
    separators = (", ", ": ") if '": ' in before else (",", ":")
    return json.dumps(value, ensure_ascii=before.isascii(), separators=separators)


def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name that comes twice would hide what it had first")
    return found


DECODER = json.JSONDecoder(
    object_pairs_hook=members, parse_constant=refuse_constant, parse_float=finite
)


# --- other text --------------------------------------------------------------------------------


def cover_urls(text: str, depth: int) -> str:
    """Text without the users of its URLs, and without the secrets among their parameters."""

    def cover_parameter(found: re.Match[str]) -> str:
        sign, name, value = found.groups()
        if is_secret(unquote_plus(name)):
            return f"{sign}{name}={COVER}"
        if "%" in value:
            plain = unquote_plus(value)
            covered = cover_text(plain, depth)
            value = value if covered == plain else quote_plus(covered, safe="*")
        return f"{sign}{name}={value}"

    return PARAMETER.sub(cover_parameter, USERINFO.sub(rf"\1{COVER}@", text))


def cover_members(text: str) -> str:
    """Text without the members of JSON that are secrets; what is cut off ends with the text."""
    parts = []
    done = 0
    while found := NAME_END.search(text, done):
        begin = text.rfind('"', done, found.start()) + 1
        name = text[begin or done : found.start()]
        parts.append(text[done : found.end()])
        done = found.end()
        if is_secret(CODE.sub(lambda code: chr(int(code[1], 16)), name)):
            parts.append(found[1] + COVER + found[1])
            done = end_of_value(text, done, depth_of(found[1]))
    return "".join([*parts, text[done:]])


def end_of_value(text: str, start: int, depth: int) -> int:
    """Where the value ends that starts here, in JSON that is so deep inside of other JSON."""
    first = SIGN.match(text, start)
    if first is None or first[0] in "]}":
        scalar = SCALAR.match(text, start)
        return scalar.end() if scalar else start
    if first[0] not in "[{":
        depth = depth_of(first[0])
    level, is_inside = 0, False
    for found in SIGN.finditer(text, start):
        sign = found[0]
        if sign in "[{]}":
            level += 0 if is_inside else 1 if sign in "[{" else -1
        elif depth_of(sign) < depth:
            # That of the text that has the whole member in it.
            return found.start()
        elif depth_of(sign) == depth:
            is_inside = not is_inside
        if level <= 0 and not is_inside:
            return found.end()
    return len(text)


def depth_of(quote: str) -> int:
    """In how many texts the JSON stands whose quote this is: one backslash, three, seven...

    A string may end with backslashes of its own, twice as many as it has at each depth: of all of
    them only the lowest bits count.
    """
    backslashes = len(quote) - 1
    return (~backslashes & (backslashes + 1)).bit_length() - 1
