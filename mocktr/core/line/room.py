"""Where calls talk: a conference, or the bridge between two of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from mocktr.core.line.request import Subscription

SAME_LABEL, WRONG_COACH = 16025, 13240
"""Who can't come in: there is one of this label already, or nobody whom they could coach."""

WAITING, IN_PROGRESS, COMPLETED = "init", "in-progress", "completed"


@dataclass(slots=True, eq=False)
class Participant:
    """A call in a conference."""

    label: str = ""
    muted: bool = False
    hold: bool = False
    starts: bool = True
    """Whether the conference begins with them, if they are not alone."""
    ends: bool = False
    """Whether it ends when they leave."""
    is_customer: bool = False
    """Whether they are the caller of a task: then the callbacks tell of that end elsewhere."""
    coaches: str = ""
    """The CallSid of whom they coach, heard by nobody else."""
    joined: int = 0
    """When they came (ms), or began to be rung."""
    changed: int = 0
    """When something of this changed (ms)."""


@dataclass(slots=True, kw_only=True, eq=False)
class Room:
    """A conference; a bridge is one without a name that ends when one of the two leaves."""

    sid: str
    name: str = ""
    status: str = WAITING
    created: int
    participants: dict[str, Participant] = field(default_factory=dict)
    """By CallSid, in the order in which they came."""
    coming: dict[str, Participant] = field(default_factory=dict)
    """Those whom a client had called, as long as their legs ring, likewise."""
    subscription: Subscription | None = None
    recordings: Subscription | None = None
    """Who is told of the recording."""
    records: bool = False
    recording_sid: str | None = None
    began: int | None = None
    """When two were together for the first time (ms)."""
    told: int = 0
    """How many events it had."""
    changed: int = 0
    """When the last of them was (ms)."""
    extra: tuple[tuple[str, str], ...] = ()
    """What its callbacks tell besides."""
    ended_by: str | None = None
    reason: str | None = None

    @property
    def is_conference(self) -> bool:
        """Whether it has a name, and callbacks."""
        return self.sid.startswith("CF")

    @property
    def is_empty(self) -> bool:
        """Whether nobody is there, nor on their way."""
        return not (self.participants or self.coming)

    def has_label(self, label: str) -> bool:
        """Whether one of those who are there has this label."""
        return label != "" and any(one.label == label for one in self.participants.values())

    @property
    def is_over(self) -> bool:
        return self.status == COMPLETED
