"""Calls: what would have been dialled, if mocktr placed calls."""

from __future__ import annotations

from typing import Any, NamedTuple

from mocktr import limits
from mocktr.core.clock import iso
from mocktr.core.instructions.parameters import DEFAULTS
from mocktr.core.ledger import BoundedLedger


class DialledCall(NamedTuple):
    """One leg that an instruction would have dialled, or the call that it would have redirected."""

    at: int
    """When (ms of virtual time)."""
    sid: str
    instruction: str
    participant: str
    """Who is on this leg: `worker`, `customer` or `supervisor`."""
    workspace_sid: str
    reservation_sid: str
    task_sid: str
    worker_sid: str
    """The worker of the reservation."""
    worker_name: str
    to: str | None
    """Whom it rings; None for a call that is redirected."""
    from_: str | None
    url: str | None
    """Where its TwiML is, for `call` and `redirect`."""
    given: tuple[tuple[str, Any], ...] = ()
    """The instruction's other parameters that were sent, by their names in a callback's answer."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The instruction's other parameters, with the defaults of those that were not sent."""
        values = {**DEFAULTS[self.instruction], **dict(self.given)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }

    def payload(self) -> dict[str, Any]:
        """The call as JSON."""
        return {
            "sid": self.sid,
            "date_created": iso(self.at),
            "instruction": self.instruction,
            "participant": self.participant,
            "workspace_sid": self.workspace_sid,
            "reservation_sid": self.reservation_sid,
            "task_sid": self.task_sid,
            "worker_sid": self.worker_sid,
            "worker_name": self.worker_name,
            "to": self.to,
            "from": self.from_,
            "url": self.url,
            "parameters": self.parameters,
        }


class DialledCalls(BoundedLedger[DialledCall]):
    """The calls that an account's instructions had dialled, the latest of them."""

    __slots__ = ()
    most = limits.CALLS.most
    most_bytes = limits.CALL_BYTES.most
