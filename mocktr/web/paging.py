"""Lists: filters, ordering, and the pages that Twilio's clients follow (sources: rest).

A page token is `PA` (after) or `PB` (before) and the SID of the item next to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request

from mocktr.core.account import Account
from mocktr.core.collection import Collection, Listable, Rows
from mocktr.core.fields import Values
from mocktr.core.mounts import Mount, Parent
from mocktr.core.resources.base import Resource
from mocktr.core.sids import TAIL, is_sid, number_in
from mocktr.errors import AbsolutePaging, InvalidParameter, PageSizeTooLarge
from mocktr.web.wire import read_filters

DEFAULT_SIZE = 50
LARGEST_SIZE = 1000
AFTER, BEFORE = "PA", "PB"
PARAMETERS = frozenset({"PageSize", "Page", "PageToken", "AfterSid"})
"""What every list takes; AfterSid, which Twilio's worker SDK sends, is a token too."""


class Page(NamedTuple):
    """Records in order, and whether more follow."""

    records: list[Resource]
    has_next: bool


class PageQuery(NamedTuple):
    """What a client asked of a list."""

    size: int
    number: int
    token: str | None

    @property
    def direction(self) -> str:
        return self.token[:2] if self.token else AFTER


def list_page(
    mount: Mount, account: Account, parent: Parent, url: str
) -> tuple[Values, list[Resource]]:
    """The envelope of a list without its items, and the records to show in it."""
    query = read_query()
    filters = read_filters(mount.filters, parent)
    rows = ordered(mount, mount.rows(parent, filters))
    place = place_of(mount, account, parent, rows, query.token[2:]) if query.token else 0
    page = cut(mount, rows, filters, query, place)
    return {"meta": meta(mount, page, query, url)}, page.records


def read_query() -> PageQuery:
    """What the client asked for with `PARAMETERS`."""
    args = request.args
    size = integer("PageSize", args.get("PageSize", str(DEFAULT_SIZE)), 1)
    if size > LARGEST_SIZE:
        raise PageSizeTooLarge
    number = integer("Page", args.get("Page", "0"), 0)
    token = args.get("PageToken")
    if token is None and "AfterSid" in args:
        token = AFTER + args["AfterSid"]
    if token is None and number > 0:
        raise AbsolutePaging
    if token is not None and token[:2] not in (AFTER, BEFORE):
        raise InvalidParameter("PageToken", "a token from next_page_url", token)
    return PageQuery(size, number, token)


def integer(name: str, text: str, low: int) -> int:
    # The bound on the length only keeps int() from endless digits.
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) >= low):
        raise InvalidParameter(name, f"an integer of at least {low}", text)
    return int(text)


def ordered(mount: Mount, rows: Listable[Resource]) -> Listable[Resource]:
    """The rows in the order that `Ordering` asks for, such as `Priority:desc,DateCreated:asc`."""
    text = request.args.get("Ordering")
    if not text or not mount.record.orderings:
        return rows
    records = list(rows.after())
    # Sorting is stable, so the clauses are applied from the last to the first.
    for key, descending in reversed(clauses(mount, text)):
        records.sort(key=key, reverse=descending)
    return Sorted(records)


def clauses(mount: Mount, text: str) -> list[tuple[Callable[[Any], int], bool]]:
    known = mount.record.orderings
    wanted = f"Attribute:asc or Attribute:desc with {', '.join(known)}"
    parts = [clause.strip().partition(":") for clause in text.split(",")]
    names = [name for name, _, _ in parts]
    if any(name not in known or way not in ("asc", "desc") for name, _, way in parts):
        raise InvalidParameter("Ordering", wanted, text)
    if {"DateCreated", "VirtualStartTime"} <= set(names) or len(names) != len(set(names)):
        wanted = "each attribute once, and not both DateCreated and VirtualStartTime"
        raise InvalidParameter("Ordering", wanted, text)
    return [(known[name], way == "desc") for name, _, way in parts]


class Sorted(Rows[Resource]):
    """Records in an order of their own; a place in it is that of the record with a number."""

    def after(self, number: int = 0) -> Iterator[Resource]:
        """The records behind the one with this number; all for 0."""
        return iter(self.records[self._place(number) + 1 :] if number else self.records)

    def before(self, number: int) -> Iterator[Resource]:
        """The records before the one with this number, nearest first."""
        return iter(self.records[: self._place(number)][::-1])

    def _place(self, number: int) -> int:
        return next(place for place, one in enumerate(self.records) if one.number == number)


def cut(
    mount: Mount, rows: Listable[Resource], filters: Values, query: PageQuery, place: int
) -> Page:
    """One page of the rows from `place` on, looking one item ahead."""
    size = query.size
    if query.direction == AFTER:
        found = take_rows(mount, rows.after(place), filters, size + 1)
        return Page(found[:size], len(found) > size)
    found = take_rows(mount, rows.before(place), filters, size)[::-1]
    # What stood behind this page when its token was made may be gone by now.
    return Page(found, bool(found and take_rows(mount, rows.after(found[-1].number), filters, 1)))


def take_rows(
    mount: Mount, rows: Iterable[Resource], filters: Values, count: int
) -> list[Resource]:
    """The first few rows that pass all filters."""
    passing = [(mount.filters[name].passes, value) for name, value in filters.items()]
    chosen = (row for row in rows if all(passes(row, value) for passes, value in passing))
    return list(islice(chosen, count))


def place_of(
    mount: Mount, account: Account, parent: Parent, rows: Listable[Resource], sid: str
) -> int:
    """The creation number behind a token; in the order of creation the item may be gone by now."""
    record = mount.find(parent, sid)
    if record is not None:
        return record.number
    if isinstance(rows, Sorted):
        # By what it was sorted is known no more; an empty page would hide the rest of the list.
        raise InvalidParameter("PageToken", "the SID of an item that still exists", sid)
    if isinstance(rows, Collection) and sid in rows.gone:
        return rows.gone[sid]
    if is_sid(sid, mount.record.prefix) and sid[2:-TAIL] == account.sids.account_digits:
        return number_in(sid)
    raise InvalidParameter("PageToken", "the SID of an item of this list", sid)


def meta(mount: Mount, page: Page, query: PageQuery, url: str) -> Values:
    """Exactly the seven fields that Twilio sends."""
    link = partial(page_url, url, sent_filters(mount), query.size)
    number, records = query.number, page.records
    return {
        "page": number,
        "page_size": query.size,
        "first_page_url": link(0),
        "previous_page_url": link(number - 1, BEFORE + records[0].sid)
        if number and records
        else None,
        "url": link(number, query.token),
        "next_page_url": link(number + 1, AFTER + records[-1].sid)
        if page.has_next and records
        else None,
        "key": mount.key,
    }


def sent_filters(mount: Mount) -> list[tuple[str, str]]:
    """The filters as they came."""
    return [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in mount.filters or (name == "Ordering" and mount.record.orderings)
    ]


def page_url(
    url: str, filters: list[tuple[str, str]], size: int, number: int, token: str | None = None
) -> str:
    """Filters first, then PageSize, Page and PageToken, as TaskRouter has them."""
    place = [("PageSize", str(size)), ("Page", str(number))]
    tail = [("PageToken", token)] if token else []
    return f"{url}?{urlencode([*filters, *place, *tail])}"
