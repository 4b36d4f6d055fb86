"""The accounts of a sandbox: who is here, who comes, and who is forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from weakref import ref

from mocktr.errors import AdminError
from mocktr.limits import FRESH_WORLDS
from mocktr.sandbox.tenant import Tenant

DAY = 86_400.0
"""Seconds."""

LOOKS = 24
"""How often within the time after which accounts are forgotten they are looked over."""


class Tenants:
    """Tenants by AccountSid, in the order in which they came.

    `make` makes one. Those whom nobody asked for `days` of the wall clock are forgotten when
    another comes, since an account that is alone takes no room from others.
    """

    def __init__(self, make: Callable[[str], Tenant], days: float | None = None) -> None:
        self.make = make
        self.longest = None if days is None else days * DAY
        self.lock = threading.Lock()
        self.by_sid: dict[str, Tenant] = {}
        self.looked = monotonic()
        self.noting = threading.Lock()
        self.fresh: dict[ref[Tenant], None] = {}
        """Whose worlds were made as the seed has them, in order."""

    def find(self, sid: str) -> Tenant:
        """The tenant of an account, made when the account is met for the first time."""
        found = self.by_sid.get(sid)
        if found is None:
            idle: list[Tenant] = []
            with self.lock:
                found = self.by_sid.get(sid)
                if found is None:
                    idle = self.forget_idle()
                    found = self.admit(sid)
            # It may take a while, for which nobody else has to wait.
            for tenant in idle:
                tenant.dissolve()
        found.asked = monotonic()
        return found

    def admit(self, sid: str) -> Tenant:
        tenant = self.by_sid[sid] = self.make(sid)
        tenant.built = self.note_world
        if tenant.world is not None:
            self.note_world(tenant)
        return tenant

    def note_world(self, tenant: Tenant) -> None:
        """A world is in memory that nobody has changed yet; the longest so makes room for it."""
        with self.noting:
            self.fresh.pop(ref(tenant), None)
            self.fresh[ref(tenant)] = None
            if len(self.fresh) <= FRESH_WORLDS.most:
                return
            oldest = next(iter(self.fresh))
            del self.fresh[oldest]
        longest = oldest()
        if longest is not None:
            longest.let_go()

    def all(self) -> dict[str, Tenant]:
        """The tenants so far, by AccountSid."""
        with self.lock:
            return dict(self.by_sid)

    @property
    def first(self) -> Tenant:
        """The one who came first."""
        return next(iter(self.by_sid.values()))

    def forget(self, sid: str) -> None:
        """Let go of an account and all that it has; raises AdminError where there is none."""
        with self.lock:
            tenant = self.by_sid.pop(sid, None)
        if tenant is None:
            raise AdminError(f"there is no account {sid}", 404)
        tenant.dissolve()

    def forget_idle(self) -> list[Tenant]:
        """Know those no longer whom nobody asked for long, and who have no pages of agents open."""
        now = monotonic()
        if self.longest is None or now - self.looked < self.longest / LOOKS:
            return []
        self.looked = now
        longest, known = self.longest, self.by_sid
        idle = [
            sid
            for sid, tenant in known.items()
            if now - tenant.asked > longest and not tenant.audiences
        ]
        return [known.pop(sid) for sid in idle]
