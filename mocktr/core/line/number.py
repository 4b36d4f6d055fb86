"""A number of the account's, or an application: what calls ask for, and what a client said."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mocktr.core.fields import is_url
from mocktr.values import Reader, at, check_keys, choice, wanted

if TYPE_CHECKING:
    from mocktr.core.account import Account


class PhoneNumber(NamedTuple):
    """Where the application is, as Twilio names it at a number."""

    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"

    def as_dict(self) -> dict[str, str]:
        """As it is written, without what is left out."""
        kept = zip(self._fields, self, PhoneNumber(), strict=True)
        return {name: value for name, value, default in kept if value != default}


@dataclass(slots=True, eq=False)
class Listed:
    """What a client said of a number or of an application besides what its calls ask for."""

    created: int
    """When (ms) it was made, and changed."""
    changed: int
    friendly_name: str = ""
    application_sid: str = ""
    """The application that answers the calls of a number, if one does."""
    kept: dict[str, str] = field(default_factory=dict)
    """What has no effect here, and is only shown again."""


@dataclass(slots=True, eq=False)
class VoiceApplication:
    """A named set of URLs, which numbers and calls of clients refer to."""

    sid: str
    asks: PhoneNumber
    listed: Listed


def take_number(account: Account, number: str, asks: PhoneNumber) -> None:
    """Give the account a number."""
    now = account.clock.now
    account.line.numbers[number] = asks
    account.line.listed[number] = Listed(now, now)


def give_number_back(account: Account, number: str) -> None:
    """Let a number be nobody's."""
    del account.line.numbers[number]
    del account.line.listed[number]


def number_called(account: Account, number: str) -> tuple[PhoneNumber, str | None]:
    """What a number's calls ask for, and the application that says so, which comes first.

    A number that is not the account's asks for nothing.
    """
    line = account.line
    listed = line.listed.get(number)
    application = line.applications.get(listed.application_sid) if listed is not None else None
    if application is None:
        return line.numbers.get(number, PhoneNumber()), None
    return application.asks, application.sid


def number_sid(account: Account, number: str) -> str:
    """The SID of one of the account's numbers, which follows from the number."""
    digest = hashlib.md5(f"{account.sid}/{number}".encode(), usedforsecurity=False).hexdigest()
    return f"PN{digest}"


def read_phone_number(values: Any) -> PhoneNumber:
    """A number as it is written; raises Mistake."""
    check_keys(values, PhoneNumber._fields)
    return PhoneNumber(**{name: at(name, reader(name), value) for name, value in values.items()})


def reader(name: str) -> Reader[str]:
    return METHOD if name.endswith("_method") else read_url


METHOD = choice("GET", "POST")


def read_url(value: Any) -> str:
    """An absolute URL."""
    if not isinstance(value, str) or not is_url(value):
        raise wanted("an absolute http or https URL", value)
    return value
