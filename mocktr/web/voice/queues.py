"""Voice queues and who waits in them: made, found, changed, removed; taken out by their URL."""

from __future__ import annotations

from typing import NamedTuple

from mocktr.core.account import Account
from mocktr.core.clock import SECOND
from mocktr.core.fields import Filter, Number, Text, Values
from mocktr.core.line import queueing
from mocktr.core.line.call import Call
from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.state import VoiceQueue
from mocktr.errors import Refused
from mocktr.web.voice.kinds import ADDRESS, METHOD, TEXT
from mocktr.web.voice.resource import VoiceResource, needs, takes
from mocktr.web.voice.shapes import dated

FRONT = "Front"
"""Stands for the first who waits."""

NAME = Text(1, 64)
SIZE = Number(0, 5000)


def create(account: Account, parent: None, values: Values) -> VoiceQueue:
    """A new queue."""
    check_name(account, values["FriendlyName"])
    made = queueing.make_queue(account, values["FriendlyName"])
    made.most = values.get("MaxSize", made.most)
    return made


def update(account: Account, queue: VoiceQueue, values: Values) -> None:
    """Rename a queue, or let it hold fewer or more calls."""
    name = values.get("FriendlyName", queue.name)
    if name != queue.name:
        check_name(account, name)
    queue.name, queue.most = name, values.get("MaxSize", queue.most)
    queue.changed = account.clock.now


def check_name(account: Account, name: str) -> None:
    """Refuse a second queue of one name."""
    if account.line.queue(name) is not None:
        raise Refused(f"The account has a queue {name!r} already")


def delete(account: Account, queue: VoiceQueue) -> None:
    """Remove a queue in which nobody waits."""
    if queue.members:
        raise Refused(f"Queue {queue.sid} can't be deleted: {len(queue.members)} calls wait in it")
    del account.line.queues[queue.sid]


def show(account: Account, queue: VoiceQueue) -> Values:
    """A queue as JSON."""
    return {
        "sid": queue.sid,
        "account_sid": account.sid,
        "friendly_name": queue.name,
        "current_size": len(queue.members),
        "average_wait_time": queue.average_wait // SECOND,
        "max_size": queue.most,
        "date_created": dated(queue.created),
        "date_updated": dated(queue.changed),
    }


QUEUES = VoiceResource(
    segments=("Queues",),
    key="queues",
    rows=lambda account, parent: reversed(account.line.queues.values()),
    find=lambda account, parent, sid: account.line.queues.get(sid),
    name=lambda queue: queue.sid,
    show=show,
    # The filter stands on a page of Twilio's and not in its OpenAPI file.
    filters={"FriendlyName": Filter(TEXT, lambda queue, name: queue.name == name)},
    creates={**needs(FriendlyName=NAME), **takes(MaxSize=SIZE)},
    create=create,
    updates=takes(FriendlyName=NAME, MaxSize=SIZE),
    update=update,
    delete=delete,
)


# --- members -----------------------------------------------------------------------------------


class QueueMember(NamedTuple):
    """A call that waits, as it stood when it was looked for."""

    queue: VoiceQueue
    call: Call
    position: int
    """From 1."""
    since: int
    """When it began to wait (ms)."""


def members(account: Account, queue: VoiceQueue) -> list[QueueMember]:
    """Who waits in a queue, the first first."""
    calls = [account.line.calls[sid] for sid in queue.members]
    return [
        QueueMember(queue, call, position, call.waiting.since)
        for position, call in enumerate(calls, 1)
        if call.waiting is not None
    ]


def find_member(account: Account, queue: VoiceQueue, name: str) -> QueueMember | None:
    """Who waits there with this call, or first."""
    found = members(account, queue)
    return next((one for one in found if name in (one.call.sid, FRONT)), None)


def update_member(account: Account, member: QueueMember, values: Values) -> None:
    """Take a call out of its queue, and lead it to a document."""
    redirect(member.call, (values.get("Method", "POST"), values["Url"]))


def show_member(account: Account, member: QueueMember) -> Values:
    """Who waits, as JSON."""
    return {
        "queue_sid": member.queue.sid,
        "call_sid": member.call.sid,
        "date_enqueued": dated(member.since),
        "position": member.position,
        "wait_time": (account.clock.now - member.since) // SECOND,
    }


MEMBERS = VoiceResource(
    segments=("Queues", "Members"),
    key="queue_members",
    rows=members,
    find=find_member,
    name=lambda member: member.call.sid,
    show=show_member,
    updates={**needs(Url=ADDRESS), **takes(Method=METHOD)},
    update=update_member,
)
