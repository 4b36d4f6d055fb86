"""Calls that end, and calls that are taken elsewhere, wherever they are."""

from __future__ import annotations

from mocktr.core.line import dial, phone, queueing, talk, voicemail, work
from mocktr.core.line.asking import ask_for_document, end_verb, forget_timers, tell, timer
from mocktr.core.line.call import COMPLETED, NO_ANSWER, Call
from mocktr.core.line.progress import finish
from mocktr.core.line.request import CallAddress
from mocktr.core.line.script import MESSAGE, WHISPER, Script


def hang_up(call: Call) -> None:
    """End a call where it is; who talked to it, waited for it or rang for it, goes on.

    A leg that rings is declined, which is to be busy.
    """
    if call.answered is not None:
        end(call, COMPLETED)
    elif call.purpose is not None:
        call.fate = phone.BUSY
        timer(call, "ring", 0)
    else:
        end(call, NO_ANSWER)


def end(call: Call, status: str) -> None:
    """End a call with this status; the application is told last that it is over.

    Of a leg without a document it is told before the other side goes on.
    """
    call.status, call.ended = status, call.now
    if call.room_sid is not None and call.main is None:
        finish(call, status)
        talk.leave(call)
    else:
        stop(call)
        finish(call, status)
    work.end_work(call)


def stop(call: Call) -> None:
    """Take a call out of where it is; the verb that it was at is told."""
    if call.waiting is not None:
        end_verb(call, queueing.give_up(call, "hangup"))
    elif call.room_sid is not None:
        talk.leave(call)
        talk.resume(call)
    elif call.legs:
        dial.give_up(call)
    elif call.script is not None:
        leave_document(call, call.script)


def leave_document(call: Call, script: Script) -> None:
    """End a call that is alone with a document."""
    if script.waits_for == MESSAGE:
        voicemail.hang_up(call)
    elif script.kind == WHISPER:
        dial.unreached(call)


def redirect(call: Call, address: CallAddress, cancels: bool = True) -> None:
    """Let a call follow another document, and forget what it was at.

    A call that waited leaves its queue; unless it `cancels`, its task lives on.
    """
    leave_for_good(call, cancels)
    forget_timers(call)
    method, url = address
    call.scripts = [Script(url=url, method=method)]
    ask_for_document(call, call.scripts[-1], address, "redirect")


def leave_for_good(call: Call, cancels: bool) -> None:
    """Take a call out of where it is; what its verb asks then has no say any more."""
    main = call.main
    if call.waiting is not None:
        out = queueing.give_up if cancels else queueing.leave
        told = out(call, "redirected")
    elif call.room_sid is not None:
        told = {**dict(call.outcome), "QueueResult": "redirected-from-bridged"}
        call.outcome = ()
        talk.leave(call, talk.UPDATED)
    else:
        leave_alone(call)
        return
    if main is not None and main.verb.name == "Enqueue":
        tell_action(call, main, told)


def leave_alone(call: Call) -> None:
    """Take a call out of its document; what rang for it rings no longer."""
    script = call.script
    if script is not None and script.waits_for == MESSAGE:
        voicemail.stop(call, script)
    elif script is not None and script.kind == WHISPER:
        dial.unreached(call)
    dial.forget(call)


def tell_action(call: Call, script: Script, told: dict[str, str]) -> None:
    verb = script.verb
    if verb.get("action"):
        address = verb.get("method", "POST"), verb.get("action")
        tell(call, script, address, "Enqueue action", told)
