"""Instructions: one entry each, with all that tells it from the others.

What is dialled is recorded. Unless the line lets it ring (`core/line`), `dequeue` and `conference`
count as answered by the worker at once, so they accept; `call` and `redirect` accept only where
told (decisions: instructions).
"""

from __future__ import annotations

from dataclasses import dataclass

from mocktr.core.alerts import ALERTS
from mocktr.core.instructions import plans
from mocktr.core.instructions.parameters import PARAMETERS, Parameter
from mocktr.core.states import ASSIGNED

UNKNOWN = 55555
"""The alert for what no other says better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What an instruction needs, what it does, and which alerts it has.

    Raises LookupError where it names what is no parameter of it, or no alert.
    """

    name: str

    required: tuple[str, ...] = ()
    """Parameters without which it means nothing, in any state."""
    states: frozenset[str] = frozenset({"pending"})
    """The reservation's statuses in which it can be carried out; none if that is decided as
    without an instruction."""
    needs: tuple[str, ...] = ()
    """The attributes of which the task has to have one."""

    in_transfer: bool = False
    """Whether it can be carried out while the task is handed over to another worker."""

    plan: plans.Planner | None = None
    """Whom it dials."""
    makes_conference: bool = False
    adds: plans.Addition | None = None
    """What the task's attributes learn of the calls."""
    dialled: str | None = None
    """The parameter for which an answer that leaves it out means the number that was dialled."""

    status: str | None = "accepted"
    """What the reservation becomes."""
    only_if: str | None = None
    """The flag that has to be set for that."""
    post_work: str | None = None
    """The parameter that says where the worker goes after the work, when single-tasking."""

    failed: int = UNKNOWN
    """The alert for a parameter that can't be, where no other says it better."""
    no_call: int = UNKNOWN
    """The alert for a task that has none of what it needs."""
    late: int
    """The alert for a reservation that is not in the state that the instruction needs."""
    late_when_gone: int | None = None
    """The same when the caller, or the reservation itself, is gone, where that is another."""

    def __post_init__(self) -> None:
        named = {*self.required, self.dialled, self.only_if, self.post_work} - {None}
        codes = {self.failed, self.no_call, self.late, self.late_when_gone}
        codes |= {code for row in self.parameters.values() for code in (row.alert, row.missing)}
        unknown = (named - self.parameters.keys()) | (codes - {None} - ALERTS.keys())
        if unknown:
            raise LookupError(f"{self.name}: no such parameter or alert: {unknown}")

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Its parameters by name."""
        return PARAMETERS[self.name]

    @property
    def unable(self) -> str:
        """How TaskRouter begins to say that it can't be carried out."""
        return f"Unable to execute {self.name.capitalize()} instruction."


def by_name(*entries: Instruction) -> dict[str, Instruction]:
    """The entries by name; raises LookupError where an instruction has parameters but no entry."""
    found = {entry.name: entry for entry in entries}
    lost = PARAMETERS.keys() - found.keys()
    if lost:
        raise LookupError(f"no entry for {lost}")
    return found


INSTRUCTIONS = by_name(
    Instruction(name="accept", states=frozenset(), in_transfer=True, late=40144),
    Instruction(name="reject", states=frozenset(), in_transfer=True, status="rejected", late=40144),
    Instruction(
        name="dequeue",
        needs=("call_sid",),
        plan=plans.plan_dequeue,
        adds=plans.worker_call,
        dialled="dequeue_from",
        post_work="dequeue_post_work_activity_sid",
        failed=40133,
        no_call=40140,
        late=40135,
    ),
    Instruction(
        name="call",
        required=("call_from", "call_url"),
        plan=plans.plan_call,
        adds=plans.worker_call,
        only_if="call_accept",
        failed=40113,
        late=40114,
    ),
    Instruction(
        name="redirect",
        required=("redirect_call_sid", "redirect_url"),
        plan=plans.plan_redirect,
        only_if="redirect_accept",
        failed=40122,
        late=40123,
    ),
    Instruction(
        name="conference",
        needs=("call_sid", "outbound_to"),
        in_transfer=True,
        plan=plans.plan_conference,
        makes_conference=True,
        adds=plans.conference,
        post_work="post_work_activity_sid",
        failed=40145,
        no_call=40142,
        late=40136,
        late_when_gone=40144,
    ),
    Instruction(
        name="supervise",
        required=("supervisor_mode", "supervisor"),
        states=ASSIGNED,
        in_transfer=True,
        plan=plans.plan_supervise,
        status=None,
        late=40146,
    ),
)
