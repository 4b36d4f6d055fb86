"""What overlapped, as bars: by worker, by task or by queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mocktr.commands.board import selection_of
from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.core.clock import HOUR, instant
from mocktr.errors import AdminError
from mocktr.values import choice, integer, text

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.board import timeline
    from mocktr.core.board.timeline import Bar
    from mocktr.sandbox.tenant import Tenant
else:
    timeline = Deferred("mocktr.core.board.timeline")

USUAL, MOST = 2_000, 10_000
"""How many bars are told unless told, and at most."""

BY = {
    "worker": ("worker_sid", ("offer", "work", "wrapup", "away")),
    "task": ("task_sid", ("wait", "offer", "work", "wrapup")),
    "queue": ("queue_sid", ("wait",)),
}
"""What the lanes are, by which of the SIDs, with the kinds of bars in them."""

SPAN: dict[str, Any] = {"from": instant, "to": instant}
"""Arguments of which one has a name that Python has taken."""


@command(
    "GET",
    "timeline",
    **SPAN,
    by=choice(*BY),
    limit=integer(1, MOST),
    workspace=text,
    queue=text,
)
def intervals(
    tenant: Tenant,
    by: str = "worker",
    limit: int = USUAL,
    workspace: str | None = None,
    queue: str | None = None,
    **span: int,
) -> Result:
    """Who waited, was offered, worked and was away from when to when, as bars in lanes.

    The last hour, unless `from` and `to` say otherwise. Of more bars than `limit` the shortest are
    left out, and `thinned` says so.
    """

    def look(account: Account) -> tuple[int, timeline.Timeline, dict[str, str]]:
        now = account.clock.now
        until = span.get("to", now)
        since = span.get("from", until - HOUR)
        if since > until:
            raise AdminError("from: expected a time that is not after to")
        selected = selection_of(account, workspace, queue)
        names = {
            "worker": {one.sid: one.friendly_name for one in selected.workers()},
            "queue": {one.sid: one.friendly_name for one in selected.queues()},
        }
        wanted = timeline.Span(since, until)
        return now, timeline.take_timeline(selected, wanted), names.get(by, {})

    now, taken, names = tenant.read(look)
    name, kinds = BY[by]
    bars = [one for one in taken.bars() if one.kind in kinds and getattr(one, name) is not None]
    shown = longest(bars, limit, now)
    lanes: dict[str, list[Result]] = {sid: [] for sid in names}
    for bar in shown:
        lanes.setdefault(getattr(bar, name), []).append(bar.row())
    return {
        "by": by,
        "from_ms": taken.span.since,
        "to_ms": taken.span.until,
        "now_ms": now,
        "thinned": len(shown) < len(bars),
        "left_off": len(bars) - len(shown),
        "lanes": [
            {"sid": sid, "name": names.get(sid), "bars": rows} for sid, rows in lanes.items()
        ],
    }


def longest(bars: list[Bar], limit: int, now: int) -> list[Bar]:
    """So many bars, without the shortest, in their order."""
    if len(bars) <= limit:
        return bars
    lengths = sorted(
        range(len(bars)), key=lambda place: bars[place].start - (bars[place].end or now)
    )
    return [bars[place] for place in sorted(lengths[:limit])]
