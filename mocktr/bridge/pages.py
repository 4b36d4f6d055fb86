"""Lists as today's SDK pages through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mocktr.core.account import Account
from mocktr.core.collection import Rows
from mocktr.core.fields import Flag, Number, Values
from mocktr.core.mounts import Mount
from mocktr.core.resources.base import Resource, checked
from mocktr.core.resources.reservation import Reservation
from mocktr.core.sids import is_sid
from mocktr.core.states import ENGAGED
from mocktr.errors import InvalidParameter
from mocktr.web.paging import DEFAULT_SIZE, LARGEST_SIZE, Sorted, clauses, place_of, take_rows

SIZE = Number(1, LARGEST_SIZE)


def page(
    mount: Mount,
    account: Account,
    parent: Any,
    sent: Mapping[str, Any],
    show: Callable[[Any], Values],
) -> Values:
    """One page of a list, and what to send for the next: AfterSid, or NextToken where ordered."""
    size = checked(SIZE, "PageSize", sent.get("PageSize", str(DEFAULT_SIZE)))
    filters = read_filters(mount, parent, sent)
    rows, is_ordered = rows_of(mount, parent, filters, sent)
    name = "NextToken" if is_ordered else "AfterSid"
    after = sent.get(name)
    if after and not is_sid(after, mount.record.prefix):
        raise InvalidParameter(name, f"the SID of an item of this list ({mount.key})", after)
    place = place_of(mount, account, parent, rows, after) if after else 0
    found = take_rows(mount, rows.after(place), filters, size + 1)
    shown = found[:size]
    last = shown[-1].sid if len(found) > size else None
    return {
        "contents": [show(record) for record in shown],
        "after_sid": None if is_ordered else last,
        "meta": {"list_key": "contents", "next_token": last if is_ordered else None},
    }


def read_filters(mount: Mount, parent: Any, sent: Mapping[str, Any]) -> Values:
    """The filters that were sent, checked; those that are empty are none."""
    values: Values = {}
    for name, declared in mount.filters.items():
        if sent.get(name):
            value = checked(declared.kind, name, sent[name])
            values[name] = declared.prepare(parent, value) if declared.prepare else value
    return values


def rows_of(
    mount: Mount, parent: Any, filters: Values, sent: Mapping[str, Any]
) -> tuple[Any, bool]:
    """The records to choose from, and whether they are in an order that was asked for."""
    rows = mount.rows(parent, filters)
    if mount.record is Reservation and Flag().read(sent.get("Active", "")):
        return Rows(filter(is_active, rows.after())), False
    ordering = sent.get("Ordering")
    if not ordering or not mount.record.orderings:
        return rows, False
    records = list(rows.after())
    for key, descending in reversed(clauses(mount, ordering)):
        records.sort(key=key, reverse=descending)
    return Sorted(records), True


def is_active(record: Resource) -> bool:
    return isinstance(record, Reservation) and record.reservation_status in ENGAGED
