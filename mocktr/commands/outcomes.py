"""What came of it all beside TaskRouter: alerts, calls, and what was exercised."""

from __future__ import annotations

from mocktr.commands.command import Arguments, Result, command
from mocktr.core.alerts import payloads
from mocktr.sandbox.tenant import Tenant


@command("GET", "alerts")
def alerts(tenant: Tenant, arguments: Arguments) -> Result:
    """What Twilio's debugger would show, oldest first."""
    found = tenant.observe(lambda account: payloads(account.alerts, account.sids))
    return {"count": len(found), "alerts": found}


@command("GET", "calls")
def calls(tenant: Tenant, arguments: Arguments) -> Result:
    """What would have been dialled, oldest first; mocktr places no calls."""
    found = tenant.observe(lambda account: [one.payload() for one in account.calls])
    return {"count": len(found), "calls": found}


@command("GET", "coverage")
def coverage(tenant: Tenant, arguments: Arguments) -> Result:
    """Which parts of the workflows were exercised, how often, and which never."""
    return tenant.coverage().report()


@command("DELETE", "coverage")
def forget_coverage(tenant: Tenant, arguments: Arguments) -> Result:
    """Count from now on only."""
    tenant.forget_coverage()
    return coverage(tenant, {})
