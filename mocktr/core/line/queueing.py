"""Voice queues: a call waits in one, with a document of its own, until something takes it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mocktr.core.clock import SECOND
from mocktr.core.line import work
from mocktr.core.line.asking import ask_for_document, forget_timers, timer
from mocktr.core.line.call import Call, Waiting
from mocktr.core.line.request import CallAddress
from mocktr.core.line.script import END, QUEUE, WAIT, Script
from mocktr.core.line.state import VoiceQueue

if TYPE_CHECKING:
    from mocktr.core.account import Account

MUSIC = 30 * SECOND
"""How long (ms) a waitUrl document plays that has nothing with a time of its own.

Speech and music take no time in mocktr, and a document that took none would be asked for again
at once, for ever.
"""


def voice_queue_of(account: Account, name: str) -> VoiceQueue:
    """The queue of this name, made where there is none."""
    line = account.line
    found = line.queue(name)
    if found is None:
        found = make_queue(account, name)
    return found


def make_queue(account: Account, name: str) -> VoiceQueue:
    """A new queue, of a name that no other has."""
    now = account.clock.now
    made = VoiceQueue(account.sids.next("QU")[1], name, created=now, changed=now)
    account.line.queues[made.sid] = made
    return made


def join_queue(call: Call, script: Script, queue: VoiceQueue) -> None:
    """Let a call wait, and what it hears be asked for."""
    queue.members.append(call.sid)
    call.waiting = Waiting(queue.sid, call.now)
    script.waits_for = QUEUE
    call.scripts.append(Script(kind=WAIT, url=script.url, waits_for=END))
    if script.verb.get("waitUrl"):
        ask_again(call)
    if call.caller.patience is not None:
        timer(call, "patience", call.caller.patience)


def ask_again(call: Call) -> None:
    """Ask for the document of the wait: at its beginning, and whenever it has come to its end."""
    wait, main = call.scripts[-1], call.scripts[-2]
    verb = main.verb
    address = verb.get("waitUrlMethod", "POST"), urljoin(main.url, verb.get("waitUrl"))
    ask_for_document(call, wait, address, "waitUrl", place(call))


def ask_on(
    call: Call, script: Script, address: CallAddress, about: str, more: Mapping[str, str]
) -> None:
    """Ask what is next in a document; one of the wait tells of the queue besides."""
    told = {**place(call), **more} if script.kind == WAIT else more
    ask_for_document(call, script, address, about, told)


def place(call: Call) -> dict[str, str]:
    """What a request of the wait tells of the queue."""
    waiting = call.waiting
    assert waiting is not None
    queue = call.line.queues[waiting.queue_sid]
    return {
        "QueueSid": queue.sid,
        "QueueTime": time_in(call, waiting),
        "QueuePosition": str(1 + queue.members.index(call.sid)),
        "AvgQueueTime": str(queue.average_wait // SECOND),
        "CurrentQueueSize": str(len(queue.members)),
        "MaxQueueSize": str(queue.most),
    }


def time_in(call: Call, waiting: Waiting) -> str:
    return str((call.now - waiting.since) // SECOND)


def leave(call: Call, result: str) -> dict[str, str]:
    """Take a call out of its queue; answers what the action of its `<Enqueue>` is told.

    What plays there is cut.
    """
    waiting = call.waiting
    assert waiting is not None
    queue = call.line.queues[waiting.queue_sid]
    queue.members.remove(call.sid)
    queue.waited += call.now - waiting.since
    queue.left += 1
    told = {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": time_in(call, waiting)}
    call.waiting = None
    call.scripts = [one for one in call.scripts if one.kind != WAIT]
    forget_timers(call)
    return told


def give_up(call: Call, result: str) -> dict[str, str]:
    """Take a call out of its queue that nobody took: its task is canceled, if it still waits."""
    told = leave(call, result)
    work.give_up(call, result)
    return told


def take(call: Call) -> None:
    """Take a call out of its queue to talk; its document goes on when the talk is over."""
    call.outcome = tuple(leave(call, "bridged").items())
