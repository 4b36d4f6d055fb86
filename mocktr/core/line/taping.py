"""Recordings that clients start, pause and stop while a call is talked."""

from __future__ import annotations

from mocktr.core.line.call import Call
from mocktr.core.line.progress import end_tape, tell_recording
from mocktr.core.line.recording import BY_CALLS_API, IN_PROGRESS, STOPPED, Recording, Tape
from mocktr.core.line.request import Subscription


def tape(call: Call, listener: Subscription | None) -> Recording:
    """Begin to record a call."""
    made = Recording(
        sid=call.account.sids.next("RE")[1],
        account_sid=call.account.sid,
        source=BY_CALLS_API,
        started=call.now,
        duration=0,
        call_sid=call.sid,
        status=IN_PROGRESS,
    )
    call.line.recordings[made.sid] = made
    call.tape = Tape(made.sid, listener)
    tell_recording(call.account, made, listener)
    return made


def turn(call: Call, status: str) -> None:
    """Pause the recording of a call, let it go on, or stop it.

    A pause is silence on the tape, as Twilio has it unless told, so it counts.
    """
    assert call.tape is not None
    sid = call.tape.recording_sid
    if status == STOPPED:
        end_tape(call)
    else:
        call.line.recordings[sid] = call.line.recordings[sid]._replace(status=status)
