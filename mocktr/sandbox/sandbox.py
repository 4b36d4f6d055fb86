"""The composition root: tenants by account, made from a seed."""

from __future__ import annotations

import copy
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from mocktr.callbacks import OnAssignment, OnEvent, Receivers
from mocktr.core.account import Account, Settings
from mocktr.core.behavior import LARGEST, Behavior, BehaviorMistake, read_behavior
from mocktr.core.clock import from_datetime, parse_iso
from mocktr.core.fields import is_url
from mocktr.errors import OptionError
from mocktr.journal import MOST_ENTRIES
from mocktr.sandbox import image
from mocktr.sandbox.credentials import Credentials
from mocktr.sandbox.tenant import Tenant, WallClock
from mocktr.sandbox.ticker import Ticker
from mocktr.seed import World, read_all

START = "2030-01-07T09:00:00Z"
"""When manual clocks start unless told: a Monday morning."""

TOKEN = re.compile("[!-~]+")

ONLY_ACCOUNT = "AC" + "0" * 31 + "1"
"""The account of a sandbox with one world that no seed names."""


class Sandbox:
    """Any number of accounts in memory, each with a TaskRouter of its own.

    `seed` is a shipped name, a path (relative to `root`), a dict, or None for an empty project; a
    list of these puts their worlds together.
    `start_at` is ISO 8601 text or a datetime; `clock` is "manual" or "real"; `routing` is "auto"
    or "manual". With `tenants="one"` whatever account asks gets the same world; with "many" each
    has its own copy. With `strict_auth`, or a seed that lists accounts, only known accounts and
    tokens are welcome; with `admin_token` the admin API is only for those who send it.
    `reoffer_pause` (seconds) is how long a worker who let a task go is not offered it again; after
    `max_assignments` a task is canceled. `behaviors` says how workers act by themselves, by name or
    `"*"` for all others; it goes before what the seed says. Callbacks go to this machine, to
    mounted applications, and to hosts that `allow_callbacks` names (`"*.test"`); `callback_timeout`
    (seconds) shortens the time they may take. `journal` is how many requests and callbacks each
    account's journal keeps; with `rate_limits` Twilio's published ones hold. Without
    `bridge_delays` pages of agents are sent all at once, and not when Twilio's SDK can take it.
    Raises SeedError, and OptionError for an option that can't be.
    """

    def __init__(
        self,
        seed: World | Sequence[World] = None,
        *,
        start_at: str | datetime | None = None,
        clock: str = "manual",
        routing: str = "auto",
        tenants: str = "many",
        strict_auth: bool = False,
        auth_token: str | None = None,
        admin_token: str | None = None,
        base_url: str | None = None,
        lenient_expressions: bool = False,
        reoffer_pause: float = 1,
        max_assignments: int = 1000,
        behaviors: Mapping[str, Mapping[str, Any]] | None = None,
        allow_callbacks: Sequence[str] = (),
        callback_timeout: float | None = None,
        journal: int = MOST_ENTRIES,
        rate_limits: bool = False,
        bridge_delays: bool = True,
        root: str | Path | None = None,
    ) -> None:
        choose("clock", clock, "manual", "real")
        choose("routing", routing, "auto", "manual")
        choose("tenants", tenants, "one", "many")
        if base_url and not is_url(base_url):
            raise OptionError(f"base_url: expected an http or https URL, got {base_url!r}")
        self.seeds = read_all(seed, None if root is None else Path(root))
        self.accounts = [part for one in self.seeds for part in one.accounts]
        if strict_auth and not (self.accounts or auth_token):
            raise OptionError("strict_auth: expected a seed with accounts, or an auth_token")
        self.start = start_instant(start_at, clock)
        self.wall = WallClock(self.start) if clock == "real" else None
        self.routes = routing == "auto"
        self.shares_world = tenants == "one"
        self.admin_token = checked_token(admin_token)
        self.base_url = base_url.rstrip("/") if base_url else None
        lenient = lenient_expressions or any(one.lenient for one in self.seeds)
        self.settings = Settings(
            reoffer_pause=round(1000 * at_least(0, "reoffer_pause", reoffer_pause)),
            max_assignments=int(at_least(1, "max_assignments", max_assignments)),
            lenient_expressions=lenient,
            behaviors=read_behaviors({} if behaviors is None else behaviors),
        )
        if callback_timeout is not None:
            at_least(0, "callback_timeout", callback_timeout)
        self.most_entries = int(at_least(0, "journal", journal))
        self.rate_limits = rate_limits
        self.bridge_delays = bridge_delays
        self.receivers = Receivers(allow_callbacks, callback_timeout)
        self.credentials = Credentials(self.accounts, strict_auth, auth_token)
        self.lock = threading.Lock()
        self.by_sid: dict[str, Tenant] = {}
        self.ticker = Ticker(self.tenants)
        self.open()

    def open(self) -> None:
        """Make the accounts that are known beforehand; a bad seed fails here."""
        for part in self.accounts:
            self.tenant(str(part.sid))
        if self.shares_world and not self.by_sid:
            self.tenant(ONLY_ACCOUNT)
        if not self.by_sid:
            self.account(ONLY_ACCOUNT, None)
        if self.wall is not None:
            self.ticker.start()

    def close(self) -> None:
        """Stop what runs in the background."""
        self.ticker.stop()
        for tenant in self.tenants().values():
            tenant.close()
        self.receivers.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def authenticate(self, username: str | None, password: str | None) -> Tenant:
        """The tenant of these Basic credentials; raises Unauthorized."""
        sid = self.credentials.account(username, password)
        tenant = self.tenant_of(sid)
        # An API key's secret signs nothing.
        if tenant.token is None and username and username.startswith("AC"):
            tenant.token = password
        return tenant

    def welcomes(self, sid: str) -> bool:
        """Whether an account is known here, or any is welcome."""
        return self.credentials.knows(sid)

    def tenant_of(self, sid: str) -> Tenant:
        """The world in which an account works."""
        return self.only if self.shares_world else self.tenant(sid)

    def tenant(self, sid: str) -> Tenant:
        """The tenant of an account, made when the account is met for the first time."""
        found = self.by_sid.get(sid)
        if found is None:
            with self.lock:
                found = self.by_sid.get(sid) or self.admit(sid)
        return found

    def admit(self, sid: str) -> Tenant:
        tenant = self.by_sid[sid] = self.newcomer(sid, self.receivers)
        return tenant

    def newcomer(self, sid: str = ONLY_ACCOUNT, receivers: Receivers | None = None) -> Tenant:
        """An account as it is when it is met for the first time, known to nobody else yet."""
        return Tenant(
            partial(self.account, sid),
            self.routes,
            # Accounts start at the sandbox's start, not at first use: each copies its wall clock.
            copy.copy(self.wall),
            wake=self.ticker.start,
            receivers=receivers,
            token=self.credentials.token(sid),
            most_entries=self.most_entries,
            rate_limits=self.rate_limits,
        )

    def account(self, sid: str, start: int | None) -> Account:
        """The world of an account as the seed makes it, at `start` (ms) or the sandbox's."""
        if start is not None:
            return image.make(self.seeds, sid, start, self.settings, self.routes)
        return image.load(image.image(self.seeds, sid, self.start, self.settings, self.routes))

    # --- who receives callbacks ------------------------------------------------------------

    def mount(self, url: str, app: Callable[..., Any]) -> None:
        """Let a WSGI or ASGI application answer callbacks to an origin (`https://myapp.example`)."""
        self.receivers.mount(url, app)

    def on_assignment(self, function: OnAssignment) -> OnAssignment:
        """Let a function answer assignment callbacks: with an instruction, or None.

        It gets an AssignmentCall. In place of a function None takes it away. Also a decorator.
        """
        self.receivers.call_on("assignment", function)
        return function

    def on_event(self, function: OnEvent) -> OnEvent:
        """Let a function receive event callbacks, as an EventCall; None takes it away."""
        self.receivers.call_on("event", function)
        return function

    @property
    def warnings(self) -> list[str]:
        """What is odd about the seeds, but allowed."""
        return [warning for one in self.seeds for warning in one.warnings]

    def tenants(self) -> dict[str, Tenant]:
        """The tenants so far, by AccountSid."""
        with self.lock:
            return dict(self.by_sid)

    @property
    def only(self) -> Tenant:
        """The world of a sandbox with `tenants="one"`: that of its first account."""
        return next(iter(self.by_sid.values()))


def choose(name: str, value: str, *words: str) -> None:
    if value not in words:
        raise OptionError(f"{name}: expected one of {', '.join(words)}, got {value!r}")


def checked_token(token: str | None) -> str | None:
    """An admin token that can be sent in a header; the refusal does not repeat it."""
    if token is not None and not TOKEN.fullmatch(token):
        raise OptionError("admin_token: expected ASCII letters, digits and signs, without spaces")
    return token


def at_least(least: int, name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= least:
        raise OptionError(f"{name}: expected a number of at least {least}, got {value!r}")
    if value >= LARGEST:
        raise OptionError(f"{name}: expected a number below {LARGEST}, got {value!r}")
    return value


def read_behaviors(behaviors: Any) -> tuple[tuple[str, Behavior], ...]:
    """Behaviours by name, which a setting can hold."""
    if not isinstance(behaviors, Mapping):
        raise OptionError(f"behaviors: expected a dict of behaviours by name, got {behaviors!r}")
    found = {}
    for name, values in behaviors.items():
        try:
            found[str(name).lower()] = read_behavior(values)
        except BehaviorMistake as mistake:
            place = ("behaviors", str(name))
            raise OptionError(mistake.said(place)) from None
    return tuple(found.items())


def start_instant(start_at: str | datetime | None, clock: str) -> int:
    """When the accounts start, in ms."""
    if start_at is None:
        return time.time_ns() // 1_000_000 if clock == "real" else parse_iso(START)
    try:
        return from_datetime(start_at) if isinstance(start_at, datetime) else parse_iso(start_at)
    except (TypeError, ValueError):
        raise OptionError(
            f"start_at: expected an ISO 8601 date-time such as {START}, got {start_at!r}"
        ) from None
