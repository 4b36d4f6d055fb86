"""What clients do to calls over REST: they lead them to another document, or end them."""

from __future__ import annotations

from mocktr.core.line.asking import forget_timers, go_on
from mocktr.core.line.call import CANCELED, COMPLETED, Call
from mocktr.core.line.hanging_up import end, leave_for_good
from mocktr.core.line.later import UNREACHED
from mocktr.core.line.orders import unreached
from mocktr.core.line.outgoing import document
from mocktr.core.line.progress import finish
from mocktr.core.line.script import Script


def lead(call: Call, text: str) -> None:
    """Let a call follow TwiML, and forget what it was at; its task is canceled if it waited."""
    leave_for_good(call, cancels=True)
    forget_timers(call)
    call.scripts = [Script(verbs=document(call, text), began=call.now)]
    go_on(call)


def end_call(call: Call) -> None:
    """End a call: one that was answered is completed, any other canceled."""
    if call.answered is not None:
        end(call, COMPLETED)
    elif call.purpose is not None:
        finish(call, CANCELED)
        UNREACHED.get(call.purpose.kind, unreached)(call)
    else:
        end(call, CANCELED)
