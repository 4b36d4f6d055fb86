"""All that an account has of calls: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mocktr.core.fields import Values
from mocktr.core.instructions.dialling import Dialled
from mocktr.core.ledger import Ledger
from mocktr.core.line.call import Call
from mocktr.core.line.number import Listed, PhoneNumber, VoiceApplication
from mocktr.core.line.phone import Phone
from mocktr.core.line.recording import Recording
from mocktr.core.line.request import CallRequest
from mocktr.core.line.room import Room


class Order(NamedTuple):
    """An instruction whose leg rings: what is to follow when it is answered."""

    leg_sid: str
    name: str
    values: Values
    dialled: Dialled


@dataclass(slots=True, eq=False)
class VoiceQueue:
    """Calls that wait, first come first; the queue of a workflow has the workflow's SID as name."""

    sid: str
    name: str
    members: list[str] = field(default_factory=list)
    """The SIDs of the calls."""
    waited: int = 0
    """How long (ms) those who left had waited, together."""
    left: int = 0
    most: int = 100
    """How many calls it holds (sources: voice)."""
    created: int = 0
    """When it was made (ms)."""
    changed: int = 0
    """When a client changed it (ms)."""

    @property
    def average_wait(self) -> int:
        """In ms, of those who left."""
        return self.waited // self.left if self.left else 0


@dataclass(slots=True, eq=False)
class Line:
    """The calls of one account, and what they meet."""

    calls: dict[str, Call] = field(default_factory=dict)
    queues: dict[str, VoiceQueue] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """The conference that had a name last."""
    recordings: dict[str, Recording] = field(default_factory=dict)
    requests: Ledger[CallRequest] = field(default_factory=Ledger)
    numbers: dict[str, PhoneNumber] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    """By number: what else was said of those of the account."""
    applications: dict[str, VoiceApplication] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)
    """By WorkerSid, and the default for all."""
    rung: dict[str, int] = field(default_factory=dict)
    """How often a phone rang, by what was dialled."""
    agenda: dict[str, None] = field(default_factory=dict)
    """The calls that can go on now, in order."""
    orders: dict[str, Order] = field(default_factory=dict)
    """What rings for a reservation, by ReservationSid."""
    position: int = 0
    """How much of the event log was looked at for reservations that ring in vain."""

    def queue(self, name: str) -> VoiceQueue | None:
        """The queue of this name."""
        return next((one for one in self.queues.values() if one.name == name), None)
