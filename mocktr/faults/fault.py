"""What is planned to go wrong: for whom, how often, and how."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields
from typing import Any

from mocktr.errors import AdminError
from mocktr.journal.query import KINDS, read_method, read_path
from mocktr.values import Mistake, Reader, at, choice, integer, number, optional, told_as

EFFECTS = {"cut": "before", "truncate": "after", "garbage": "after", "lose": "before"}
"""What can happen to an answer, and when unless told."""

REQUESTS = ("request", "bridge")
"""The kinds of entries that are answered here."""

PUSH = "push"
"""The kind of an event that one page is sent; the journal has none of them."""

LONGEST = 30_000
"""The longest latency, in ms."""


@dataclass(slots=True)
class Fault:
    """A rule: what it is for, when it fires, and what happens then.

    It is for the `kind` of entries (as in the journal, or `push`), `method` and `path` (a pattern,
    for a push of `/<SID of the worker>/<type of the event>`). Of those
    it lets `skip` go, then takes each `every`-th, with a `probability` drawn from a source that
    starts with `seed`, until it has fired `times`. Then there are a `status` with Twilio's body
    (and `retry_after`, in seconds) or an `effect`, and a `latency` in ms of the wall clock; `when`
    is before or after the operation. Raises AdminError for what can't be.
    """

    method: str | None = None
    path: str | None = None
    kind: str = "request"
    status: int | None = None
    effect: str | None = None
    retry_after: int | None = None
    latency: float = 0
    when: str | None = None
    skip: int = 0
    every: int = 1
    probability: float = 1
    seed: int = 0
    times: int | None = None
    id: int = field(default=0, init=False)
    seen: int = field(default=0, init=False)
    """How many entries it was for."""
    fired: int = field(default=0, init=False)
    """How often it fired."""
    source: random.Random = field(init=False, repr=False, compare=False)

    @told_as(AdminError)
    def __post_init__(self) -> None:
        for name, read in READERS.items():
            at(name, read, getattr(self, name))
        self.check_sense()
        self.method = self.method and self.method.upper()
        self.when = self.when or EFFECTS.get(self.effect or "", "before")
        self.source = random.Random(self.seed)

    def check_sense(self) -> None:
        """Refuse what means nothing together."""
        if self.status is not None and self.effect is not None:
            raise Mistake("expected a status or an effect, got both")
        if not (self.decides or self.latency):
            raise Mistake("expected a status, an effect or a latency, got none")
        if self.effect == "lose" and (self.kind in REQUESTS or self.when == "after"):
            raise Mistake("effect: lose is for callbacks and pushes, which are then not sent")
        if self.effect == "truncate" and self.when == "before":
            raise Mistake("when: expected after, since there is no answer to truncate before")
        if self.retry_after is not None and (self.status is None or self.kind not in REQUESTS):
            raise Mistake("retry_after: expected with the status of a request")
        if self.kind == PUSH and self.status is not None:
            raise Mistake("status: expected for what is answered; a push has an effect or latency")
        if self.kind == PUSH and self.method is not None:
            raise Mistake("method: a push has none; its path is /<worker>/<event type>")

    @property
    def decides(self) -> bool:
        """Whether there is another answer, and not only a later one."""
        return self.status is not None or self.effect is not None

    def fires(self) -> bool:
        """Whether it fires for the next entry that it is for."""
        self.seen += 1
        place = self.seen - self.skip
        if place <= 0 or place % self.every or self.is_spent:
            return False
        if self.probability < 1 and self.source.random() >= self.probability:
            return False
        self.fired += 1
        return True

    @property
    def is_spent(self) -> bool:
        """Whether it fired as often as it may."""
        return self.times is not None and self.fired >= self.times

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ["id", *(one.name for one in fields(self) if one.init), "seen", "fired"]
        return {name: getattr(self, name) for name in names}


READERS: dict[str, Reader[Any]] = {
    "method": optional(read_method),
    "path": optional(read_path),
    "kind": choice(*KINDS, PUSH),
    "status": optional(integer(400, 599, "an HTTP status")),
    "effect": optional(choice(*EFFECTS)),
    "retry_after": optional(integer(0, what="a whole number of seconds")),
    "latency": number(0, LONGEST, "ms"),
    "when": optional(choice("before", "after")),
    "skip": integer(0),
    "every": integer(1),
    "probability": number(0, 1),
    "seed": integer(),
    "times": optional(integer(1)),
}
"""How what a rule is made of is read."""
