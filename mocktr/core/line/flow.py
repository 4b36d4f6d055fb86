"""How calls go on: verb by verb, answer by answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mocktr.core.alerts import Alert
from mocktr.core.line import (
    dial,
    gather,
    orders,
    queueing,
    twiml,
    voicemail,
)
from mocktr.core.line import enqueue as enqueueing
from mocktr.core.line.asking import alert, end_verb, go_on, send, timer
from mocktr.core.line.call import BUSY, COMPLETED, NO_ANSWER, Call
from mocktr.core.line.hanging_up import end
from mocktr.core.line.progress import pick_up
from mocktr.core.line.request import VOICE, CallRequest
from mocktr.core.line.script import ANSWER, END, MAIN, PAUSE, WAIT, WHISPER, Script
from mocktr.core.line.verb import Verb

if TYPE_CHECKING:
    from mocktr.core.account import Account

MOST_ROUNDS = 100
"""How many documents a call follows within one instant, each leading to the next."""
ENDLESS = 11215
"""The code for too many redirects of a request; there is none for documents without end."""

Play = Callable[[Call, Script, Verb], None]


def settle(account: Account) -> bool:
    """Let all calls go on that can; answers whether there was one."""
    line = account.line
    orders.follow(account)
    moved = bool(line.agenda)
    while line.agenda:
        sid = next(iter(line.agenda))
        del line.agenda[sid]
        run(line.calls[sid])
    return moved


def run(call: Call) -> None:
    """Follow the innermost document until it waits for something."""
    while (script := call.script) is not None and script.waits_for is None:
        if script.place == len(script.verbs):
            ENDINGS[script.kind](call)
            continue
        script.place += 1
        verb = script.verb
        play = VERBS.get(verb.name)
        if play is None or verb.name not in ALLOWED.get(script.kind, VERBS):
            text = f"<{verb.name}> is not for the {script.kind} document of a call, and left out"
            alert(call, twiml.WRONG_SCHEMA, text)
        else:
            play(call, script, verb)


# --- documents ---------------------------------------------------------------------------------


def receive(account: Account, number: int, content_type: str | None, body: str) -> Alert | None:
    """Follow the answer to a request; answers the alert of one that can't be followed.

    The alert is not recorded yet, so that who asked can add what was sent and what came. An answer
    for which the call no longer waits has no effect.
    """
    call = waiting_for(account, number)
    if call is None:
        return None
    try:
        document = twiml.read(content_type, body)
    except twiml.BadDocument as error:
        unanswered(account, number, error.code)
        return Alert(account.clock.now, error.code, error.text, None, call.sid)
    return begin(call, account.line.requests[number - 1], document)


def waiting_for(account: Account, number: int) -> Call | None:
    """The call that waits for the answer to a request, if it still does."""
    # A call that is over may have been deleted meanwhile.
    call = account.line.calls.get(account.line.requests[number - 1].resource_sid)
    script = call.script if call is not None else None
    if script is None or script.waits_for != ANSWER or script.asked != number:
        return None
    return call


def begin(call: Call, request: CallRequest, document: twiml.TwimlDocument) -> Alert | None:
    """Follow a document from its beginning."""
    script = call.scripts[-1]
    script.rounds = script.rounds + 1 if script.began == call.now else 1
    if script.rounds > MOST_ROUNDS:
        end(call, COMPLETED)
        text = f"the call is over: {MOST_ROUNDS} documents led to each other, and no time passed"
        return Alert(call.now, ENDLESS, text, None, call.sid)
    script.url, script.method, script.verbs = request.url, request.method, document
    script.place, script.began = 0, call.now
    go_on(call)
    return None


def unanswered(account: Account, number: int, code: int) -> None:
    """A request failed, with this code: its fallback is asked, or the call is over.

    Who waits in a queue hears nothing from then on.
    """
    call = waiting_for(account, number)
    if call is None:
        return
    request, script = account.line.requests[number - 1], call.scripts[-1]
    if request.fallback is not None and request.fallback[1]:
        told = {**dict(request.parameters), "ErrorCode": str(code), "ErrorUrl": request.url}
        again = send(account, VOICE, call.sid, "fallback", request.fallback, told)
        script.asked = again.number
    elif script.kind == WAIT:
        script.waits_for = END
    else:
        pick_up(call)
        end(call, COMPLETED)


def over(call: Call) -> None:
    """A call's own document has come to its end."""
    end(call, COMPLETED)


def wait_on(call: Call) -> None:
    """The document of the wait is asked for again when it has been played."""
    script = call.scripts[-1]
    if call.now > script.began:
        queueing.ask_again(call)
    else:
        script.waits_for = END
        timer(call, "music", queueing.MUSIC)


ENDINGS: dict[str, Callable[[Call], None]] = {MAIN: over, WAIT: wait_on, WHISPER: dial.connect}
"""What follows a document, by its kind."""


# --- verbs -------------------------------------------------------------------------------------


def play(call: Call, script: Script, verb: Verb) -> None:
    pick_up(call)
    if verb.never_ends:
        script.waits_for = END


def pause(call: Call, script: Script, verb: Verb) -> None:
    pick_up(call)
    script.waits_for = PAUSE
    timer(call, "pause", verb.seconds("length", 1))


def redirect(call: Call, script: Script, verb: Verb) -> None:
    queueing.ask_on(call, script, (verb.get("method", "POST"), verb.text), "Redirect", {})


def hangup(call: Call, script: Script, verb: Verb) -> None:
    end(call, COMPLETED)


def reject(call: Call, script: Script, verb: Verb) -> None:
    if call.answered is not None:
        end(call, COMPLETED)
    else:
        end(call, BUSY if verb.get("reason") == "busy" else NO_ANSWER)


def leave(call: Call, script: Script, verb: Verb) -> None:
    end_verb(call, queueing.give_up(call, "leave"))


VERBS: dict[str, Play] = {
    "Say": play,
    "Play": play,
    "Pause": pause,
    "Gather": gather.gather,
    "Record": voicemail.record,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Leave": leave,
    "Enqueue": enqueueing.enqueue,
    "Dial": dial.dial,
}

EVERYWHERE = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup"})
ALLOWED: dict[str, frozenset[str]] = {
    MAIN: frozenset(VERBS) - {"Leave"},
    WAIT: EVERYWHERE | {"Leave"},
    WHISPER: EVERYWHERE,
}
"""The verbs that a kind of document may have."""
