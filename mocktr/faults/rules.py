"""The rules of an account, and what they make of a request or callback."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from mocktr.errors import AdminError
from mocktr.faults.fault import LONGEST, PUSH, Fault
from mocktr.journal import Entry
from mocktr.journal.query import CALLBACKS, fits, is_kind
from mocktr.limits import FAULTS


class PushedEvent(NamedTuple):
    """An event on its way to one page, as rules look at it."""

    path: str
    """The SID of whom it is for, and its type: `/WK…/reservation.created`."""
    kind: str = PUSH
    method: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one request, callback or push: the faults that fired for it."""

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

    def plan(self, entry: Entry | PushedEvent) -> Plan | None:
        """What happens to this request, callback or push; None if nothing does.

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

    def candidates(self, entry: Entry | PushedEvent) -> list[Fault]:
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


def is_for(fault: Fault, entry: Entry | PushedEvent) -> bool:
    """Whether a rule is for this request, callback or push."""
    return (
        is_kind(fault.kind, entry.kind)
        and fault.method in (None, entry.method)
        and fits(fault.path, entry.path)
    )
