"""Lists of the 2010 API: their envelope, and the pages that its clients follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from mocktr.core.fields import Values
from mocktr.web.paging import AFTER, BEFORE, PageQuery, page_url, read_query
from mocktr.web.voice.resource import VoiceResource


def cut_page(
    mount: VoiceResource, uri: str, records: Sequence[Any]
) -> tuple[Values, Sequence[Any]]:
    """The envelope of a list without its items, and the records to show of all that pass."""
    query = read_query()
    begin, end = bounds(mount, query, records)
    page, number, size = records[begin:end], query.number, query.size
    filters = [pair for pair in request.args.items(multi=True) if pair[0] in mount.filters]

    def link(number: int, token: str | None = None) -> str:
        return page_url(f"{uri}.json", filters, size, number, token)

    before = f"{BEFORE}{mount.name(page[0])}" if page and begin > 0 and number > 0 else None
    after = f"{AFTER}{mount.name(page[-1])}" if end < len(records) and page else None
    envelope = {
        "first_page_uri": link(0),
        "previous_page_uri": link(number - 1, before) if before else None,
        "next_page_uri": link(number + 1, after) if after else None,
        "uri": link(number, query.token),
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(page) - 1, 0),
    }
    return envelope, page


def bounds(mount: VoiceResource, query: PageQuery, records: Sequence[Any]) -> tuple[int, int]:
    """Where a page begins and ends; one behind a record that is gone, by its number."""
    place = query.number * query.size
    if query.token is not None:
        names = [mount.name(one) for one in records]
        there = query.token[2:] in names
        if there and query.direction == AFTER:
            place = names.index(query.token[2:]) + 1
        elif there:
            end = names.index(query.token[2:])
            return max(end - query.size, 0), end
    return place, min(place + query.size, len(records))
