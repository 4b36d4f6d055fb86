"""The part of a seed above the workspaces, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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

    def reading_on(self) -> Seed:
        """The same, to be built with all of its problems kept; warnings go into one list."""
        return replace(self, source=self.source.reading_on())

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
    """The seed that a document holds; raises SeedError.

    Where it holds workspaces, it is `build` that tells what is wrong, together with what is wrong
    inside of them.
    """
    if document is None:
        raise source.fail((), f"empty; expected a mapping with {', '.join(TOP)}")
    source = replace(source, document=document, reads_on=True)
    top = sound(source, document, TOP, ())
    if "workspaces" in document and "accounts" in document:
        said = "expected either workspaces or accounts, not both"
        source.note(source.fail(("accounts",), said))
    lenient = top.get("expressions") == "lenient"
    workspaces, own = top.get("workspaces", []), numbers(top, source, ())
    shared = AccountSeed(None, None, {}, workspaces, ("workspaces",), own)
    seed = Seed(source, shared, accounts(top, source), lenient)
    if source.problems and not any(part.workspaces for part in (shared, *seed.accounts)):
        raise SeedError(source.told())
    return seed


def accounts(top: Mapping[str, Any], source: Source) -> list[AccountSeed]:
    met: set[str] = set()
    rows = enumerate(top.get("accounts", []))
    found = [source.keep(account, row, source, ("accounts", number), met) for number, row in rows]
    return [one for one in found if one is not None]


def account(row: Any, source: Source, path: Place, met: set[str]) -> AccountSeed:
    values = sound(source, row, ACCOUNT, path)
    if "sid" not in row:
        source.note(source.fail(path, "the key sid is missing"))
    if "sid" in values:
        source.keep(check_sid, source, values["sid"], "AC", (*path, "sid"), met)
    # What is inside of an account is looked at also where nobody knows whose it is.
    sid = values["sid"] if source.is_sound((*path, "sid")) and "sid" in values else nobody(path)
    keys = values.get("api_keys", {})
    for key, secret in keys.items():
        place = (*path, "api_keys", key)
        source.keep(check_sid, source, key, "SK", place, met)
        source.keep(source.read, text, secret, place)
    workspaces = values.get("workspaces", [])
    place, own = (*path, "workspaces"), numbers(values, source, path)
    return AccountSeed(sid, values.get("auth_token"), keys, workspaces, place, own)


def numbers(row: Mapping[str, Any], source: Source, path: Place) -> dict[str, PhoneNumber]:
    read = {
        number: source.keep(source.read, read_phone_number, values, (*path, "numbers", number))
        for number, values in row.get("numbers", {}).items()
    }
    return {number: found for number, found in read.items() if found is not None}


def nobody(path: Place) -> str:
    """A SID for an account of a seed that is refused."""
    return f"AC{path[-1]:032x}"


def check_sid(source: Source, sid: str, prefix: str, path: Place, met: set[str]) -> None:
    """Accounts and their keys are known by their SIDs in the whole seed."""
    if not is_sid(sid, prefix):
        raise source.wanted(f"{prefix} and 32 hex digits", sid, path)
    if sid in met:
        raise source.fail(path, f"the SID {sid} stands twice in this seed")
    met.add(sid)


def sound(source: Source, row: Any, readers: Readers, path: Place) -> dict[str, Any]:
    """The values of a row that are what they have to be."""
    source.check_keys(row, readers, path)
    for key, read in readers.items():
        if key in row:
            source.keep(source.read, read, row[key], (*path, key))
    return {key: row[key] for key in readers if key in row and source.is_sound((*path, key))}
