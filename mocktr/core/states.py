"""The interlocked life of tasks and reservations, as tables.

Theory of operation
-------------------
A task is *pending* while it looks for a worker. Reserving workers for it creates one *pending*
reservation each and makes the task *reserved*. From there the two lives hold each other:

- the first reservation that is accepted makes the task *assigned* and its siblings *rescinded*;
- a reservation that is rejected, times out or is canceled gives the task back (*pending*) once
  no sibling is left pending;
- canceling the task cancels its pending reservations; wrapping up, completing or deleting it
  moves the accepted ones along;
- when every reservation that was accepted is wrapping, so is the task; when every one is
  completed, so is the task;
- a transfer (see `resources/transfer.py`) makes an assigned task *reserved*, or *pending*, once
  more, beside a reservation that stays accepted.

`TASK` and `RESERVATION` say which step is legal; the code that takes a step checks here first and
changes nothing when the step is refused. `*_BY_CLIENT` say which of the steps a client may ask
for; the others belong to the engine. (sources: task-states, reservations)
"""

from __future__ import annotations

TASK: dict[str, frozenset[str]] = {
    # Back to assigned, and from there to the states before it, a transfer takes a task.
    "pending": frozenset({"reserved", "assigned", "canceled"}),
    "reserved": frozenset({"pending", "assigned", "canceled"}),
    "assigned": frozenset({"pending", "reserved", "wrapping", "completed"}),
    "wrapping": frozenset({"completed"}),
    "completed": frozenset(),
    "canceled": frozenset(),
}

RESERVATION: dict[str, frozenset[str]] = {
    "pending": frozenset({"accepted", "rejected", "timeout", "canceled", "rescinded"}),
    "accepted": frozenset({"wrapping", "completed"}),
    "wrapping": frozenset({"completed"}),
    "rejected": frozenset(),
    "timeout": frozenset(),
    "canceled": frozenset(),
    "rescinded": frozenset(),
    "completed": frozenset(),
}

TASK_BY_CLIENT = ("canceled", "wrapping", "completed")
RESERVATION_BY_CLIENT = ("accepted", "rejected", "wrapping", "completed")

FINISHED = frozenset({"completed", "canceled"})
"""Task statuses that nothing follows."""

ENGAGED = frozenset({"pending", "accepted", "wrapping"})
"""Reservation statuses that take capacity (sources: multitasking)."""

ASSIGNED = frozenset({"accepted", "wrapping"})
"""Reservation statuses that count as a worker channel's assigned tasks."""


def allows(table: dict[str, frozenset[str]], old: str, new: str) -> bool:
    """Whether `table` has a step from `old` to `new`."""
    return new in table[old]
