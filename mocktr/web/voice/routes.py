"""The views of all resources of the 2010 API: a loop over the table makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask, Response

from mocktr.core.account import Account
from mocktr.core.fields import Values
from mocktr.core.line.recording import COMPLETED
from mocktr.errors import NotFound
from mocktr.web import journalling
from mocktr.web.request import current
from mocktr.web.voice.applications import APPLICATIONS
from mocktr.web.voice.calls import CALLS
from mocktr.web.voice.conferences import CONFERENCES
from mocktr.web.voice.media import MEDIA
from mocktr.web.voice.messages import MESSAGES
from mocktr.web.voice.numbers import NUMBERS
from mocktr.web.voice.pages import cut_page
from mocktr.web.voice.participants import PARTICIPANTS
from mocktr.web.voice.queues import MEMBERS, QUEUES
from mocktr.web.voice.recordings import CALL_RECORDINGS, CONFERENCE_RECORDINGS, RECORDINGS
from mocktr.web.voice.resource import VoiceResource, read_sent
from mocktr.web.voice.shapes import collection_uri, payload
from mocktr.web.wire import VOICE_VERSION, answer, read_filters

VOICE_RESOURCES: tuple[VoiceResource, ...] = (
    APPLICATIONS,
    CALLS,
    CALL_RECORDINGS,
    CONFERENCES,
    CONFERENCE_RECORDINGS,
    PARTICIPANTS,
    NUMBERS,
    QUEUES,
    MEMBERS,
    RECORDINGS,
)

HEARD = "media"
"""What the names of the views start with of which anybody may hear."""

HOMES = {one.segments: one for one in VOICE_RESOURCES}

VoiceView = Callable[..., Response]


def home_of(mount: VoiceResource) -> VoiceResource | None:
    """The resource that a resource belongs to; None for one of the account."""
    return HOMES.get(mount.segments[:-1])


def found(mount: VoiceResource, account: Account, parent: Any, name: str) -> Any:
    """A record below its parent, or 404 for the path of this request."""
    record = mount.find(account, parent, name)
    if record is None:
        raise NotFound(current().path)
    return record


def parent_of(mount: VoiceResource, account: Account, names: Sequence[str]) -> Any:
    """The record that a collection belongs to; None for one of the account."""
    home = home_of(mount)
    if home is None:
        return None
    if mount.within is None:
        return found(home, account, None, names[0])
    parent = mount.within(account, names[0])
    if parent is None:
        raise NotFound(current().path)
    return parent


def shown(mount: VoiceResource, account: Account, parent: Any, record: Any) -> Values:
    """A record as JSON, at its place."""
    return payload(account, mount, collection_uri(account, mount, home_of(mount), parent), record)


def list_view(mount: VoiceResource) -> VoiceView:
    rows = mount.rows
    assert rows is not None

    def view(**names: str) -> Response:
        def look(account: Account) -> Values:
            parent = parent_of(mount, account, places(names))
            records = passing(mount, account, rows(account, parent))
            uri = collection_uri(account, mount, home_of(mount), parent)
            envelope, page = cut_page(mount, uri, records)
            return {mount.key: [payload(account, mount, uri, one) for one in page], **envelope}

        return answer(journalling.look(current(), look))

    return view


def passing(mount: VoiceResource, account: Account, records: Iterable[Any]) -> list[Any]:
    """The records that pass the filters of the request."""
    for name, value in read_filters(mount.filters, account).items():
        passes = mount.filters[name].passes
        records = [one for one in records if passes(one, value)]
    return list(records)


def fetch_view(mount: VoiceResource) -> VoiceView:
    def view(**names: str) -> Response:
        def look(account: Account) -> Values:
            *above, name = places(names)
            parent = parent_of(mount, account, above)
            return shown(mount, account, parent, found(mount, account, parent, name))

        return answer(journalling.look(current(), look))

    return view


def create_view(mount: VoiceResource) -> VoiceView:
    create, enter = mount.create, mount.enter
    assert create is not None

    def view(**names: str) -> Response:
        def act(account: Account) -> Values:
            values = read_sent(mount.creates)
            if enter is not None:
                parent = enter(account, places(names)[0], values)
            else:
                parent = parent_of(mount, account, places(names))
            # Taken here, before anything rings.
            return shown(mount, account, parent, create(account, parent, values))

        return answer(journalling.change(current(), act), 201)

    return view


def update_view(mount: VoiceResource) -> VoiceView:
    update = mount.update
    assert update is not None

    def view(**names: str) -> Response:
        def act(account: Account) -> Values:
            *above, name = places(names)
            parent = parent_of(mount, account, above)
            record = found(mount, account, parent, name)
            update(account, record, read_sent(mount.updates))
            return shown(mount, account, parent, record)

        return answer(journalling.change(current(), act))

    return view


def delete_view(mount: VoiceResource) -> VoiceView:
    delete = mount.delete
    assert delete is not None

    def view(**names: str) -> Response:
        def act(account: Account) -> None:
            *above, name = places(names)
            parent = parent_of(mount, account, above)
            delete(account, found(mount, account, parent, name))

        journalling.change(current(), act)
        return Response(status=204)

    return view


def media_view(ending: str) -> VoiceView:
    kind, content = MEDIA[ending]

    def view(account: str, name1: str) -> Response:
        def look(account: Account) -> None:
            recording = found(RECORDINGS, account, None, name1)
            if recording.status != COMPLETED:
                raise NotFound(current().path)

        journalling.look(current(), look)
        return Response(content(), content_type=kind)

    return view


def places(names: dict[str, str]) -> list[str]:
    """The SIDs and names in a path, from left to right, behind that of the account."""
    return [names[f"name{depth}"] for depth in range(1, len(names))]


def path_of(mount: VoiceResource, instance: bool) -> str:
    """`/2010-04-01/Accounts/<account>/Conferences/<name1>/Participants/<name2>.json`."""
    parts = [f"/{segment}/<name{depth}>" for depth, segment in enumerate(mount.segments, 1)]
    path = f"{VOICE_VERSION}/Accounts/<account>" + "".join(parts)
    return f"{path if instance else path.rpartition('/')[0]}.json"


def operations(mount: VoiceResource) -> dict[str, tuple[str, bool, Callable[..., VoiceView]]]:
    """What there is of a resource: each with its method, and whether its path ends in a name."""
    declared: dict[str, tuple[bool, tuple[str, bool, Callable[..., VoiceView]]]] = {
        "list": (mount.rows is not None, ("GET", False, list_view)),
        "create": (mount.create is not None, ("POST", False, create_view)),
        "fetch": (mount.fetched, ("GET", True, fetch_view)),
        "update": (mount.update is not None, ("POST", True, update_view)),
        "delete": (mount.delete is not None, ("DELETE", True, delete_view)),
    }
    return {name: how for name, (is_there, how) in declared.items() if is_there}


def add_routes(app: Flask) -> None:
    """All operations of all resources."""
    for mount in (*VOICE_RESOURCES, MESSAGES):
        for operation, (method, instance, make) in operations(mount).items():
            name = f"{operation} {'/'.join(mount.segments)}"
            app.add_url_rule(path_of(mount, instance), name, make(mount), methods=[method])
    home = path_of(RECORDINGS, instance=True).removesuffix(".json")
    for ending in MEDIA:
        name = f"{HEARD}{ending}"
        app.add_url_rule(home + ending, name, media_view(ending), methods=["GET"])
