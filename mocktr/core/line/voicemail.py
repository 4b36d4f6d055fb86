"""`<Record>`: the caller speaks, and is recorded."""

from __future__ import annotations

from collections.abc import Mapping

from mocktr.core.clock import SECOND
from mocktr.core.line.asking import ask_for_document, forget_timers, go_on, subscribed, tell, timer
from mocktr.core.line.call import COMPLETED, FAILED, Call
from mocktr.core.line.gather import action
from mocktr.core.line.progress import keep, pick_up
from mocktr.core.line.recording import ABSENT, BY_VERB, HOME, IN_PROGRESS, Recording
from mocktr.core.line.request import Subscription
from mocktr.core.line.script import MESSAGE, Script
from mocktr.core.line.verb import Verb

LONGEST, LONGEST_TRANSCRIBED = 3600, 120
SILENCE = 5


def record(call: Call, script: Script, verb: Verb) -> None:
    """Let the caller speak as long as they plan to, and may."""
    pick_up(call)
    script.waits_for, script.began = MESSAGE, call.now
    script.recording_sid = call.account.sids.next("RE")[1]
    begun = Recording(
        sid=script.recording_sid,
        account_sid=call.account.sid,
        source=BY_VERB,
        started=call.now,
        duration=0,
        call_sid=call.sid,
        status=IN_PROGRESS,
    )
    keep(call.account, begun, listener(script))
    longest = LONGEST_TRANSCRIBED if is_transcribed(verb) else LONGEST
    speaks = min(call.caller.message, verb.seconds("maxLength", longest))
    timer(call, "message", speaks or verb.seconds("timeout", SILENCE))


def over(call: Call) -> bool:
    """The caller has said what they planned; answers whether they hang up.

    They press a key instead where one is planned. Who said nothing, or is cut off, does neither.
    """
    script = call.scripts[-1]
    if not call.caller.message:
        stop(call, script)
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
    told = made(call, script, key)
    ask_for_document(call, script, action(script), "Record action", told)
    transcribe(call, script, told)


def hang_up(call: Call) -> None:
    """End the recording with the call; its action is requested even so, if there was anything."""
    script = call.scripts[-1]
    if call.now == script.began:
        stop(call, script)
        return
    told = made(call, script, "hangup")
    tell(call, script, action(script), "Record action", told)
    transcribe(call, script, told)


def stop(call: Call, script: Script) -> None:
    """End the recording, of which no action is told; it is absent if nothing was said."""
    is_silent = call.now == script.began or not call.caller.message
    keep_as(call, script, ABSENT if is_silent else COMPLETED)


def made(call: Call, script: Script, digits: str) -> dict[str, str]:
    """Keep the recording; answers what the action is told of it."""
    forget_timers(call, "message")
    recording = keep_as(call, script, COMPLETED)
    return {
        "RecordingUrl": recording.url,
        "RecordingSid": recording.sid,
        "RecordingDuration": str(recording.duration),
        "Digits": digits,
    }


def keep_as(call: Call, script: Script, status: str) -> Recording:
    """End the recording with this status, and tell who asked for it."""
    duration = 0 if status == ABSENT else (call.now - script.began) // SECOND
    begun = call.line.recordings[script.recording_sid]
    ended = begun._replace(status=status, duration=duration)
    keep(call.account, ended, listener(script))
    return ended


def listener(script: Script) -> Subscription | None:
    """Who is told of the recording."""
    return subscribed(script, script.verb, "recordingStatusCallback", COMPLETED)


def is_transcribed(verb: Verb) -> bool:
    """Whether what is said is to be written down, which who wants to be told of it says too."""
    return verb.flag("transcribe") or bool(verb.get("transcribeCallback"))


def transcribe(call: Call, script: Script, recorded: Mapping[str, str]) -> None:
    """Tell what the caller said, if that is asked for; it fails where no words were planned."""
    verb = script.verb
    if not is_transcribed(verb):
        return
    said = call.caller.says.pop(0).words if call.caller.says else ""
    url = verb.get("transcribeCallback")
    if not url:
        return
    sid = call.account.sids.next("TR")[1]
    told = {
        "TranscriptionSid": sid,
        "TranscriptionText": said,
        "TranscriptionStatus": COMPLETED if said else FAILED,
        "TranscriptionType": "fast",
        "TranscriptionUrl": f"{HOME.format(account=call.account.sid)}/Transcriptions/{sid}",
        "RecordingSid": recorded["RecordingSid"],
        "RecordingUrl": recorded["RecordingUrl"],
    }
    tell(call, script, ("POST", url), "transcription", told)
