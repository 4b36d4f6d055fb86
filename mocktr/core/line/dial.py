"""`<Dial>`: a call rings elsewhere, joins a conference, or takes who waits in a queue."""

from __future__ import annotations

from collections.abc import Callable

from mocktr.core.line import dial_queue, talk
from mocktr.core.line.asking import ask_for_document, subscribed
from mocktr.core.line.call import BY_DIAL, CANCELED, COMPLETED, Call, Purpose
from mocktr.core.line.dialled import fail, limit_talk, refuse_dial
from mocktr.core.line.progress import pick_up
from mocktr.core.line.ringing import cancel, phone_at, place, ring
from mocktr.core.line.room import SAME_LABEL, WRONG_COACH, Participant, Room
from mocktr.core.line.script import TALK, WHISPER, Script
from mocktr.core.line.twiml import WRONG_SCHEMA
from mocktr.core.line.verb import Verb
from mocktr.errors import shorten

RING = 30
"""Seconds that a `<Dial>` rings, unless told."""

NOT_RECORDED = "do-not-record"
PREFIXES = {"Number": "", "Client": "client:", "Sip": ""}


def dial(call: Call, script: Script, verb: Verb) -> None:
    """Connect the call with the first noun that is there, or with whoever answers first."""
    pick_up(call)
    nouns = verb.nouns or (Verb("Number", {}, verb.text),)
    single = SINGLE.get(nouns[0].name)
    if single is not None:
        single(call, script, nouns[0])
    elif all(one.name in PREFIXES for one in nouns):
        ring_all(call, script, nouns)
    else:
        names = ", ".join([*PREFIXES, *SINGLE])
        came = ", ".join(one.name for one in nouns)
        refuse_dial(call, WRONG_SCHEMA, f"expected one of {names} in <Dial>, got {came}")


# --- numbers, clients and SIP ------------------------------------------------------------------


def ring_all(call: Call, script: Script, nouns: tuple[Verb, ...]) -> None:
    """Ring everywhere at once."""
    script.waits_for = TALK
    account, verb = call.account, script.verb
    placed = []
    for number, noun in enumerate(nouns):
        to = address(noun)
        leg = place(
            account,
            to=to,
            from_=verb.get("callerId") or call.from_,
            purpose=Purpose("dial", customer_sid=call.sid, noun=number),
            phone=phone_at(account, to),
            direction=BY_DIAL,
            parent_sid=call.sid,
            subscription=subscribed(script, noun, "statusCallback", COMPLETED),
        )
        leg.records = verb.get("record", NOT_RECORDED) not in (NOT_RECORDED, "false")
        leg.channels = 2 if verb.get("record").endswith("-dual") else 1
        leg.recordings = subscribed(script, verb, "recordingStatusCallback", COMPLETED)
        placed.append(leg)
    call.legs = [leg.sid for leg in placed]
    for leg in placed:
        ring(leg, verb.seconds("timeout", RING))


def address(noun: Verb) -> str:
    """Whom a noun rings."""
    inner = next((one.text for one in noun.nouns if one.name == "Identity"), "")
    return PREFIXES[noun.name] + (noun.text or inner)


def answered(leg: Call) -> None:
    """The first to answer wins; what it is to hear before comes first."""
    caller = caller_of(leg)
    others = [caller.line.calls[sid] for sid in caller.legs if sid != leg.sid]
    caller.legs = [leg.sid]
    for other in others:
        cancel(other)
    script = caller.scripts[-1]
    noun = noun_of(script, leg)
    if noun.get("url"):
        leg.scripts.append(Script(kind=WHISPER, url=script.url))
        ask_for_document(
            leg, leg.scripts[-1], (noun.get("method", "POST"), noun.get("url")), "whisper"
        )
    else:
        connect(leg)


def noun_of(script: Script, leg: Call) -> Verb:
    """What rang the leg; a number may stand in `<Dial>` itself."""
    assert leg.purpose is not None
    nouns = script.verb.nouns
    return nouns[leg.purpose.noun] if nouns else Verb("Number", {})


def caller_of(leg: Call) -> Call:
    assert leg.purpose is not None
    return leg.line.calls[leg.purpose.customer_sid]


def connect(leg: Call) -> None:
    """Let the two talk."""
    caller = caller_of(leg)
    caller.legs = []
    leg.scripts.clear()
    told = {"DialCallStatus": COMPLETED, "DialCallSid": leg.sid, "DialBridged": "true"}
    caller.outcome = tuple(told.items())
    talk.bridge(caller, leg)
    limit_talk(caller)


def unreached(leg: Call) -> None:
    """Nobody was there, or is any more; the last to say so decides."""
    caller = caller_of(leg)
    caller.legs.remove(leg.sid)
    if not caller.legs:
        # A leg that is led elsewhere goes on, but its part in the <Dial> is over.
        fail(caller, COMPLETED if leg.is_live else leg.status, leg.sid)


def give_up(call: Call) -> None:
    """The caller hangs up while it rings."""
    forget(call)
    fail(call, CANCELED)


def forget(call: Call) -> None:
    """Ring nowhere any more."""
    for sid in call.legs:
        cancel(call.line.calls[sid])
    call.legs = []


# --- conferences -------------------------------------------------------------------------------


def conference(call: Call, script: Script, noun: Verb) -> None:
    """Join a conference; the first to come says who is told of it."""
    room = talk.running(call.account, noun.text)
    label, coached = noun.get("participantLabel"), noun.get("coach")
    if room is not None and room.has_label(label):
        refuse_dial(call, SAME_LABEL, f"the conference has a participant {label!r} already")
    elif coached and (room is None or coached not in room.participants):
        refuse_dial(call, WRONG_COACH, f"{shorten(coached)}, who is to be coached, is not there")
    else:
        enter(call, script, noun, room or talk.opened(call.account, noun.text))


def enter(call: Call, script: Script, noun: Verb, room: Room) -> None:
    """Come into a conference."""
    if room.is_empty:
        furnish(room, script, noun)
    call.outcome = (("DialCallStatus", "answered"), ("DialBridged", "true"))
    participant = Participant(
        label=noun.get("participantLabel"),
        coaches=noun.get("coach"),
        muted=noun.flag("muted"),
        starts=noun.flag("startConferenceOnEnter", default=True),
        ends=noun.flag("endConferenceOnExit"),
    )
    talk.join(room, call, participant)
    limit_talk(call)


def furnish(room: Room, script: Script, noun: Verb) -> None:
    """Set what the first participant decides."""
    room.subscription = subscribed(script, noun, "statusCallback", "start end")
    room.recordings = subscribed(script, noun, "recordingStatusCallback", COMPLETED)
    room.records = noun.get("record") in ("true", "record-from-start")


SINGLE: dict[str, Callable[[Call, Script, Verb], None]] = {
    "Conference": conference,
    "Queue": dial_queue.queue,
}
"""Nouns that stand alone in a `<Dial>`."""
