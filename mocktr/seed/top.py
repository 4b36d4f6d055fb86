"""The part of a seed above the workspaces, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mocktr.core.line.number import PhoneNumber, read_phone_number
from mocktr.core.sids import is_sid
from mocktr.errors import Place, SeedError
from mocktr.seed.source import Source
from mocktr.values import Reader, choice, mapping, sequence, text

Readers = Mapping[str, Reader[Any]]

READING = choice("strict", "lenient")
TOP: Readers = {
    "workspaces": sequence,
    "numbers": mapping,
    "accounts": sequence,
    "expressions": READING,
}
ACCOUNT: Readers = {
    "sid": text,
    "auth_token": text,
    "api_keys": mapping,
    "workspaces": sequence,
    "numbers": mapping,
}


@dataclass(frozen=True, slots=True)
class AccountSeed:
    """One account of a seed, or the world that every account gets: then `sid` is None."""

    sid: str | None
    auth_token: str | None
    api_keys: Mapping[str, str]
    workspaces: list[Any]
    path: Place
    numbers: Mapping[str, PhoneNumber] = field(default_factory=dict)
    """Whom a call to each number asks."""


@dataclass(slots=True, eq=False)
class Seed:
    """A seed, read; `build` makes its world."""

    source: Source
    shared: AccountSeed
    """The world that every account gets its own copy of; empty where accounts are listed."""
    accounts: list[AccountSeed]
    lenient: bool = False
    """Whether the seed asks for lenient expressions."""
    warnings: list[str] = field(default_factory=list)
    """What is odd but allowed; complete once every part was built."""

    @classmethod
    def of(cls, source: Source) -> Seed:
        """An empty seed, for rows that come from elsewhere."""
        return cls(source, AccountSeed(None, None, {}, [], ()), [])

    def parts(self, sid: str) -> list[AccountSeed]:
        """What the seed has for an account: what everyone gets, and what the account itself."""
        return [self.shared, *(part for part in self.accounts if part.sid == sid)]

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.source.name

    def fail(self, path: Place, text: str) -> SeedError:
        """The error that says where something is wrong, and what."""
        return self.source.fail(path, text)

    def warn(self, path: Place, text: str) -> None:
        """Note something odd; once, though a seed is built for many accounts."""
        warning = self.source.problem(path, text)
        if warning not in self.warnings:
            self.warnings.append(warning)


def read_seed(document: Any, source: Source) -> Seed:
    """The seed that a document holds; raises SeedError."""
    if document is None:
        raise source.fail((), f"empty; expected a mapping with {', '.join(TOP)}")
    check_types(source, document, TOP, ())
    if "workspaces" in document and "accounts" in document:
        raise source.fail(("accounts",), "expected either workspaces or accounts, not both")
    lenient = document.get("expressions") == "lenient"
    workspaces, own = document.get("workspaces", []), numbers(document, source, ())
    shared = AccountSeed(None, None, {}, workspaces, ("workspaces",), own)
    return Seed(source, shared, accounts(document, source), lenient)


def accounts(document: Mapping[str, Any], source: Source) -> list[AccountSeed]:
    met: set[str] = set()
    return [
        account(row, source, ("accounts", number), met)
        for number, row in enumerate(document.get("accounts", []))
    ]


def account(row: Any, source: Source, path: Place, met: set[str]) -> AccountSeed:
    check_types(source, row, ACCOUNT, path)
    if "sid" not in row:
        raise source.fail(path, "the key sid is missing")
    check_sid(source, row["sid"], "AC", (*path, "sid"), met)
    keys = row.get("api_keys", {})
    for key, secret in keys.items():
        check_sid(source, key, "SK", (*path, "api_keys", key), met)
        source.read(text, secret, (*path, "api_keys", key))
    workspaces = row.get("workspaces", [])
    place, own = (*path, "workspaces"), numbers(row, source, path)
    return AccountSeed(row["sid"], row.get("auth_token"), keys, workspaces, place, own)


def numbers(row: Mapping[str, Any], source: Source, path: Place) -> dict[str, PhoneNumber]:
    return {
        number: source.read(read_phone_number, values, (*path, "numbers", number))
        for number, values in row.get("numbers", {}).items()
    }


def check_sid(source: Source, sid: str, prefix: str, path: Place, met: set[str]) -> None:
    """Accounts and their keys are known by their SIDs in the whole seed."""
    if not is_sid(sid, prefix):
        raise source.wanted(f"{prefix} and 32 hex digits", sid, path)
    if sid in met:
        raise source.fail(path, f"the SID {sid} stands twice in this seed")
    met.add(sid)


def check_types(source: Source, row: Any, readers: Readers, path: Place) -> None:
    source.check_keys(row, readers, path)
    for key, value in row.items():
        source.read(readers[key], value, (*path, key))
