"""One callback and its answer: where it is tried, and what the answer means."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from mocktr.callbacks.answer import CallbackAnswer, Forbidden, Unanswered
from mocktr.callbacks.cookies import Cookies
from mocktr.callbacks.form import Callback, as_received, encode
from mocktr.callbacks.mishaps import deliver
from mocktr.callbacks.receivers import Receivers
from mocktr.core.account import Account
from mocktr.core.alerts import Alert
from mocktr.core.instructions import answer as assignment
from mocktr.faults import Faults
from mocktr.journal import CallbackEntry, Journal
from mocktr.journal.secrets import cover_all, cover_text
from mocktr.limits import KEPT_BYTES

TOKEN_CHANGED = 20003
NEW_TOKEN = (
    "the account was asked with another auth token, which signs its callbacks from now on; "
    "a seed with auth_token, or --auth-token, says which is the right one"
)

RETRIEVAL_FAILURE = 11200
"""The debugger's code for a webhook that failed (sources: errors)."""


MOST_REDIRECTS = 11
"""How often somebody else is asked for a document: ten times more (sources: voice)."""

MOST_DROPPED = 1_000
"""How many callbacks that were dropped at once have an entry of their own."""

EVENT_KINDS = frozenset({"event", "assignment"})
"""Callbacks whose number is that of an event."""


class Owner(Protocol):
    """Whose callbacks are delivered."""

    lock: threading.RLock
    journal: Journal
    faults: Faults
    world: Account | None
    """None as long as nobody has looked at it."""
    epoch: int
    """Which life of the world this is; raised when another takes its place."""

    signed_with: str | None
    """The token of the last callback."""

    @property
    def account(self) -> Account:
        """The world."""

    @property
    def signing_token(self) -> str:
        """The auth token that callbacks are signed with."""

    def touch(self) -> None:
        """Note that the world is another from here on; the lock is held."""

    def act(self, operation: Callable[[Account], Any]) -> Any:
        """Do an operation, and all that follows from it at this instant."""


class Verdict(NamedTuple):
    """What the answer to an assignment callback means for its reservation."""

    entry: CallbackEntry
    instruction: Mapping[str, Any] | None = None
    """None leaves the reservation to the API."""
    withdraws: bool = False
    """Nobody could be asked, so that the offer is withdrawn."""
    unusable: bool = False
    """Whether the fallback is to be asked, if there is one."""
    document: CallbackAnswer | None = None
    """What a call is to follow; None where nobody said."""


class Exchange:
    """Sends callbacks of one account, and reads their answers."""

    def __init__(self, owner: Owner, receivers: Receivers) -> None:
        self.owner = owner
        self.receivers = receivers
        self.cookies = Cookies()
        self.closed = False
        """Whether no answer has an effect any more."""
        self.open: list[CallbackEntry] = []
        """Those of the batch that is on its way."""

    def longest(self, callback: Callback) -> float:
        """Seconds of the wall clock that a callback may take."""
        seconds = self.receivers.seconds(callback.kind) + self.owner.faults.patience
        return seconds * (2 if callback.fallback else 1)

    def send(self, callback: Callback) -> Verdict | None:
        """Deliver a callback; what the answer means, where one is asked for."""
        if callback.kind == "voice":
            verdict = self.converse(callback)
        elif callback.kind != "assignment":
            self.tell(callback)
            return None
        else:
            verdict = self.ask(callback, callback.url, "assignment")
            if verdict.unusable and callback.fallback and callback.epoch == self.owner.epoch:
                self.owner.journal.note(verdict.entry)
                verdict = self.ask(callback, callback.fallback, "fallback")
        self.owner.journal.note(verdict.entry)
        return verdict

    def tell(self, callback: Callback) -> None:
        """Deliver what only tells; whatever the application answers changes nothing."""
        entry, answer = self.attempt(callback, callback.url, callback.kind)
        if isinstance(answer, CallbackAnswer) and self.is_good(callback, entry, answer):
            entry.outcome = "delivered"
        with self.owner.lock:
            if not self.is_wanted(callback):
                self.drop_answer(entry)
        self.owner.journal.note(entry)

    def is_good(self, callback: Callback, entry: CallbackEntry, answer: CallbackAnswer) -> bool:
        """Whether an answer says that all is well; one that does not is noted."""
        if answer.is_successful:
            return True
        self.fail(callback, entry, f"the answer was {answer.status}")
        return False

    def converse(self, callback: Callback) -> Verdict:
        """Ask for the document that a call is to follow, also where the answer leads elsewhere."""
        for _ in range(MOST_REDIRECTS):
            entry, answer = self.attempt(callback, callback.url, callback.kind)
            if isinstance(answer, Unanswered) or not answer.leads_on:
                break
            entry.outcome = "redirected"
            self.owner.journal.note(entry)
            callback = callback.led_on(answer)
        if isinstance(answer, CallbackAnswer) and self.is_good(callback, entry, answer):
            return Verdict(entry, document=answer)
        return Verdict(entry)

    def ask(self, callback: Callback, url: str | None, kind: str) -> Verdict:
        """Deliver an assignment callback and read the answer (sources: callbacks)."""
        entry, answer = self.attempt(callback, url, kind)
        if isinstance(answer, Forbidden):
            # It never left, so nobody failed: the reservation waits for the API.
            return Verdict(entry)
        if isinstance(answer, Unanswered):
            return Verdict(entry, withdraws=True, unusable=True)
        # Some applications answer 204 for years: whoever says nothing decides later.
        if answer.status != HTTPStatus.OK and not answer.is_silent:
            self.fail(callback, entry, f"the answer was {answer.status}")
            return Verdict(entry, withdraws=True, unusable=True)
        try:
            instruction = assignment.read(answer.content_type, answer.body)
        except assignment.UnreadableAnswer as error:
            self.fail(callback, entry, error.text, "unusable", error.code)
            return Verdict(entry, unusable=error.code == assignment.WRONG_TYPE)
        entry.outcome = "answered"
        return Verdict(entry, instruction)

    def attempt(
        self, callback: Callback, url: str | None, kind: str
    ) -> tuple[CallbackEntry, CallbackAnswer | Unanswered]:
        """Try one URL, with an entry in the journal."""
        owner = self.owner
        entry = entry_for(callback, url, kind)
        with owner.lock:
            token = self.token_for(callback, entry)
            owner.journal.add(entry)
            self.open.append(entry)
            plan = owner.faults.plan(entry)
            entry.faults = plan.ids if plan else ()
        try:
            sent = self.with_cookies(callback, url)
            answer = deliver(
                lambda: self.receivers.send(sent, url, token),
                plan,
                self.receivers.seconds(callback.kind),
            )
        except Unanswered as error:
            if isinstance(error, Forbidden):
                entry.outcome, entry.reason = "refused", str(error)
            else:
                self.fail(callback, entry, str(error))
            # Else it would hold the frames of those who get it, which hold it in turn.
            return entry, error.with_traceback(None)
        if is_of_call(callback):
            self.cookies.keep(callback.resource_sid, url or "", answer.cookies)
        self.keep_answer(entry, answer)
        return entry, answer

    def keep_answer(self, entry: CallbackEntry, answer: CallbackAnswer) -> None:
        """Tell in the journal what was answered."""
        entry.status, entry.body = answer.status, cut(cover_text(answer.text))
        with self.owner.lock:
            self.owner.journal.grow(entry, len(entry.body))

    def with_cookies(self, callback: Callback, url: str | None) -> Callback:
        """The callback with what its receiver set for the call before."""
        if not is_of_call(callback):
            return callback
        header = self.cookies.header(callback.resource_sid, url or "")
        return replace(callback, cookies=header) if header else callback

    def is_wanted(self, callback: Callback) -> bool:
        """Whether the world that a callback is of still stands; the owner's lock is held."""
        return callback.epoch == self.owner.epoch and not self.closed

    def drop_answer(self, entry: CallbackEntry) -> None:
        """Tell in the journal, also if it was cleared since, that the answer came too late."""
        entry.outcome = "dropped"
        self.owner.journal.keep(entry)

    def close(self) -> None:
        """Let no answer have an effect any more; the owner's lock is held."""
        self.closed = True
        for entry in self.open:
            if entry.outcome == "sent":
                self.drop_answer(entry)

    def resend(self, callback: Callback, resends: int) -> CallbackEntry:
        """Send a callback once more, past all faults; whatever is answered changes nothing."""
        owner = self.owner
        entry = entry_for(callback, callback.url, callback.kind)
        entry.resends = resends
        with owner.lock:
            token = owner.signing_token
            owner.journal.add(entry)
        try:
            answer = self.receivers.send(callback, callback.url, token)
        except Unanswered as error:
            entry.outcome = "refused" if isinstance(error, Forbidden) else "failed"
            entry.reason = cover_text(str(error))
        else:
            self.keep_answer(entry, answer)
            entry.outcome = "delivered" if answer.is_successful else "failed"
        owner.journal.note(entry)
        return entry

    def drop(self, callbacks: list[Callback], reason: str) -> None:
        """Tell in the journal of callbacks that are not sent; the owner's lock is held.

        Of very many the first ones have entries, of which the last counts the others.
        """
        more = len(callbacks) - MOST_DROPPED
        for place, callback in enumerate(callbacks[:MOST_DROPPED], 1):
            entry = entry_for(callback, callback.url, callback.kind)
            entry.outcome, entry.reason = "dropped", reason
            if more > 0 and place == MOST_DROPPED:
                entry.reason += f"; nor were {more:,} after it"
            self.owner.journal.add(entry)

    def token_for(self, callback: Callback, entry: CallbackEntry) -> str:
        """The token that signs a callback; an alert tells where it is another than before."""
        owner = self.owner
        token, before = owner.signing_token, owner.signed_with
        if callback.kind not in self.receivers.functions:
            owner.signed_with = token
            if before not in (None, token):
                now, workspace_sid = owner.account.clock.now, callback.workspace_sid
                alert = Alert(now, TOKEN_CHANGED, NEW_TOKEN, workspace_sid, callback.resource_sid)
                self.record(callback, entry, alert)
        return token

    def fail(
        self,
        callback: Callback,
        entry: CallbackEntry,
        reason: str,
        outcome: str = "failed",
        code: int = RETRIEVAL_FAILURE,
    ) -> None:
        """Note what went wrong with a callback, in the journal and as an alert."""
        reason = cover_text(reason)
        entry.outcome, entry.reason = outcome, reason
        now, workspace_sid = self.owner.account.clock.now, callback.workspace_sid
        self.record(callback, entry, Alert(now, code, reason, workspace_sid, callback.resource_sid))

    def record(self, callback: Callback, entry: CallbackEntry, alert: Alert) -> None:
        """Keep an alert with the request and the answer, unless its world is gone."""
        with self.owner.lock:
            if callback.epoch == self.owner.epoch:
                self.owner.touch()
                self.owner.account.alerts.append(
                    alert._replace(
                        request_method=callback.method,
                        request_url=entry.url,
                        request_variables=cut(encode(entry.parameters)),
                        response_body=entry.body,
                    )
                )


def is_of_call(callback: Callback) -> bool:
    """Whether it is for a call, whose cookies are kept."""
    return callback.kind in ("voice", "status") and callback.resource_sid.startswith("CA")


def entry_for(callback: Callback, url: str | None, kind: str) -> CallbackEntry:
    """What the journal tells of an attempt, as it begins."""
    return CallbackEntry(
        at=callback.at,
        kind=kind,
        resource_sid=callback.resource_sid,
        event_type=callback.event_type,
        url=url and cover_text(as_received(url)),
        parameters=cover_all(callback.parameters),
        method=callback.method,
        event=callback.number if callback.kind in EVENT_KINDS else None,
    )


def cut(text: str, most: int = KEPT_BYTES.most) -> str:
    """A text that is kept, which says how much of it is not."""
    left = len(text) - most
    return text if left <= 0 else f"{text[:most]}... ({left} more characters)"
