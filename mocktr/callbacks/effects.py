"""What the answer to a callback does: it is obeyed, followed, or withdraws an offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from mocktr.callbacks.exchange import RETRIEVAL_FAILURE, Exchange, Verdict, cut
from mocktr.callbacks.form import Callback
from mocktr.core.account import Account
from mocktr.core.instructions import answer as assignment
from mocktr.core.line import flow
from mocktr.journal import CallbackEntry
from mocktr.journal.secrets import cover_message

LONGEST_NAME = 100
"""Characters of what should be an instruction."""

EMPTY = "text/xml", "<Response/>"
"""What an answer without content means to a call."""

T = TypeVar("T")


class Effects:
    """Lets the answers to an account's callbacks have their effect."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.owner = exchange.owner

    def apply(self, callback: Callback, verdict: Verdict) -> None:
        """Let an answer have its effect, unless the world it was for is gone."""
        owner = self.owner
        with owner.lock:
            if not self.exchange.is_wanted(callback):
                self.exchange.drop_answer(verdict.entry)
            elif callback.kind == "voice":
                self.follow(callback, verdict)
            elif verdict.withdraws:
                sid = callback.resource_sid
                self.act(verdict.entry, lambda account: withdraw(account, sid))
            elif verdict.instruction is not None:
                self.obey(callback, verdict.entry, verdict.instruction)
            owner.journal.note(verdict.entry)

    def act(self, entry: CallbackEntry, operation: Callable[[Account], T]) -> T:
        """Do what an answer means; its entry tells which events that caused."""

        def do(account: Account) -> T:
            entry.before = len(account.events)
            return operation(account)

        result: T = self.owner.act(do)
        entry.after = len(self.owner.account.events)
        return result

    def obey(
        self, callback: Callback, entry: CallbackEntry, instruction: Mapping[str, Any]
    ) -> None:
        """Carry an instruction out."""
        sid = callback.resource_sid
        entry.instruction = cut(str(instruction["instruction"]).lower(), LONGEST_NAME)
        alert = self.act(entry, lambda account: assignment.obey(account, sid, instruction))
        if alert is None:
            entry.outcome = "obeyed"
        else:
            alert = alert._replace(text=cover_message(alert.text))
            entry.outcome, entry.reason = "not obeyed", alert.text
            self.exchange.record(callback, entry, alert)

    def follow(self, callback: Callback, verdict: Verdict) -> None:
        """Let a call follow the document that came."""
        number, entry, document = callback.number, verdict.entry, verdict.document
        if document is None:
            self.act(entry, lambda account: flow.unanswered(account, number, RETRIEVAL_FAILURE))
            return
        kind, body = document.content_type, document.text
        if document.status == HTTPStatus.NO_CONTENT:
            kind, body = EMPTY
        alert = self.act(entry, lambda account: flow.receive(account, number, kind, body))
        entry.outcome = "followed"
        if alert is not None:
            alert = alert._replace(text=cover_message(alert.text))
            entry.outcome, entry.reason = "not followed", alert.text
            self.exchange.record(callback, entry, alert)


def withdraw(account: Account, sid: str) -> None:
    """Cancel the offer that nobody could be told of, if it still stands."""
    reservation = account.reservations.get(sid)
    if reservation is not None and reservation.is_pending:
        reservation.cancel(RETRIEVAL_FAILURE)
