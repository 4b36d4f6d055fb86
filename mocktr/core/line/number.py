"""A number of the account's: what its calls ask the application for."""

from __future__ import annotations

import hashlib
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
