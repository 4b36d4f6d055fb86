"""`<Record>`: the caller speaks, and is recorded."""

from __future__ import annotations

from mocktr.core.clock import SECOND
from mocktr.core.line.asking import ask_for_document, forget_timers, go_on, subscribed, tell, timer
from mocktr.core.line.call import Call
from mocktr.core.line.gather import action
from mocktr.core.line.progress import keep, pick_up
from mocktr.core.line.recording import BY_VERB, Recording
from mocktr.core.line.script import MESSAGE, Script
from mocktr.core.line.verb import Verb

LONGEST = 3600
SILENCE = 5


def record(call: Call, script: Script, verb: Verb) -> None:
    """Let the caller speak as long as they plan to, and may."""
    pick_up(call)
    script.waits_for, script.began = MESSAGE, call.now
    speaks = min(call.caller.message, verb.seconds("maxLength", LONGEST))
    timer(call, "message", speaks or verb.seconds("timeout", SILENCE))


def over(call: Call) -> bool:
    """The caller has said what they planned; answers whether they hang up.

    They press a key instead where one is planned. Who said nothing, or is cut off, does neither.
    """
    script = call.scripts[-1]
    if not call.caller.message:
        go_on(call)
    elif call.now - script.began < call.caller.message:
        press(call, script, "")
    elif call.caller.digits:
        press(call, script, call.caller.digits.pop(0))
    else:
        return True
    return False


def press(call: Call, script: Script, key: str) -> None:
    """End the recording by a key, or by its longest time; the action says what is next."""
    ask_for_document(call, script, action(script), "Record action", made(call, script, key))


def hang_up(call: Call) -> None:
    """End the recording with the call; its action is requested even so, if there was anything."""
    script = call.scripts[-1]
    if call.now > script.began:
        told = made(call, script, "hangup")
        tell(call, script, action(script), "Record action", told)


def made(call: Call, script: Script, digits: str) -> dict[str, str]:
    """Keep the recording; answers what the action is told of it."""
    forget_timers(call, "message")
    recording = Recording(
        sid=call.account.sids.next("RE")[1],
        account_sid=call.account.sid,
        source=BY_VERB,
        started=script.began,
        duration=(call.now - script.began) // SECOND,
        call_sid=call.sid,
    )
    listener = subscribed(script, script.verb, "recordingStatusCallback", "completed")
    keep(call.account, recording, listener)
    return {
        "RecordingUrl": recording.url,
        "RecordingSid": recording.sid,
        "RecordingDuration": str(recording.duration),
        "Digits": digits,
    }
