"""What is other now, or in one snapshot, than in another."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mocktr.commands.command import Result, command
from mocktr.commands.deferred import Deferred
from mocktr.core.clock import iso
from mocktr.values import integer, text

if TYPE_CHECKING:
    from mocktr.core.board import comparison
    from mocktr.sandbox.snapshot import Snapshot
    from mocktr.sandbox.tenant import Tenant
else:
    comparison = Deferred("mocktr.core.board.comparison")

USUAL, MOST = 200, 5_000
"""How many differences are told unless told, and at most."""


@command("GET", "snapshots/<name>/differences", to=text, limit=integer(1, MOST))
def differences(tenant: Tenant, name: str, to: str | None = None, limit: int = USUAL) -> Result:
    """What is other in the snapshot `to`, or now, than in this one: records and their fields.

    Each is `added`, `removed` or `changed`, as TaskRouter shows it; ages and dates of updates are
    no differences.
    """
    before = tenant.snapshots.find(name)
    after = tenant.snapshot_now() if to is None else tenant.snapshots.find(to)
    with before.opened() as one, after.opened() as other:
        found = comparison.compare(one.account, other.account)
        rows = [difference.row() for difference in islice(found, limit)]
        rest = sum(1 for _ in found)
    return {
        "from": moment(name, before),
        "to": moment(to, after),
        "count": len(rows) + rest,
        "left_off": rest,
        "differences": rows,
    }


def moment(name: str | None, kept: Snapshot) -> Result:
    return {"name": name, "now": iso(kept.now), "now_ms": kept.now}
