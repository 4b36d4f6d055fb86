"""Planned misbehaviour: which requests and callbacks go wrong, how often, and how."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, NamedTuple

from mocktr.errors import AdminError
from mocktr.journal import Entry
from mocktr.journal.query import CALLBACKS, KINDS, fits, is_kind, read_method, read_path
from mocktr.limits import FAULTS
from mocktr.values import Mistake, Reader, at, choice, integer, number, optional, told_as

EFFECTS = {"cut": "before", "truncate": "after", "garbage": "after", "lose": "before"}
"""What can happen to an answer, and when unless told."""

REQUESTS = ("request", "bridge")
"""The kinds of entries that are answered here."""

LONGEST = 30_000
"""The longest latency, in ms."""


@dataclass(slots=True)
class Fault:
    """A rule: what it is for, when it fires, and what happens then.

    It is for the `kind` of entries (as in the journal), `method` and `path` (a pattern). Of those
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
            raise Mistake("effect: lose is for callbacks, which are then not sent")
        if self.effect == "truncate" and self.when == "before":
            raise Mistake("when: expected after, since there is no answer to truncate before")
        if self.retry_after is not None and (self.status is None or self.kind not in REQUESTS):
            raise Mistake("retry_after: expected with the status of a request")

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
    "kind": choice(*KINDS),
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one request or callback: the faults that fired for it."""

    fired: tuple[Fault, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(fault.id for fault in self.fired)

    def latency(self, when: str) -> float:
        """How much later it goes on, in seconds of the wall clock."""
        found = sum(fault.latency for fault in self.fired if fault.when == when)
        return min(found, LONGEST) / 1000

    def decision(self, when: str) -> Fault | None:
        """The fault that decides the answer at this time, if one does."""
        return next((one for one in self.fired if one.decides and one.when == when), None)


class Faults:
    """The rules of one account, in the order they were made; to be used under its lock."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.count = 0
        self.by_key: dict[FaultKey, list[Fault]] = {}
        """The rules by what every entry has to have that one is for, so that rules for others cost
        nothing."""
        self.deepest = 0
        """How far from the end of a path a segment is looked at."""
        self.patience = 0.0
        """How many seconds a callback may take longer."""

    def add(self, fault: Fault) -> Fault:
        """Number a rule, and let it count from now on; raises AdminError for one too many."""
        self.check_room()
        self.count += 1
        fault.id = self.count
        self.rules.append(fault)
        self.enter(fault)
        return fault

    def check_room(self) -> None:
        """Refuse one too many."""
        if len(self.rules) >= FAULTS.most:
            raise AdminError(f"{FAULTS.most} faults are planned already; take some away first")

    def enter(self, fault: Fault) -> None:
        key = key_of(fault)
        self.by_key.setdefault(key, []).append(fault)
        self.deepest = max(self.deepest, key.place)
        self.patience = min(self.patience + 2 * fault.latency / 1000, 2 * LONGEST / 1000)

    def remove(self, number: int) -> Fault | None:
        """Take a rule away; answers it, or None if there is none of this number."""
        found = next((one for one in self.rules if one.id == number), None)
        if found is not None:
            left = [one for one in self.rules if one is not found]
            self.clear()
            self.rules = left
            for one in left:
                self.enter(one)
        return found

    def clear(self) -> int:
        """Take all rules away; answers how many."""
        count = len(self.rules)
        self.rules = []
        self.by_key, self.deepest, self.patience = {}, 0, 0.0
        return count

    def plan(self, entry: Entry) -> Plan | None:
        """What happens to this request or callback; None if nothing does.

        The first rule that fires decides the answer; rules that would decide it too are not asked
        any more, and those with a latency alone always are.
        """
        fired: list[Fault] = []
        decided = False
        for fault in self.candidates(entry):
            if not (decided and fault.decides) and is_for(fault, entry) and fault.fires():
                fired.append(fault)
                decided = decided or fault.decides
        return Plan(tuple(fired)) if fired else None

    def candidates(self, entry: Entry) -> list[Fault]:
        """The rules that may be for an entry, in the order they were made."""
        kinds = [entry.kind, "callback"] if entry.kind in CALLBACKS else [entry.kind]
        end = entry.path.rsplit("/", self.deepest)[-self.deepest :] if self.deepest else []
        places = [(0, ""), *enumerate(reversed(end), 1)]
        found = [
            fault
            for kind in kinds
            for method in (None, entry.method)
            for place, segment in places
            for fault in self.by_key.get(FaultKey(kind, method, place, segment), ())
        ]
        return sorted(found, key=attrgetter("id"))


class FaultKey(NamedTuple):
    """What an entry has to have that a rule may be for, as far as it can be looked up."""

    kind: str
    method: str | None
    place: int
    """That of a segment of the path, from the end, 1 the last; 0 where no segment is plain."""
    segment: str


def key_of(fault: Fault) -> FaultKey:
    """The kind, the method, and the last segment of the path that says exactly what it wants."""
    segments = (fault.path or "").rstrip("/").split("/")[:0:-1]
    plain = ((place, one) for place, one in enumerate(segments, 1) if "*" not in one)
    return FaultKey(fault.kind, fault.method, *next(plain, (0, "")))


def is_for(fault: Fault, entry: Entry) -> bool:
    """Whether a rule is for this request or callback."""
    return (
        is_kind(fault.kind, entry.kind)
        and fault.method in (None, entry.method)
        and fits(fault.path, entry.path)
    )
