"""What planned faults do to the requests of pages."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING

from mocktr.errors import Planned
from mocktr.faults import Plan
from mocktr.gateway import RELIEVE
from mocktr.journal import RequestEntry
from mocktr.sandbox.tenant import Tenant
from mocktr.web.mishaps import GARBAGE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["GARBAGE", "Mishaps", "Spoiled"]


class Spoiled(Exception):
    """The answer is not to be what it would have been: `effect` as docs/faults.rst has it."""

    def __init__(self, effect: str) -> None:
        super().__init__(effect)
        self.effect = effect


class Mishaps:
    """The faults that one request meets; to be used without the account's lock."""

    def __init__(self, environ: WSGIEnvironment, entry: RequestEntry) -> None:
        self.environ = environ
        self.entry = entry
        self.planned: Plan | None = None

    def plan(self, tenant: Tenant) -> None:
        """Ask the account's rules what is to happen."""
        if tenant.faults.rules:
            with tenant.lock:
                self.planned = tenant.faults.plan(self.entry)
        if self.planned is not None:
            self.entry.faults = self.planned.ids

    def happen(self, when: str) -> None:
        """Let it happen, before or after the operation; raises Planned, or Spoiled."""
        if self.planned is None:
            return
        seconds = self.planned.latency(when)
        if seconds:
            relieve = self.environ.get(RELIEVE)
            if relieve is not None:
                relieve()
            sleep(seconds)
        fault = self.planned.decision(when)
        if fault is not None and fault.status is not None:
            raise Planned(fault.status)
        if fault is not None:
            raise Spoiled(str(fault.effect))
