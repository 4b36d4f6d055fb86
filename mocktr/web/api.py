"""The REST API: a loop over the resources makes the routes of all regular operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, Response, request

from mocktr.core.account import Account
from mocktr.core.mounts import RESOURCES, Mount, Parent
from mocktr.core.resources.base import Managed, Resource, parse
from mocktr.errors import ApiError, NotFound
from mocktr.journal.entries import BridgeEntry, RequestEntry
from mocktr.web import journalling, mishaps
from mocktr.web.paging import list_page
from mocktr.web.rendering import render, render_page
from mocktr.web.request import Request, current
from mocktr.web.wire import (
    VERSION,
    answer_error,
    answer_text,
    check_version,
    read_form,
    visible_path,
)

MOUNTS = {mount.segments: mount for mount in RESOURCES}

ViewFunction = Callable[..., Response]


def authenticate(asked: Request) -> Response | None:
    """Find the tenant before anything else, so that a stranger learns nothing of what exists."""
    if asked.path.startswith(VERSION) and asked.method != "OPTIONS":
        tenant = asked.admitted or asked.sandbox.authenticate(*asked.credentials)
        journalling.begin(asked, tenant, page_entry(asked))
        return None if asked.is_console else mishaps.meet(asked, tenant)
    return None


def page_entry(asked: Request) -> RequestEntry | None:
    """What the journal tells of the post of an agent's page; None for a client's request."""
    if asked.admitted is None:
        return None
    if asked.is_console:
        sid = asked.admitted.account.sid
        return RequestEntry(asked.method, asked.path, sid, by="console")
    return BridgeEntry(asked.method, asked.path, asked.admitted.account.sid)


def refuse(error: ApiError) -> Response:
    """An error in the journal and in Twilio's envelope."""
    journalling.note_error(error)
    return answer_error(error)


def find(mount: Mount, parent: Parent, sid: str) -> Resource:
    """A record below its parent, or 404 for the path of this request."""
    record = mount.find(parent, sid)
    if record is None:
        raise NotFound(visible_path(request.path))
    return record


def parent_of(mount: Mount, account: Account, sids: dict[str, str]) -> Parent:
    """What a collection belongs to: the account, a workspace, a task or a worker."""
    parent: Parent = account
    for depth in range(1, len(mount.segments)):
        parent = find(MOUNTS[mount.segments[:depth]], parent, sids[f"sid{depth}"])
    return parent


def record_of(mount: Mount, account: Account, sids: dict[str, str]) -> Resource:
    """The record that the path names."""
    return find(mount, parent_of(mount, account, sids), sids[f"sid{len(mount.segments)}"])


def list_view(mount: Mount) -> ViewFunction:
    def view(**sids: str) -> Response:
        asked = current()
        base, path = asked.server_url + VERSION, visible_path(asked.path)

        def look(account: Account) -> tuple[str, list[Resource]]:
            parent = parent_of(mount, account, sids)
            envelope, records = list_page(mount, account, parent, base + path)
            items = [render(record, base, shown_at(record, path)) for record in records]
            return render_page(mount.key, items, envelope), records

        text, records = journalling.look(asked, look)
        return answer_text(text, etag=list_etag(records) if "list" in mount.etag else None)

    def shown_at(record: Resource, path: str) -> str | None:
        # A reservation's url follows the mount where it was read.
        return f"{path}/{record.sid}" if mount.shows_mount else None

    return view


def list_etag(records: list[Resource]) -> str:
    """A version of the page: it changes with every item."""
    return str(sum(record.version + 1 for record in records))


def instance_view(mount: Mount, operation: str) -> ViewFunction:
    """Fetch and update: find the record, change it, show it."""
    do = journalling.change if operation == "update" else journalling.look

    def view(**sids: str) -> Response:
        asked = current()
        base, path = asked.server_url + VERSION, visible_path(asked.path)

        def act(account: Account) -> tuple[str, str]:
            record = record_of(mount, account, sids)
            if operation == "update":
                check_version(record, asked.headers.get("If-Match"))
                mount.update(record, read_form(mount, "update", asked.fields))
            return render(record, base, path if mount.shows_mount else None), version(record)

        text, etag = do(asked, act)
        return answer_text(text, etag=etag if operation in mount.etag else None)

    return view


def version(record: Resource) -> str:
    return str(record.version) if record.versioned else ""


def create_view(mount: Mount) -> ViewFunction:
    def view(**sids: str) -> Response:
        asked = current()
        base = asked.server_url + VERSION

        def act(account: Account) -> tuple[str, str]:
            parent = parent_of(mount, account, sids)
            form = read_form(mount, "create", asked.fields)
            values = parse(mount.record, "create", form)
            record = cast(type[Managed], mount.record).create(parent, values)
            # Taken here, before the routing that follows has changed anything.
            return render(record, base), version(record)

        text, etag = journalling.change(asked, act)
        return answer_text(text, 201, etag if "create" in mount.etag else None)

    return view


def delete_view(mount: Mount) -> ViewFunction:
    def view(**sids: str) -> Response:
        asked = current()

        def act(account: Account) -> None:
            record = record_of(mount, account, sids)
            check_version(record, asked.headers.get("If-Match"))
            cast(Managed, record).delete()

        journalling.change(asked, act)
        return Response(status=204)

    return view


VIEWS: dict[str, tuple[str, bool, Callable[[Mount], ViewFunction]]] = {
    "list": ("GET", False, list_view),
    "create": ("POST", False, create_view),
    "fetch": ("GET", True, lambda mount: instance_view(mount, "fetch")),
    "update": ("POST", True, lambda mount: instance_view(mount, "update")),
    "delete": ("DELETE", True, delete_view),
}
"""Each regular operation: its method, whether its path ends in a SID, and what makes its view."""


def url_rule(mount: Mount, instance: bool) -> str:
    """`/v1/Workspaces/<sid1>/Tasks/<sid2>`."""
    parts = [f"/{segment}/<sid{depth}>" for depth, segment in enumerate(mount.segments, 1)]
    path = VERSION + "".join(parts)
    return path if instance else path.rpartition("/")[0]


def add_routes(app: Flask) -> None:
    """All regular operations."""
    for mount in RESOURCES:
        for operation in sorted(mount.operations):
            method, instance, make = VIEWS[operation]
            name = f"{operation} {'/'.join(mount.segments)}"
            app.add_url_rule(url_rule(mount, instance), name, make(mount), methods=[method])
