"""What follows from the records of a world: members, lineups and whatever else can be found in it.

A worker is lined up on the channels on which tasks have come, in the queues that they are a member
of; that they were free when last lined up, and whether they are, is the same for those.
"""

from __future__ import annotations

from mocktr.core.account import Account
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing import waiting
from mocktr.core.routing.lineup import Agenda
from mocktr.core.timers import Timers
from mocktr.state.columns import StateRow

HIGHEST = 2**52
"""The number of a timer after which they begin anew; beyond twice as much JSON is not exact."""


def rebuild(account: Account, document: StateRow) -> None:
    """Make what the document does not hold, and the order of what is to come, as it does."""
    for workspace in account.workspaces.values():
        line_up(workspace)
    account.timers = set_again(document["timers"])
    # Lining up has put on agendas what was not on them.
    account.unsettled = {}
    for row in document["unsettled"]:
        workspace = account.workspaces[row["workspace_sid"]]
        workspace.agenda.tasks, workspace.agenda.channels = row["tasks"], row["channels"]
        account.unsettled[workspace.sid] = workspace
    account.events = document["events"]


def line_up(workspace: Workspace) -> None:
    """Let queues find their members, and waiting tasks stand in their lineups."""
    for queue in workspace.task_queues.values():
        queue.recruit()
    for task in workspace.tasks.values():
        if task.assignment_status == "pending":
            waiting.join(task)
    workspace.agenda = Agenda()


def set_again(row: StateRow) -> Timers:
    """The timers with the numbers that they had, as long as more can follow."""
    timers = Timers()
    pending, timers.count = row["pending"], row["count"]
    if timers.count > HIGHEST:
        # They only say what is first among timers that are due together.
        in_order = sorted(pending, key=lambda timer: timer.number)
        pending = [timer._replace(number=place) for place, timer in enumerate(in_order, 1)]
        timers.count = len(pending)
    # A sorted list is a heap.
    timers.heap = sorted(map(tuple, pending))
    timers.live = {entry[2:]: entry for entry in timers.heap}
    return timers
