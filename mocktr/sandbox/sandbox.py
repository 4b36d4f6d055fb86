"""The composition root: tenants by account, made from a seed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from mocktr.callbacks import OnAssignment, OnEvent, OnVoice, Receivers
from mocktr.callbacks.reach import Reach
from mocktr.core.account import Account, Settings
from mocktr.core.behavior import LARGEST, SECONDS, read_time
from mocktr.core.sids import Sids
from mocktr.errors import AdminError, OptionError
from mocktr.journal import MOST_ENTRIES
from mocktr.limits import COMMAND_SECONDS
from mocktr.sandbox import image
from mocktr.sandbox.credentials import Credentials
from mocktr.sandbox.forwards import read_forwards
from mocktr.sandbox.options import (
    read_admin_token,
    read_base_url,
    read_behaviors,
    read_cors,
    read_phones,
    read_ports,
    read_records,
    read_start,
)
from mocktr.sandbox.origins import Origins
from mocktr.sandbox.tenant import Beginning, Tenant
from mocktr.sandbox.tenants import Tenants
from mocktr.sandbox.ticker import Ticker
from mocktr.sandbox.wall_clock import ShownTime, WallClock
from mocktr.seed import SeedSource, read_all
from mocktr.values import Mistake, at, choice, number, optional, told_as

CHOICES = {
    "clock": choice("manual", "real"),
    "wall_clock": choice("real", "follow"),
    "routing": choice("auto", "manual"),
    "tenants": choice("one", "many"),
    "console": choice("off", "look", "steer"),
}
"""The keywords that are one of a few words."""

FROM_ZERO, AT_LEAST_ONE = number(0, LARGEST), number(1, LARGEST)

ONLY_ACCOUNT = "AC" + "0" * 31 + "1"
"""The account of a sandbox with one world that no seed names."""


class Sandbox:
    """Any number of accounts in memory, each with a TaskRouter of its own.

    Raises SeedError, and OptionError for an option that can't be. The keywords:

    seed: a shipped name, a path (relative to `root`), a dict, or None for an empty project, as
      "empty" is; a list of these puts their worlds together.
    start_at: when the clocks start, ISO 8601 text or a datetime. Unless told, a manual clock
      starts at `2030-01-07T09:00:00Z` and a real one now.
    clock: `"manual"`, which tests move, or `"real"`.
    wall_clock: `"follow"` lets the clock of this process (`datetime.now()`, `time.time()`) stand at
      the virtual time until the sandbox is closed; it needs the extra `wall-clock`.
    routing: `"auto"`, or `"manual"` to hold all routing.
    tenants: `"one"` world for whatever account asks, or `"many"`: each has its own copy.
    strict_auth: whether only the accounts and tokens of the seed are welcome, as ever when a seed
      lists accounts.
    auth_token: the token that every account has.
    admin_token: the token without which the admin API is closed.
    base_url: what the URLs in payloads start with, instead of the host that was asked.
    cors: origins, such as `https://*.example.com` or `*`, whose pages in browsers may ask, besides
      those on this machine and under names that public DNS does not know.
    lenient_expressions: whether to take the slips in expressions that Twilio's parser is said to
      take.
    reoffer_pause: for how many seconds a worker who let a task go is not offered it again.
    max_assignments: after how many assignments a task is canceled.
    behaviors: how workers act by themselves, by name or `"*"` for all others; it goes before what
      the seed says.
    phones: what workers' phones do when they ring, by name or `"*"` for all others; it goes before
      what the seed says.
    allow_callbacks: patterns of hosts, such as `*.test`, that callbacks may go to besides this
      machine and mounted applications.
    local_callbacks: which ports of this machine callbacks may go to: `"any"`, `"none"`, or some.
    forward: where requests for other hosts of Twilio's go, such as
      `{"sync.twilio.com": "http://127.0.0.1:4010"}`: to this machine, to mounted applications and
      to hosts that `allow_callbacks` names. Patterns such as `*.twilio.com` are for several.
    record: what else of Twilio's is answered and kept: `"messages"` that an application sends.
    callback_timeout: for how many seconds to wait for the answer of a callback, if less than
      Twilio does.
    command_timeout: for how many seconds at most an admin command over HTTP waits for callbacks,
      and an advance of the clock goes on.
    journal: how many requests and callbacks each account's journal keeps.
    rate_limits: whether Twilio's published rate limits hold, on the virtual clock.
    bridge_delays: whether pages of agents are sent events when Twilio's SDK can take them, and
      not all at once.
    lenient_policies: whether pages of the old SDK may do what the policies of their token lack; a
      line of the log says what that is.
    console: whether the page at `/mocktr/` may `"steer"` the worlds, only `"look"` at them, or is
      `"off"`.
    forget_accounts: after how many days, of the wall clock, an account is forgotten that nobody
      asked; it happens when another comes. Never unless told.
    root: the folder that paths of seeds are relative to.
    """

    @told_as(OptionError)
    def __init__(
        self,
        seed: SeedSource | Sequence[SeedSource] = None,
        *,
        start_at: str | datetime | None = None,
        clock: str = "manual",
        wall_clock: str = "real",
        routing: str = "auto",
        tenants: str = "many",
        strict_auth: bool = False,
        auth_token: str | None = None,
        admin_token: str | None = None,
        base_url: str | None = None,
        cors: Sequence[str] = (),
        lenient_expressions: bool = False,
        reoffer_pause: float = 1,
        max_assignments: int = 1000,
        behaviors: Mapping[str, Mapping[str, Any]] | None = None,
        phones: Mapping[str, Mapping[str, Any]] | None = None,
        allow_callbacks: Sequence[str] = (),
        local_callbacks: str | Sequence[int] = "any",
        forward: Mapping[str, str] | Sequence[str] = (),
        record: Sequence[str] = (),
        callback_timeout: float | None = None,
        command_timeout: float = COMMAND_SECONDS.most,
        journal: int = MOST_ENTRIES,
        rate_limits: bool = False,
        bridge_delays: bool = True,
        lenient_policies: bool = False,
        console: str = "steer",
        forget_accounts: float | None = None,
        root: str | Path | None = None,
    ) -> None:
        self.options = dict(locals())
        del self.options["self"]
        """The keywords as they were given."""
        self.urls: tuple[str, ...] = ()
        """Where it is served."""
        self.application: Callable[..., Any] | None = None
        """The WSGI application that answers TaskRouter's API, once there is one."""
        for name, kind in CHOICES.items():
            at(name, kind, self.options[name])
        self.base_url = at("base_url", read_base_url, base_url) if base_url else None
        self.seeds = read_all(seed, None if root is None else Path(root))
        self.accounts = [part for one in self.seeds for part in one.accounts]
        if strict_auth and not (self.accounts or auth_token):
            raise Mistake("expected a seed with accounts, or an auth_token", "strict_auth")
        self.start = read_start(start_at, clock)
        self.wall = WallClock(self.start) if clock == "real" else None
        self.routes = routing == "auto"
        self.shares_world = tenants == "one"
        self.shows_time = wall_clock == "follow"
        if self.shows_time and (self.wall or not self.shares_world):
            raise OptionError(
                'wall_clock: expected clock="manual" and tenants="one" for it to follow, '
                f"got clock={clock!r} and tenants={tenants!r}"
            )
        self.admin_token = at("admin_token", optional(read_admin_token), admin_token)
        lenient = lenient_expressions or any(one.lenient for one in self.seeds)
        self.settings = Settings(
            reoffer_pause=at("reoffer_pause", read_time, reoffer_pause),
            max_assignments=int(at("max_assignments", AT_LEAST_ONE, max_assignments)),
            lenient_expressions=lenient,
            behaviors=at("behaviors", read_behaviors, {} if behaviors is None else behaviors),
            phones=at("phones", read_phones, {} if phones is None else phones),
        )
        at("callback_timeout", optional(SECONDS), callback_timeout)
        self.command_timeout = at("command_timeout", SECONDS, command_timeout)
        self.most_entries = int(at("journal", FROM_ZERO, journal))
        self.rate_limits = rate_limits
        self.bridge_delays = bridge_delays
        self.lenient_policies = lenient_policies
        self.forwards = at("forward", read_forwards, forward)
        self.records = frozenset(at("record", read_records, record))
        self.console = console
        ports = at("local_callbacks", read_ports, local_callbacks)
        self.receivers = Receivers(Reach(tuple(allow_callbacks), ports), callback_timeout)
        self.origins = Origins(at("cors", read_cors, cors), self.base_url)
        self.credentials = Credentials(self.accounts, strict_auth, auth_token)
        days = at("forget_accounts", optional(number(0)), forget_accounts)
        self.known = Tenants(self.admit, days)
        self.ticker = Ticker()
        self.open()

    def open(self) -> None:
        """Make the accounts that are known beforehand; a bad seed fails here."""
        known = [str(part.sid) for part in self.accounts] or [ONLY_ACCOUNT]
        for sid in known:
            self.image_of(sid)
        if self.accounts or self.shares_world:
            for sid in known:
                self.tenant(sid)
        if self.shows_time:
            self.only.shown = ShownTime(self.only.now)

    def close(self) -> None:
        """Stop what runs in the background, and give the wall clock back."""
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
        if username and username.startswith("AC"):
            tenant.latest_token = password
        return tenant

    def welcomes(self, sid: str) -> bool:
        """Whether an account is known here, or any is welcome."""
        return self.credentials.knows(sid)

    def tenant_of(self, sid: str) -> Tenant:
        """The world in which an account works."""
        return self.only if self.shares_world else self.tenant(sid)

    def met(self, sid: str) -> Tenant | None:
        """The world in which an account works, if it was met so far."""
        return self.only if self.shares_world else self.known.by_sid.get(sid)

    def tenant(self, sid: str) -> Tenant:
        """The tenant of an account, made when the account is met for the first time."""
        return self.known.find(sid)

    def admit(self, sid: str) -> Tenant:
        return self.newcomer(sid, self.receivers)

    def forget(self, sid: str) -> None:
        """Let go of an account and all that it has; raises AdminError where that can't be."""
        if self.shares_world:
            raise AdminError("the only world of all accounts can't be forgotten; reset it", 409)
        self.known.forget(sid)

    def newcomer(self, sid: str = ONLY_ACCOUNT, receivers: Receivers | None = None) -> Tenant:
        """An account as it is when it is met for the first time, known to nobody else yet."""
        return Tenant(
            Beginning(sid, self.start, partial(self.account, sid)),
            self.routes,
            # Accounts start at the sandbox's start, not at first use: each copies its wall clock.
            copy.copy(self.wall),
            wake=None if receivers is None else self.ticker.expect,
            receivers=receivers,
            token=self.credentials.token(sid),
            most_entries=self.most_entries,
            rate_limits=self.rate_limits,
            application=lambda: self.application,
        )

    def account(self, sid: str, start: int, seeds: image.Seeds | None = None) -> Account:
        """The world of an account as its seed makes it, at `start` (ms).

        Or as others do, which may be bad: then it raises SeedError.
        """
        if seeds is not None:
            return self.begun(sid, start, seeds)
        if start != self.start:
            return image.make(self.seeds, sid, start, self.settings, self.routes)
        return image.load(self.image_of(sid))

    def image_of(self, sid: str) -> bytes:
        """The world of an account at the sandbox's start, pickled."""
        return image.image(self.seeds, sid, self.start, self.settings, self.routes)

    def begun(self, sid: str, start: int, seeds: image.Seeds) -> Account:
        lenient = self.settings.lenient_expressions or any(one.lenient for one in seeds)
        settings = replace(self.settings, lenient_expressions=lenient)
        return image.make(seeds, sid, start, settings, self.routes)

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

    def on_call(self, function: OnVoice) -> OnVoice:
        """Let a function say what calls are to do, by TwiML; it gets a VoiceCall.

        None takes it away. Also a decorator.
        """
        self.receivers.call_on("voice", function)
        return function

    @property
    def warnings(self) -> list[str]:
        """What is odd about the seeds, but allowed."""
        return [warning for one in self.seeds for warning in one.warnings]

    def tenants(self) -> dict[str, Tenant]:
        """The tenants so far, by AccountSid."""
        return self.known.all()

    def owner(self, workspace_sid: str) -> str | None:
        """The SID of the account that has this workspace."""
        for sid, tenant in self.tenants().items():
            # Not all of them, most of which may not be in memory.
            may_own = tenant.world is not None or Sids(sid).account_digits in workspace_sid
            if may_own and workspace_sid in tenant.account.workspaces:
                return sid
        return None

    @property
    def only(self) -> Tenant:
        """The world of a sandbox with `tenants="one"`: that of its first account."""
        return self.known.first
