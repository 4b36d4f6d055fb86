"""What pages of today's SDK can ask for and do: the REST API's operations on the same records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from mocktr.bridge import rights
from mocktr.bridge.pages import page
from mocktr.bridge.participants import PARTICIPANTS
from mocktr.bridge.shapes import (
    SHAPES,
    show_reservation_with_task,
    show_task,
    show_transfer,
)
from mocktr.core.account import Account
from mocktr.core.fields import Values
from mocktr.core.mounts import RESOURCES, Mount
from mocktr.core.resources.base import parse
from mocktr.core.resources.reservation import Reservation
from mocktr.core.resources.task import Task
from mocktr.core.resources.transfer import Transfer
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import MethodNotAllowed, MissingParameter, NotFound, Refused
from mocktr.json_text import compact
from mocktr.sandbox.tokens import Grant
from mocktr.web.wire import check_version

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOUNTS: dict[tuple[str, ...], Mount] = {
    mount.segments: mount for mount in RESOURCES if mount.record in SHAPES
}

METHODS = ("GET", "POST", "DELETE")
"""What a page may mean; today's SDK knows the first two only."""

ALIASES = {"WorkerChannels": "Channels"}
"""What the bridge calls differently than the REST API."""


class ResourcePath(NamedTuple):
    """Where a request goes: the fixed parts of the URL, and the SIDs between them."""

    segments: tuple[str, ...]
    sids: tuple[str, ...]

    @property
    def is_collection(self) -> bool:
        return len(self.sids) < len(self.segments)


@dataclass(frozen=True, slots=True)
class BridgeCall:
    """What a page posts: a method and a URL of its own, with parameters of JSON's types."""

    method: str
    url: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    version: str = "v1"
    """Of the API that the URL means; in `v2` a list of reservations has the tasks in it."""
    if_match: str | None = None

    @property
    def path(self) -> ResourcePath:
        parts = [part for part in urlsplit(self.url).path.split("/") if part]
        segments = tuple(ALIASES.get(part, part) for part in parts[::2])
        return ResourcePath(segments, tuple(parts[1::2]))

    def form(self) -> dict[str, Any]:
        """The parameters as a form has them; those that are null were not sent."""
        sent = self.parameters.items()
        return {name: plain(value) for name, value in sent if value is not None}


def read_call(body: Mapping[str, Any], environ: WSGIEnvironment) -> BridgeCall:
    """What a page of today's SDK posts; raises Refused."""
    url, method, parameters = body.get("url"), body.get("method"), body.get("params")
    if not isinstance(url, str) or method not in METHODS:
        raise Refused(f"expected a url, and one of {', '.join(METHODS)} as method")
    if not isinstance(parameters, dict | None):
        raise Refused("expected params to be a JSON object")
    version = environ.get("HTTP_APIVERSION", "v1")
    return BridgeCall(method, url, parameters or {}, version, environ.get("HTTP_IF_MATCH"))


def plain(value: Any) -> Any:
    """A JSON value as a form spells it; a list of words stays one."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    return compact(value)


def perform(account: Account, grant: Grant, call: BridgeCall) -> Values:
    """Do what a page asks for; answers the payload, raises ApiError."""
    path = call.path
    if grant.kind == "access":
        rights.check(account, grant, call.method, path.segments, path.sids)
    else:
        rights.check_policies(grant, call.method, f"/v1/{call.url.strip('/')}", call.form())
    if call.method == "POST" and path.segments in ACTIONS:
        worker = parent_of(account, path, call.url)
        return ACTIONS[path.segments](worker, path, call)
    mount = MOUNTS.get(path.segments)
    if mount is None:
        raise NotFound(f"/{call.url}")
    parent = parent_of(account, path, call.url)
    if path.is_collection:
        return on_collection(account, grant, call, mount, parent)
    return on_record(grant, call, mount, found(mount, parent, path.sids[-1], call.url))


def parent_of(account: Account, path: ResourcePath, url: str) -> Any:
    parent: Any = account
    for depth in range(1, len(path.segments)):
        mount = PARENTS.get(path.segments[:depth])
        if mount is None:
            raise NotFound(f"/{url}")
        parent = found(mount, parent, path.sids[depth - 1], url)
    return parent


PARENTS = {mount.segments: mount for mount in RESOURCES}


def found(mount: Mount, parent: Any, sid: str, url: str) -> Any:
    record = mount.find(parent, sid)
    if record is None:
        raise NotFound(f"/{url}")
    return record


def on_collection(
    account: Account, grant: Grant, call: BridgeCall, mount: Mount, parent: Any
) -> Values:
    """List, or create a task."""
    show = SHAPES[mount.record]
    if call.method == "GET":
        if mount.record is Reservation and call.version == "v2":
            show = show_reservation_with_task
        return page(mount, account, parent, call.form(), show)
    if mount.record is Task and call.method == "POST":
        return show(create_task(parent, grant, call.form()))
    raise MethodNotAllowed


def on_record(grant: Grant, call: BridgeCall, mount: Mount, record: Any) -> Values:
    """Fetch, or update."""
    if call.method == "GET":
        if isinstance(record, Reservation):
            return show_reservation_with_task(record)
        return SHAPES[type(record)](record)
    # A supervisor's SDK sends its own worker's version for another one's resources.
    if grant.role == "worker":
        check_version(record, call.if_match)
    form = call.form()
    unknown = mount.unknown
    mount.update(record, {name: value for name, value in form.items() if name not in unknown})
    return SHAPES[type(record)](record)


def create_task(workspace: Workspace, grant: Grant, form: Values) -> Task:
    """A task that a page makes, mostly for its own worker."""
    workflow, target = form.get("WorkflowSid"), form.get("RoutingTarget")
    if grant.role == "worker" and target not in (None, grant.worker_sid):
        raise rights.denied(f"a task with the RoutingTarget {target}", grant)
    if workflow is not None and workflow not in workspace.workflows:
        raise Refused(
            f"Value '{workflow}' provided for WorkflowSid as RoutingTarget has an invalid format. "
            f"WorkspaceSid: {workspace.sid}, AccountSid: {workspace.account.sid}"
        )
    channel = form.get("TaskChannelSid") or form.get("TaskChannelUniqueName")
    if channel:
        form = {**form, "TaskChannel": channel}
    return Task.create(workspace, parse(Task, "create", form))


# --- what only the bridge has ------------------------------------------------------------------


def transfer(worker: Worker, path: ResourcePath, call: BridgeCall) -> Values:
    """Begin a transfer, or cancel one."""
    form = call.form()
    if path.is_collection:
        return show_transfer(Transfer.create(worker, parse(Transfer, "create", form)))
    one = worker.workspace.transfers.get(path.sids[-1])
    if one is None or one.initiating_worker_sid != worker.sid:
        raise NotFound(f"/{call.url}")
    if "TaskSid" not in form:
        raise MissingParameter("TaskSid")
    one.update(parse(Transfer, "update", form))
    return show_transfer(one)


def participate(worker: Worker, path: ResourcePath, call: BridgeCall) -> Values:
    """Change what somebody in the conference of a task hears and is heard."""
    if not path.is_collection:
        raise NotFound(f"/{call.url}")
    return show_task(PARTICIPANTS[path.segments[-1]](worker, call.form()))


ACTIONS: dict[tuple[str, ...], Callable[[Worker, ResourcePath, BridgeCall], Values]] = {
    ("Workspaces", "Workers", "Transfers"): transfer,
    **{("Workspaces", "Workers", name): participate for name in PARTICIPANTS},
}
"""What a page posts below its worker that is nothing of the REST API's."""
