"""How a `<Dial>` ends: nobody was reached, or the talk is over."""

from __future__ import annotations

from mocktr.core.line import talk
from mocktr.core.line.asking import alert, end_verb, timer
from mocktr.core.line.call import FAILED, Call
from mocktr.core.line.script import TALK, Script

LONGEST = 4 * 3600
"""Seconds that its talk lasts at most, unless told."""


def fail(call: Call, status: str, leg_sid: str = "") -> None:
    """End a `<Dial>` in which nobody was reached."""
    call.legs = []
    end_verb(call, {"DialCallStatus": status, "DialCallSid": leg_sid, "DialBridged": "false"})


def refuse_dial(call: Call, code: int, text: str) -> None:
    """End a `<Dial>` that can't be done, with the alert that says why."""
    alert(call, code, text)
    fail(call, FAILED)


def limit_talk(call: Call) -> None:
    """Let the talk last no longer than the `<Dial>` says."""
    timer(call, "limit", call.scripts[-1].verb.seconds("timeLimit", LONGEST))


def part(call: Call) -> None:
    """Take a call out of the talk that its `<Dial>` led to; its document goes on."""
    talk.leave(call)
    talk.resume(call)


def parts_on_star(call: Call, script: Script) -> bool:
    """Whether the one who dialled can end the talk by a star."""
    if script.waits_for != TALK or call.room_sid is None:
        return False
    return script.verb.name == "Dial" and script.verb.flag("hangupOnStar")


def press(call: Call, script: Script, keys: str) -> None:
    """Hear the keys that are pressed in a talk."""
    if "*" in keys:
        part(call)
