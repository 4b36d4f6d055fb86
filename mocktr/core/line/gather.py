"""`<Gather>`: keys or words are asked for, and come or not."""

from __future__ import annotations

from mocktr.core.line.asking import forget_timers, go_on, timer
from mocktr.core.line.call import Call, Utterance
from mocktr.core.line.progress import pick_up
from mocktr.core.line.queueing import ask_on
from mocktr.core.line.script import KEYS, SPEECH, Script
from mocktr.core.line.verb import Verb, amount_in

SILENCE = 5
"""Seconds without a key or a word, unless told."""


def takes_keys(verb: Verb) -> bool:
    return "dtmf" in inputs(verb)


def takes_speech(verb: Verb) -> bool:
    return "speech" in inputs(verb)


def inputs(verb: Verb) -> tuple[str, ...]:
    return verb.words("input", "dtmf")


def gather(call: Call, script: Script, verb: Verb) -> None:
    """Wait for keys, for words, or for either: what was planned comes at once, keys first."""
    pick_up(call)
    script.waits_for, script.digits = KEYS if takes_keys(verb) else SPEECH, ""
    # The time begins when what is said has been said.
    spoken = sum(one.seconds("length", 1) for one in verb.nouns if one.name == "Pause")
    timer(call, "keys", spoken + verb.seconds("timeout", SILENCE))
    plan = call.caller
    keys = plan.digits.pop(0) if plan.digits and takes_keys(verb) else ""
    if keys:
        press(call, script, keys)
    elif plan.says and takes_speech(verb):
        say(call, script, plan.says.pop(0))


def say(call: Call, script: Script, said: Utterance) -> None:
    """Take what the caller says, and ask what to do with it; silence changes nothing."""
    if said.words:
        forget_timers(call, "keys")
        told = {"SpeechResult": said.words, "Confidence": said.confidence}
        ask_on(call, script, action(script), "Gather action", told)


def press(call: Call, script: Script, keys: str) -> None:
    """Take keys, as many as are asked for."""
    verb = script.verb
    most = amount_in(verb.get("numDigits"), 0)
    for key in keys:
        if key == verb.get("finishOnKey", "#"):
            done(call, script, key)
            return
        script.digits += key
        timer(call, "keys", verb.seconds("timeout", SILENCE))
        if len(script.digits) == most:
            done(call, script)
            return


def time_out(call: Call) -> None:
    """No key came for so long."""
    done(call, call.scripts[-1])


def done(call: Call, script: Script, finished_on: str = "") -> None:
    """Ask what to do with the keys; without any the next verb is."""
    verb = script.verb
    forget_timers(call, "keys")
    if not script.digits and not verb.flag("actionOnEmptyResult"):
        go_on(call)
        return
    told = {"Digits": script.digits, "msg": "Gather End", "FinishedOnKey": finished_on}
    ask_on(call, script, action(script), "Gather action", told)


def action(script: Script) -> tuple[str, str]:
    """The action of a verb; that of one without is the document's own URL."""
    verb = script.verb
    return verb.get("method", "POST"), verb.get("action")
