"""One callback and its answer: where it is tried, what the answer means, what it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from mocktr.callbacks.answer import Answer, Forbidden, Unanswered
from mocktr.callbacks.form import Callback, seen
from mocktr.callbacks.mishaps import deliver
from mocktr.callbacks.receivers import Receivers
from mocktr.core.account import Account
from mocktr.core.alerts import Alert
from mocktr.core.instructions import answer as assignment
from mocktr.faults import Faults
from mocktr.journal import CallbackEntry, Journal
from mocktr.journal.secrets import cover_all, cover_text

RETRIEVAL_FAILURE = 11200
"""The debugger's code for a webhook that failed (sources: errors)."""


class World(Protocol):
    """Whose callbacks are delivered."""

    lock: threading.RLock
    journal: Journal
    faults: Faults
    account: Account
    epoch: int
    """Which life of the world this is; raised when another takes its place."""

    @property
    def signing_token(self) -> str:
        """The auth token that callbacks are signed with."""

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


class Exchange:
    """Sends callbacks of one account, and lets their answers have their effect."""

    def __init__(self, world: World, receivers: Receivers) -> None:
        self.world = world
        self.receivers = receivers

    def longest(self, callback: Callback) -> float:
        """Seconds of the wall clock that a callback may take."""
        seconds = self.receivers.seconds(callback.kind) + self.world.faults.patience
        return seconds * (2 if callback.fallback else 1)

    def send(self, callback: Callback) -> Verdict | None:
        """Deliver a callback; what the answer of an assignment callback means."""
        if callback.kind == "event":
            self.tell(callback)
            return None
        verdict = self.ask(callback, callback.url, "assignment")
        if verdict.unusable and callback.fallback and callback.epoch == self.world.epoch:
            verdict = self.ask(callback, callback.fallback, "fallback")
        return verdict

    def tell(self, callback: Callback) -> None:
        """Deliver an event's callback; whatever the application answers changes nothing."""
        entry, answer = self.attempt(callback, callback.url, "event")
        if isinstance(answer, Answer):
            if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                entry.outcome = "delivered"
            else:
                self.fail(callback, entry, f"the answer was {answer.status}")

    def ask(self, callback: Callback, url: str | None, kind: str) -> Verdict:
        """Deliver an assignment callback and read the answer (sources: callbacks)."""
        entry, answer = self.attempt(callback, url, kind)
        if isinstance(answer, Forbidden):
            # It never left, so nobody failed: the reservation waits for the API.
            return Verdict(entry)
        if isinstance(answer, Unanswered):
            return Verdict(entry, withdraws=True, unusable=True)
        if answer.status != HTTPStatus.OK:
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
    ) -> tuple[CallbackEntry, Answer | Unanswered]:
        """Try one URL, with an entry in the journal."""
        world = self.world
        entry = CallbackEntry(
            at=callback.at,
            kind=kind,
            resource_sid=callback.resource_sid,
            event_type=callback.event_type,
            url=url and cover_text(seen(url)),
            parameters=cover_all(callback.parameters),
        )
        with world.lock:
            token = world.signing_token
            world.journal.add(entry)
            plan = world.faults.plan(entry)
            entry.faults = plan.ids if plan else ()
        try:
            answer = deliver(
                lambda: self.receivers.send(callback, url, token),
                plan,
                self.receivers.seconds(callback.kind),
            )
        except Forbidden as error:
            entry.outcome, entry.reason = "refused", str(error)
            return entry, error
        except Unanswered as error:
            self.fail(callback, entry, str(error))
            return entry, error
        entry.status, entry.body = answer.status, cover_text(answer.text)
        return entry, answer

    def apply(self, callback: Callback, verdict: Verdict) -> None:
        """Let an answer have its effect, unless the world it was for is gone."""
        world = self.world
        with world.lock:
            if callback.epoch != world.epoch:
                verdict.entry.outcome = "dropped"
                world.journal.keep(verdict.entry)
            elif verdict.withdraws:
                world.act(lambda account: withdraw(account, callback.resource_sid))
            elif verdict.instruction is not None:
                self.obey(callback, verdict.entry, verdict.instruction)

    def obey(
        self, callback: Callback, entry: CallbackEntry, instruction: Mapping[str, Any]
    ) -> None:
        """Carry an instruction out."""
        sid = callback.resource_sid
        entry.instruction = str(instruction["instruction"]).lower()
        alert = self.world.act(lambda account: assignment.obey(account, sid, instruction))
        if alert is None:
            entry.outcome = "obeyed"
        else:
            entry.outcome, entry.reason = "not obeyed", alert.text
            self.record(callback, entry, alert)

    def fail(
        self,
        callback: Callback,
        entry: CallbackEntry,
        reason: str,
        outcome: str = "failed",
        code: int = RETRIEVAL_FAILURE,
    ) -> None:
        """Note what went wrong with a callback, in the journal and as an alert."""
        entry.outcome, entry.reason = outcome, cover_text(reason)
        now, workspace_sid = self.world.account.clock.now, callback.workspace_sid
        self.record(callback, entry, Alert(now, code, reason, workspace_sid, callback.resource_sid))

    def record(self, callback: Callback, entry: CallbackEntry, alert: Alert) -> None:
        """Keep an alert with the request and the answer, unless its world is gone."""
        with self.world.lock:
            if callback.epoch == self.world.epoch:
                self.world.account.alerts.append(
                    alert._replace(
                        request_method="POST",
                        request_url=entry.url,
                        request_variables=callback.body.decode(),
                        response_body=entry.body,
                    )
                )


def withdraw(account: Account, sid: str) -> None:
    """Cancel the offer that nobody could be told of, if it still stands."""
    reservation = account.reservations.get(sid)
    if reservation is not None and reservation.is_pending:
        reservation.cancel(RETRIEVAL_FAILURE)
