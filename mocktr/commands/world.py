"""What world there is: what it is made from, and how to come back to it."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mocktr import __version__
from mocktr.commands.answers import clock_now, face
from mocktr.commands.arguments import required
from mocktr.commands.command import Result, command, sandbox_command
from mocktr.commands.deferred import Deferred
from mocktr.core.clock import iso
from mocktr.errors import InvalidArgument, SeedError, json_of
from mocktr.journal.secrets import COVER, is_secret
from mocktr.values import Kind, flag, wanted

if TYPE_CHECKING:
    from mocktr import seed as seeds
    from mocktr import state as states
    from mocktr.core.account import Account
    from mocktr.sandbox.sandbox import Sandbox
    from mocktr.sandbox.snapshot import Snapshot
    from mocktr.sandbox.tenant import Tenant
    from mocktr.seed import Seed
else:
    seeds = Deferred("mocktr.seed")
    states = Deferred("mocktr.state")

SEED = "the name of a shipped seed, YAML, or a document"
NAME = re.compile(r"[\w.-]+")
"""What is no YAML of a world."""


@sandbox_command("GET", "health")
def health(sandbox: Sandbox) -> Result:
    """That the server answers, and which version it is."""
    return {"status": "ok", "version": __version__, "accounts": len(sandbox.tenants())}


@sandbox_command("GET", "about")
def about(sandbox: Sandbox) -> Result:
    """What is served: versions, seeds and what is odd about them, options, and where.

    A token is told as ***, and only that there is one.
    """
    options = {name: shown_option(name, value) for name, value in sandbox.options.items()}
    seed = sandbox.options["seed"]
    given = seed if isinstance(seed, list | tuple) else [seed]
    del options["seed"]
    return {
        "version": __version__,
        "python": platform.python_version(),
        "shipped": seeds.shipped(),
        "seeds": [str(one) if isinstance(one, str | Path) else None for one in given],
        "warnings": sandbox.warnings,
        "options": options,
        "urls": list(sandbox.urls),
    }


def shown_option(name: str, value: Any) -> Any:
    """An option as JSON has it, without what it has of a secret."""
    if value is not None and is_secret(name):
        return COVER
    return json.loads(json.dumps(value, default=str))


@command("POST", "reset", at_once=True)
def reset(tenant: Tenant) -> Result:
    """Put the world back to what its seed makes.

    The journal is cleared and planned faults are taken away; snapshots and coverage stay.
    """
    tenant.reset()
    return face(tenant, tenant.now)


@command("GET", "seed", is_document=True)
def seed(tenant: Tenant) -> Result:
    """The configuration of the world as it stands, as a seed."""
    with tenant.observed() as account:
        return seeds.seed_of(account)


def is_world(value: Any) -> Any:
    if not isinstance(value, str | Mapping):
        raise wanted(SEED, value)
    return value


def seed_named(seed: str | Mapping[str, Any]) -> Seed:
    """The seed that is meant; raises SeedError, and InvalidArgument for no name of one."""
    if isinstance(seed, str) and seed not in seeds.shipped():
        if NAME.fullmatch(seed):
            named = ", ".join(seeds.shipped())
            raise InvalidArgument(f"seed: expected {SEED}; there are {named}; got {json_of(seed)}")
        return seeds.read_yaml(seed)
    return seeds.read(seed)


def world_of(tenant: Tenant, seed: str | Mapping[str, Any]) -> Seed:
    """The seed that is meant, if it has a world for this account; raises SeedError."""
    found = seed_named(seed)
    sids = [str(one.sid) for one in found.accounts]
    if sids and tenant.account.sid not in sids and not found.shared.workspaces:
        said = f"expected {tenant.account.sid} among them, got {', '.join(sids)}"
        raise found.fail(("accounts",), said)
    return found


def can_load_seed(tenant: Tenant, seed: str | Mapping[str, Any]) -> None:
    with said_as_argument():
        tenant.make(tenant.start, (world_of(tenant, seed),))


@contextmanager
def said_as_argument() -> Iterator[None]:
    """Let what is wrong with a seed be what is wrong with the command."""
    try:
        yield
    except SeedError as error:
        raise InvalidArgument(str(error)) from None


@command(
    "PUT",
    "seed",
    can_load_seed,
    at_once=True,
    seed=required(Kind(SEED, is_world)),
)
def load_seed(tenant: Tenant, seed: str | Mapping[str, Any]) -> Result:
    """Begin anew with the world of a seed, which is named, or given as YAML or as a document.

    The clock starts as it did at first; the journal, planned faults, snapshots and coverage stay.
    `reset` comes back to the world that the account was made with.
    """
    with said_as_argument():
        tenant.begin((world_of(tenant, seed),))
    return face(tenant, tenant.now)


@command("GET", "state", is_document=True, events=flag)
def state(tenant: Tenant, events: bool = False) -> Result:
    """The whole world as one document, with the event log if `events` is true."""
    return tenant.state(events)


def can_load(tenant: Tenant, **document: Any) -> None:
    states.load(document, tenant.account.sid).account.dissolve()


def new_clock(tenant: Tenant, account: Account) -> Result:
    """What the clock of another world says."""
    return clock_now(tenant)


@command(
    "PUT",
    "state",
    can_load,
    shown=new_clock,
    unchecked=lambda: states.DOCUMENT_KEYS,
    at_once=True,
)
def load_state(tenant: Tenant, **document: Any) -> Account:
    """Put the world of such a document in the place of the present one."""
    tenant.come_back(states.load(document, tenant.account.sid))
    return tenant.account


@command("GET", "snapshots")
def snapshots(tenant: Tenant) -> Result:
    """The worlds that are kept, each with the time of its clock."""
    return {
        "snapshots": [
            {"name": name, "now": iso(kept.now), "now_ms": kept.now}
            for name, kept in tenant.snapshots
        ]
    }


def can_snapshot(tenant: Tenant, name: str) -> None:
    tenant.snapshots.check(name)


def all_kept(tenant: Tenant, kept: Snapshot) -> Result:
    """A snapshot among the others."""
    return snapshots(tenant)


@command("POST", "snapshots/<name>", can_snapshot, shown=all_kept)
def snapshot(tenant: Tenant, name: str) -> Snapshot:
    """Keep the world as it is now, in place of what had this name."""
    return tenant.snapshot(name)


def is_kept(tenant: Tenant, name: str) -> None:
    tenant.snapshots.find(name)


@command("POST", "snapshots/<name>/restore", is_kept, shown=new_clock, at_once=True)
def restore(tenant: Tenant, name: str) -> Account:
    """Put the world back to what it was then; the snapshot stays."""
    tenant.restore(name)
    return tenant.account


@command("DELETE", "snapshots/<name>", is_kept, at_once=True)
def delete_snapshot(tenant: Tenant, name: str) -> Result:
    """Keep a snapshot no longer."""
    tenant.snapshots.forget(name)
    return snapshots(tenant)
