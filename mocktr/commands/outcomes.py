"""What came of it all beside TaskRouter: alerts, calls, and what was exercised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.commands.command import Result, command
from mocktr.core.alerts import Alert, payloads
from mocktr.journal.secrets import cover_message

if TYPE_CHECKING:
    from mocktr.core.coverage.report import Report
    from mocktr.core.instructions.calls import DialledCall
    from mocktr.sandbox.tenant import Tenant


def with_sids(tenant: Tenant, alerts: list[Alert]) -> Result:
    """As Twilio's debugger lists them; of `dropped` older ones nothing is known any more."""
    dropped = tenant.account.alerts.missing
    rows = payloads(alerts, tenant.account.sids, dropped)
    return {"count": len(rows), "dropped": dropped, "alerts": rows}


@command("GET", "alerts", shown=with_sids)
def alerts(tenant: Tenant) -> list[Alert]:
    """What Twilio's debugger would show, oldest first."""
    with tenant.observed() as account:
        # Those that TaskRouter makes by itself quote what was sent.
        return [alert._replace(text=cover_message(alert.text)) for alert in account.alerts]


def with_older(tenant: Tenant, calls: list[DialledCall]) -> Result:
    """The calls; of `dropped` older ones nothing is known any more."""
    rows = [call.payload() for call in calls]
    return {"count": len(rows), "dropped": tenant.account.calls.missing, "calls": rows}


@command("GET", "calls", shown=with_older)
def calls(tenant: Tenant) -> list[DialledCall]:
    """What instructions had dialled, oldest first."""
    with tenant.observed() as account:
        return list(account.calls)


@command("GET", "coverage")
def coverage(tenant: Tenant) -> Report:
    """Which parts of the workflows were exercised, how often, and which never."""
    return tenant.coverage().report()


@command("DELETE", "coverage", at_once=True)
def forget_coverage(tenant: Tenant) -> Report:
    """Count from now on only."""
    tenant.forget_coverage()
    return coverage(tenant)
