"""What goes over the border of an account, as a test sees it: requests in, callbacks out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mocktr.errors import VerificationFailed
from mocktr.faults import Fault
from mocktr.journal import CallbackEntry, Entry, Expectation, Query
from mocktr.tenant import Tenant


class Border:
    """The journal of one account, and what is planned to go wrong.

    `docs/journal.rst` says what the criteria mean, `docs/faults.rst` what can be planned.
    """

    tenant: Tenant

    @property
    def journal(self) -> list[Entry]:
        """Every request that came in and every callback that went out, oldest first."""
        return self.find(Query())

    @property
    def callbacks(self) -> list[CallbackEntry]:
        """Every attempt to deliver a callback and what came of it, oldest first."""
        return [one for one in self.journal if isinstance(one, CallbackEntry)]

    def find(self, query: Query) -> list[Entry]:
        """The entries that a query means, when all callbacks so far are answered."""
        return self.tenant.observe(lambda account: self.tenant.journal.find(query))

    def count(self, method: str | None = None, path: str | None = None, **criteria: Any) -> int:
        """How many requests (`kind="callback"`: callbacks) fulfil the criteria of `verify`."""
        return len(self.find(Query(**{"kind": "request", **criteria}, method=method, path=path)))

    def verify(
        self,
        method: str | None = None,
        path: str | None = None,
        *,
        parameters: Mapping[str, Any] | None = None,
        status: int | None = None,
        kind: str = "request",
        since: int = 0,
        times: int | None = None,
        at_least: int | None = None,
    ) -> list[Entry]:
        """The requests (or callbacks) that fulfil the criteria, as often as expected.

        At least one, unless `times` or `at_least` says otherwise. Raises VerificationFailed, whose
        message says what came instead.
        """
        query = Query(kind, method, path, parameters, status, since)
        expected = Expectation(query, times, at_least)
        found, difference = self.tenant.observe(lambda account: expected.check(self.tenant.journal))
        if difference is not None:
            raise VerificationFailed(difference)
        return found

    def clear_journal(self) -> None:
        """Forget all entries so far; the numbers go on."""
        self.tenant.observe(lambda account: self.tenant.journal.clear())

    def fault(
        self, method: str | None = None, path: str | None = None, **rule: Any
    ) -> PlannedFault:
        """Plan that requests (or callbacks) go wrong: `fault("POST", "/Tasks", status=503)`.

        `docs/faults.rst` has all keywords. Raises AdminError for what can't be.
        """
        fault = Fault(method, path, **rule)
        self.tenant.observe(lambda account: self.tenant.faults.add(fault))
        return PlannedFault(self.tenant, fault)

    @property
    def faults(self) -> list[Fault]:
        """The planned faults, oldest first, with how often each fired."""
        return self.tenant.observe(lambda account: list(self.tenant.faults.rules))

    def remove_fault(self, number: int) -> None:
        """Take the planned fault with this `id` away, if it is still there."""
        self.tenant.observe(lambda account: self.tenant.faults.remove(number))

    def clear_faults(self) -> None:
        """Take all planned faults away."""
        self.tenant.observe(lambda account: self.tenant.faults.clear())


class PlannedFault:
    """A fault of an account; as a context manager it is taken away on exit."""

    def __init__(self, tenant: Tenant, fault: Fault) -> None:
        self.tenant = tenant
        self.fault = fault

    @property
    def seen(self) -> int:
        """How many requests or callbacks it was for."""
        return self.fault.seen

    @property
    def fired(self) -> int:
        """How often it fired."""
        return self.fault.fired

    def remove(self) -> None:
        """Take it away, if it is still there."""
        self.tenant.observe(lambda account: self.tenant.faults.remove(self.fault.id))

    def __enter__(self) -> PlannedFault:
        return self

    def __exit__(self, *failure: object) -> None:
        self.remove()
