"""A call, or one leg of it: who is on it, what became of it, and what the application is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mocktr.core.clock import SECOND
from mocktr.core.line.phone import ANSWERED, DEFAULT, Phone
from mocktr.core.line.recording import Tape
from mocktr.core.line.request import CallAddress, Subscription
from mocktr.core.line.script import MAIN, Script

if TYPE_CHECKING:
    from mocktr.core.account import Account
    from mocktr.core.line.state import Line

API_VERSION = "2010-04-01"
INBOUND, BY_API, BY_DIAL = "inbound", "outbound-api", "outbound-dial"

QUEUED, RINGING, IN_PROGRESS, COMPLETED = "queued", "ringing", "in-progress", "completed"
BUSY, FAILED, NO_ANSWER, CANCELED = "busy", "failed", "no-answer", "canceled"
OVER = frozenset({COMPLETED, BUSY, FAILED, NO_ANSWER, CANCELED})

SIDES = ("Called", "Caller", "From", "To")
GEOGRAPHY = ("City", "Country", "State", "Zip")


class Utterance(NamedTuple):
    """What somebody says, as it was understood."""

    words: str
    confidence: str = "0.9"
    """How sure that is, from 0 to 1, as it is told."""


@dataclass(slots=True, eq=False)
class Caller:
    """The person on a call, so far as a test plans what they do."""

    digits: list[str] = field(default_factory=list)
    """The keys for the next times that keys are asked for; empty text for none."""
    says: list[Utterance] = field(default_factory=list)
    """What they say the next times that they are asked to, or are recorded; empty for nothing."""
    patience: int | None = None
    """How long (ms) they wait in a queue before they hang up."""
    message: int = 10 * SECOND
    """How long (ms) they speak when they are recorded."""


class Waiting(NamedTuple):
    """A call's place in a voice queue."""

    queue_sid: str
    since: int


class Purpose(NamedTuple):
    """Why a leg was placed."""

    kind: str
    """`dequeue`, `conference`, `call` or `dial`; `customer`, `api` or `participant`."""
    reservation_sid: str = ""
    customer_sid: str = ""
    """The call that it is to be connected with, or the conference."""
    noun: int = 0
    """Which noun of the `<Dial>`."""


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One leg, with the documents that it follows: the innermost is last."""

    account: Account
    sid: str
    from_: str
    to: str
    direction: str = INBOUND
    status: str = RINGING
    created: int
    answered: int | None = None
    ended: int | None = None
    parent_sid: str | None = None
    application_sid: str | None = None
    fallback: CallAddress | None = None
    subscription: Subscription | None = None
    told: int = 0
    """How many status callbacks were sent."""
    extra: tuple[tuple[str, str], ...] = ()
    """What its status callbacks tell besides."""
    scripts: list[Script] = field(default_factory=list)
    caller: Caller = field(default_factory=Caller)
    waiting: Waiting | None = None
    task_sid: str | None = None
    """The task that its `<Enqueue>` made."""
    legs: list[str] = field(default_factory=list)
    """The SIDs of the legs that its `<Dial>` rings."""
    room_sid: str | None = None
    """Where it talks."""
    outcome: tuple[tuple[str, str], ...] = ()
    """What the action of the verb that led to the talk is told when it is over."""
    purpose: Purpose | None = None
    time_limit: int | None = None
    """How long (ms) it lasts at most from its answer on."""
    phone: Phone = DEFAULT
    """What it rings at."""
    rings_for: int = 0
    """How long (ms) it rings at most, if a client placed it."""
    fate: str = ANSWERED
    """What comes of its ringing."""
    records: bool = False
    """Whether it is recorded from its answer on."""
    channels: int = 1
    """How many its recording has."""
    recordings: Subscription | None = None
    """Who is told of the recording."""
    recording_sid: str | None = None
    tape: Tape | None = None
    """The recording that a client has started."""
    works_for: str | None = None
    """The reservation whose work ends when this leg leaves the talk."""

    @property
    def line(self) -> Line:
        return self.account.line

    @property
    def now(self) -> int:
        return self.account.clock.now

    @property
    def is_live(self) -> bool:
        return self.status not in OVER

    @property
    def script(self) -> Script | None:
        """The document that it follows now."""
        return self.scripts[-1] if self.scripts else None

    @property
    def main(self) -> Script | None:
        """Its own document, also while it waits in a queue."""
        return next((one for one in self.scripts if one.kind == MAIN), None)

    @property
    def duration(self) -> int:
        """Whole seconds from the answer to now, or to the end."""
        end = self.now if self.ended is None else self.ended
        return 0 if self.answered is None else (end - self.answered) // SECOND

    def parameters(self) -> dict[str, str]:
        """What every request for this call tells of it."""
        made = {
            "AccountSid": self.account.sid,
            "ApiVersion": API_VERSION,
            "CallSid": self.sid,
            "CallStatus": self.status,
            "Direction": self.direction,
        }
        for side in SIDES:
            number = self.from_ if side in ("Caller", "From") else self.to
            made[side] = number
            if number.startswith("+"):
                # The keys were seen with empty texts where nothing is known.
                made.update({side + part: "" for part in GEOGRAPHY})
        if self.parent_sid:
            made["ParentCallSid"] = self.parent_sid
        if self.application_sid:
            made["ApplicationSid"] = self.application_sid
        return made
