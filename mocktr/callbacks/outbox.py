"""What is to be sent: reads the event log, each event once and in order."""

from __future__ import annotations

from collections.abc import Iterator

from mocktr.callbacks.form import Callback, CallbackKind, assignment_parameters
from mocktr.core.account import Account
from mocktr.core.line.request import VOICE, CallRequest
from mocktr.core.log import Events, Logged
from mocktr.core.resources.event import Event
from mocktr.core.resources.task_view import TaskStatus, TaskView
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace, WorkspaceView

CREATED = "reservation.created"
BETWEEN = "worker.activity.update"
"""What stands between the reservations of a batch when the workspace is single-tasking."""

Batch = tuple[str, int]
Places = tuple[str | None, str | None]
"""The URL and the fallback; None for a function."""


class Outbox:
    """A position in one account's event log."""

    def __init__(self) -> None:
        self.position = 0
        """How many events were read."""
        self.asked = 0
        """How many requests of calls were read."""

    def skip(self, account: Account) -> None:
        """Begin behind all that happened so far."""
        self.position, self.asked = len(account.events), len(account.line.requests)

    def is_behind(self, account: Account) -> bool:
        """Whether there may be something to send."""
        return self.position != len(account.events) or self.asked != len(account.line.requests)

    def batches(
        self, account: Account, epoch: int, functions: frozenset[str]
    ) -> Iterator[list[Callback]]:
        """The callbacks that go out before the next answer is applied, time after time.

        These are one event's callbacks, or those of all reservations of a task that were made
        together. Kinds of callbacks in `functions` are made also where no URL is set.
        """
        log, requests = account.events, account.line.requests
        while self.position < len(log):
            if self.asked < len(requests):
                yield from self.requested(account, epoch)
            begin, self.position = self.position, end_of_batch(log, self.position)
            made = [
                callback
                for place in range(begin, self.position)
                for callback in callbacks(account, place, epoch, functions)
            ]
            if made:
                yield made
        yield from self.requested(account, epoch)

    def pass_quiet(self, account: Account) -> None:
        """Go on to the first event for which a URL is set; in most worlds there is none."""
        for logged in account.events.behind(self.position):
            if not is_quiet(account, logged):
                return
            self.position += 1

    def requested(self, account: Account, epoch: int) -> Iterator[list[Callback]]:
        """The requests of calls that came before the next event."""
        for request in account.line.requests.behind(self.asked):
            if request.after > self.position:
                return
            self.asked += 1
            yield [for_call(account, request, epoch)]


def is_quiet(account: Account, logged: Logged) -> bool:
    """Whether no URL is set for an event."""
    workspace = account.workspaces.get(logged[2])
    if workspace is None or workspace.event_callback_url:
        return False
    if logged[1] != CREATED:
        return True
    workflow = workflow_of(workspace, logged)
    return workflow is None or not workflow.assignment_callback_url


def end_of_batch(log: Events, place: int) -> int:
    """Behind the last reservation that was made together with the one at `place`, if any."""
    batch, end = batch_of(log[place]), place + 1
    if batch is not None:
        for other in range(place + 1, len(log)):
            if batch_of(log[other]) == batch:
                end = other + 1
            elif log[other].type != BETWEEN:
                break
    return end


def batch_of(logged: Logged) -> Batch | None:
    """What reservations have in common that were made together: the task, as it was then."""
    if logged.type != CREATED:
        return None
    status = next(part for part in logged.parts if isinstance(part, TaskStatus))
    return task_of(logged).sid, status.version


def callbacks(
    account: Account, place: int, epoch: int, functions: frozenset[str]
) -> Iterator[Callback]:
    """The callbacks of one event: its own, then that of its reservation."""
    logged = account.events[place]
    if not functions and is_quiet(account, logged):
        return
    workspace = workspace_of(account, place)
    if workspace is None:
        return
    event = Event(workspace, place + 1, logged)
    urls = places("event" in functions, workspace.event_callback_url)
    if urls and passes(workspace.events_filter, logged.type):
        yield callback("event", event, epoch, event.form(), urls)
    workflow = workflow_of(workspace, logged)
    if workflow is not None:
        urls = places(
            "assignment" in functions,
            workflow.assignment_callback_url,
            workflow.fallback_assignment_callback_url,
        )
        if urls:
            yield callback("assignment", event, epoch, assignment_parameters(event), urls)


def places(function: bool, url: str | None, fallback: str | None = None) -> Places | None:
    """Where a callback goes: a function of the test takes the place of all URLs."""
    if function:
        return None, None
    return (url, fallback or None) if url else None


def callback(
    kind: CallbackKind, event: Event, epoch: int, parameters: dict[str, str], urls: Places
) -> Callback:
    return Callback(
        kind=kind,
        account_sid=event.workspace.account.sid,
        workspace_sid=event.workspace.sid,
        event_type=event.logged.type,
        resource_sid=event.logged.resource_sid,
        number=event.number,
        at=event.logged.at,
        epoch=epoch,
        url=urls[0],
        fallback=urls[1],
        parameters=parameters,
    )


def for_call(account: Account, request: CallRequest, epoch: int) -> Callback:
    """A request of a call as it is sent."""
    return Callback(
        kind="voice" if request.kind == VOICE else "status",
        account_sid=account.sid,
        workspace_sid=None,
        event_type=request.about,
        resource_sid=request.resource_sid,
        number=request.number,
        at=request.at,
        epoch=epoch,
        url=request.url,
        fallback=None,
        parameters=dict(request.parameters),
        method=request.method,
    )


def workspace_of(account: Account, place: int) -> Workspace | None:
    """The workspace of an event; one that was deleted since is as it was at its end."""
    sid = account.events[place].workspace_sid
    log = account.events
    return account.workspaces.get(sid) or next(
        (
            part.former(account)
            for logged in map(log.__getitem__, range(place, len(log)))
            if logged.type == "workspace.deleted" and logged.workspace_sid == sid
            for part in logged.parts
            if isinstance(part, WorkspaceView)
        ),
        None,
    )


def workflow_of(workspace: Workspace, logged: Logged) -> Workflow | None:
    """The workflow whose callback a new reservation asks for."""
    if logged.type != CREATED:
        return None
    return workspace.workflows.get(task_of(logged).route.workflow_sid or "")


def task_of(logged: Logged) -> TaskView:
    """The task of a reservation's event."""
    return next(part for part in logged.parts if isinstance(part, TaskView))


def passes(events_filter: str | None, event_type: str) -> bool:
    """Whether an EventsFilter lets an event through: an empty one lets all (sources: events)."""
    names = {name.strip() for name in (events_filter or "").split(",")} - {""}
    return not names or event_type in names
