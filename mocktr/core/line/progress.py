"""What becomes of a call: it is answered, it is over, and it may have been recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.core.clock import SECOND
from mocktr.core.line.asking import date, forget_timers, notify, publish, timer
from mocktr.core.line.call import COMPLETED, IN_PROGRESS, Call
from mocktr.core.line.recording import BY_API, BY_DIAL, Recording
from mocktr.core.line.request import Subscription

if TYPE_CHECKING:
    from mocktr.core.account import Account


def pick_up(call: Call) -> None:
    """Take a call that rings."""
    if call.answered is None:
        call.answered, call.status = call.now, IN_PROGRESS
        if call.time_limit is not None:
            timer(call, "end", call.time_limit)
        notify(call, "answered")
        if call.records:
            record(call)


def end_after(call: Call, longest: int) -> None:
    """Let a call last so long (ms), from its answer on."""
    call.time_limit = longest
    if call.answered is not None:
        timer(call, "end", max(0, call.answered + longest - call.now))


def finish(call: Call, status: str) -> None:
    """Let a call be over that is nowhere any more."""
    call.status, call.ended = status, call.now
    call.scripts.clear()
    forget_timers(call)
    forget_timers(call, "end")
    if call.recording_sid is not None:
        end_recording(call)
    if call.tape is not None:
        end_tape(call)
    notify(call, COMPLETED)


def record(leg: Call) -> None:
    """Begin to record a leg that is answered."""
    made = Recording(
        sid=leg.account.sids.next("RE")[1],
        account_sid=leg.account.sid,
        source=BY_DIAL if leg.parent_sid else BY_API,
        started=leg.now,
        duration=0,
        call_sid=leg.sid,
        status=IN_PROGRESS,
        channels=leg.channels,
    )
    leg.recording_sid = made.sid
    keep(leg.account, made, leg.recordings)


def end_recording(leg: Call) -> None:
    """End what was recorded of a leg; its status callback tells of it."""
    complete(leg.account, str(leg.recording_sid), leg.recordings)
    leg.extra += tuple(recorded(leg).items())


def complete(account: Account, sid: str, subscription: Subscription | None) -> None:
    """End a recording now."""
    found = account.line.recordings[sid]
    duration = (account.clock.now - found.started) // SECOND
    keep(account, found._replace(status=COMPLETED, duration=duration), subscription)


def recorded(leg: Call) -> dict[str, str]:
    """What is told of a leg's recording; nothing where there is none."""
    found = leg.line.recordings.get(leg.recording_sid or "")
    if found is None or found.status != COMPLETED:
        return {}
    return {
        "RecordingUrl": found.url,
        "RecordingSid": found.sid,
        "RecordingDuration": str(found.duration),
    }


def keep(account: Account, made: Recording, subscription: Subscription | None) -> None:
    """Keep a recording, and tell who asked to be told."""
    account.line.recordings[made.sid] = made
    tell_recording(account, made, subscription)


def end_tape(call: Call) -> None:
    """End the recording that a client has started."""
    assert call.tape is not None
    sid, listener = call.tape
    call.tape = None
    complete(call.account, sid, listener)


def tell_recording(account: Account, made: Recording, subscription: Subscription | None) -> None:
    """Tell who asked to be told how a recording stands."""
    if subscription is None or made.status not in subscription.events:
        return
    owner = {"CallSid": made.call_sid, "ConferenceSid": made.conference_sid}
    told = {
        "AccountSid": account.sid,
        **{name: sid for name, sid in owner.items() if sid},
        "RecordingSid": made.sid,
        "RecordingUrl": made.url,
        "RecordingStatus": made.status,
        **({"RecordingDuration": str(made.duration)} if made.status == COMPLETED else {}),
        "RecordingChannels": str(made.channels),
        "RecordingStartTime": date(made.started),
        "RecordingSource": made.source,
        "RecordingTrack": "both",
        "ErrorCode": "0",
    }
    publish(account, subscription, made.sid, "recording", told)
