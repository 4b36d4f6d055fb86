"""Who has a world here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mocktr.commands.command import Result, sandbox_command

if TYPE_CHECKING:
    from mocktr.sandbox.sandbox import Sandbox


@sandbox_command("DELETE", "accounts/<sid>")
def forget_account(sandbox: Sandbox, sid: str) -> Result:
    """Let go of an account: of its world, journal, faults and snapshots.

    Whoever asks as this account again gets a new world, as the seed makes it. Answers how many
    accounts are left. The only world of `tenants="one"` can't be let go of.
    """
    sandbox.forget(sid)
    return {"forgotten": sid, "accounts": len(sandbox.tenants())}
