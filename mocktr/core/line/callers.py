"""What a test does to calls: it calls in, presses keys, hangs up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mocktr.core.line import dialled, gather, voicemail
from mocktr.core.line.asking import ask_for_document
from mocktr.core.line.call import COMPLETED, Call, Caller, Utterance
from mocktr.core.line.hanging_up import hang_up
from mocktr.core.line.number import PhoneNumber
from mocktr.core.line.request import Subscription
from mocktr.core.line.script import KEYS, MESSAGE, SPEECH, Script
from mocktr.errors import AdminError

if TYPE_CHECKING:
    from mocktr.core.account import Account

__all__ = ["asking", "call_in", "hang_up", "listening", "press", "say"]


def call_in(
    account: Account,
    from_: str,
    to: str,
    number: PhoneNumber,
    caller: Caller,
    application_sid: str | None = None,
) -> Call:
    """A call to a number of the account's: the application is asked what to do with it."""
    call = Call(
        account=account,
        sid=account.sids.next("CA")[1],
        from_=from_,
        to=to,
        created=account.clock.now,
        caller=caller,
        application_sid=application_sid,
    )
    account.line.calls[call.sid] = call
    if number.voice_fallback_url:
        call.fallback = number.voice_fallback_method, number.voice_fallback_url
    if number.status_callback:
        url, method = number.status_callback, number.status_callback_method
        call.subscription = Subscription(url, method, (COMPLETED,))
    script = Script(url=number.voice_url)
    call.scripts.append(script)
    ask_for_document(call, script, (number.voice_method, number.voice_url), "voice")
    return call


def asking(call: Call) -> Script:
    """The document that asks for keys; raises AdminError where none does."""
    script = call.script
    if script is None or not (script.waits_for in PRESSED or dialled.parts_on_star(call, script)):
        raise AdminError(f"call {call.sid} is asked for no keys now; it is {call.status}", 409)
    return script


def press(call: Call, keys: str) -> None:
    """Press keys; raises AdminError where nobody asks for any."""
    script = asking(call)
    PRESSED.get(str(script.waits_for), dialled.press)(call, script, keys)


PRESSED: dict[str, Callable[[Call, Script, str], None]] = {
    KEYS: gather.press,
    MESSAGE: lambda call, script, keys: voicemail.press(call, script, keys[:1]),
}
"""Who hears keys, by what the document waits for; else it is a talk."""


def listening(call: Call) -> Script:
    """The document that asks for words; raises AdminError where none does."""
    script = call.script
    there = script is not None and script.waits_for in (KEYS, SPEECH)
    if script is None or not there or not gather.takes_speech(script.verb):
        raise AdminError(f"call {call.sid} is not listened to now; it is {call.status}", 409)
    return script


def say(call: Call, said: Utterance) -> None:
    """Say something; raises AdminError where nobody listens."""
    gather.say(call, listening(call), said)
