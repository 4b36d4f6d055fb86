"""Letting workers act: behaviours, scripted answers, forced offers and timeouts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from twilio.rest import Client

from mocktr.commands import behaviors, forcing
from mocktr.errors import AdminError
from mocktr.tenant import Tenant

T = TypeVar("T")


class Acting:
    """Steers the workers of an account; each may be given by name, by SID or as a record."""

    tenant: Tenant
    client: Client

    @property
    def behaviors(self) -> list[dict[str, Any]]:
        """The workers who act by themselves, with what their scripts still have."""
        return self.tenant.observe(behaviors.rows)

    def behave(self, worker: Any, /, **behavior: float) -> dict[str, Any]:
        """Let a worker (or their name or SID) behave so from the next offer on.

        Keywords are those of a seed's `behavior`, in seconds; raises AdminError.
        """
        name = sid_of(worker)
        row = self.tenant.steer(lambda account: behaviors.behave(account, name, behavior))
        return present(row, "worker", name)

    def stop_behaving(self, worker: Any, /) -> dict[str, Any]:
        """Let a worker wait to be told, whatever the script still has."""
        name = sid_of(worker)
        row = self.tenant.steer(lambda account: behaviors.stop_behaving(account, name))
        return present(row, "worker", name)

    def script(self, worker: Any, /, *answers: Mapping[str, Any]) -> dict[str, Any]:
        """Script the answers to the next offers: `{"reject_after": 10}`, `{"miss": True}`."""
        name = sid_of(worker)
        row = self.tenant.steer(lambda account: behaviors.script(account, name, answers))
        return present(row, "worker", name)

    def reserve(self, task: Any, worker: Any) -> Any:
        """Offer a pending task to this worker, whether or not routing would.

        Answers the reservation, of the helper library; raises AdminError.
        """
        sid, name = sid_of(task), sid_of(worker)
        row = self.tenant.steer(lambda account: forcing.reserve(account, sid, name))
        made = present(row, "task", sid)
        workspace = self.client.taskrouter.v1.workspaces(made["workspace_sid"])
        return workspace.tasks(sid).reservations(made["reservation_sid"]).fetch()

    def time_out(self, reservation: Any) -> None:
        """Let the time to answer a pending reservation be over; raises AdminError."""
        sid = sid_of(reservation)
        row = self.tenant.steer(lambda account: forcing.time_out(account, sid))
        present(row, "reservation", sid)


def sid_of(record: Any) -> str:
    """The SID of a record of the helper library; a SID or a name stands for itself."""
    return record if isinstance(record, str) else str(record.sid)


def present(found: T | None, what: str, name: str) -> T:
    """What was found by its name or SID."""
    if found is None:
        raise AdminError(f"there is no {what} {name}", 404)
    return found
