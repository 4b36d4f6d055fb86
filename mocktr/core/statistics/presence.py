"""How long workers stayed in each activity."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING

from mocktr.core.clock import SECOND
from mocktr.core.fields import Values
from mocktr.core.resources.worker_view import History
from mocktr.core.statistics.window import Window

if TYPE_CHECKING:
    from mocktr.core.resources.activity import Activity

instant = itemgetter(0)


def activity_durations(window: Window) -> list[Values]:
    """Every activity with the stays in it, cut to the window, in whole seconds."""
    activities = window.workspace.activities
    stays: dict[str, list[int]] = {sid: [] for sid in activities}
    for history, left in histories(window):
        for activity_sid, length in stays_in(history, left, window):
            # Of a deleted activity nobody knows the name any more.
            if activity_sid in stays:
                stays[activity_sid].append(length)
    return [shown(activity, stays[activity.sid]) for activity in activities.values()]


def histories(window: Window) -> Iterator[tuple[History, int]]:
    """Where each worker was, and the instant (ms) up to which that is known.

    Unless some workers are asked about, those who were deleted since the window began are too.
    """
    workspace = window.workspace
    workers = workspace.workers.values() if window.workers is None else window.workers
    for worker in workers:
        yield worker.history, workspace.now
    if window.workers is None:
        departed = workspace.departed
        for left, history in departed[bisect_left(departed, window.since, key=instant) :]:
            yield history, left


def stays_in(history: History, left: int, window: Window) -> Iterator[tuple[str, int]]:
    """Activity and length (ms) of each stay of which some time lies in the window."""
    first = max(bisect_right(history, window.since, key=instant) - 1, 0)
    last = bisect_left(history, window.until, first, key=instant)
    for place in range(first, last):
        start, activity_sid = history[place]
        end = history[place + 1][0] if place + 1 < len(history) else left
        length = min(end, window.until) - max(start, window.since)
        if length > 0:
            yield activity_sid, length


def shown(activity: Activity, stays: list[int]) -> Values:
    total = sum(stays)
    return {
        "sid": activity.sid,
        "friendly_name": activity.friendly_name,
        "avg": total // (len(stays) or 1) // SECOND,
        "min": min(stays, default=0) // SECOND,
        "max": max(stays, default=0) // SECOND,
        "total": total // SECOND,
    }
