"""How an admin command is declared: once, as one function over a tenant and its arguments.

All else follows from the declaration: the route below `/mocktr/`, the subcommand of `mocktr ctl`,
what `taskrouter` calls in Python, and the table in `docs/control.rst`. The command has the name of
its function, and its docstring is the help text.

A command answers a thing, which Python gets; `shown` makes of it what HTTP and the shell show.

Whether a command waits for the callbacks that are on their way is said here. One that only looks
answers at once, with what is `in_flight`, and waits where it is told to, by `wait`; a test in
Python, which looks at what it has just caused, waits unless told (decisions: looking). One that
changes something waits, unless it is declared `at_once`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from mocktr.commands.arguments import Argument, ArgumentOrKind, anything, argument
from mocktr.errors import AdminError, InvalidArgument
from mocktr.json_text import decode
from mocktr.values import flag

Result = dict[str, Any]
Function = Callable[..., Any]
"""Does the command, given a tenant (or the sandbox) and the arguments by name.

It answers a thing, or None where there is no such thing, and refuses before it changes anything.
"""
F = TypeVar("F", bound=Function)
Check = Callable[..., object]
Shown = Callable[[Any, Any], Result]
"""How the thing that a tenant answered is shown, as JSON."""
ArgumentNames = Iterable[str] | Callable[[], Iterable[str]]
"""Names, or what tells them: where that takes more than a declaration needs."""

PREFIX = "/mocktr"
"""Where the admin API begins."""

TOKEN_HEADER = "X-Mocktr-Token"
"""Not Authorization, because Basic credentials mean an account in the same request."""

WAIT = "wait"
"""The argument of every command that only looks."""

IN_FLIGHT = "in_flight"
"""Where its answer says what is on its way."""

ACCOUNT_HEADER = "X-Mocktr-Account"
"""Addresses an account by its SID, without its auth token, which who controls all needs not."""

PLACE = re.compile(r"<(\w+)>")
"""What stands for a SID or a name in a path."""


def as_it_is(tenant: Any, thing: Any) -> Result:
    """How a thing is shown that is JSON already."""
    result: Result = thing
    return result


@dataclass(frozen=True)
class Command:
    """An admin command: where it is, what it takes, and what it does to one tenant.

    `checked` are the arguments that are read before, `unchecked` names those that the function
    looks at itself. `looks` says that it changes nothing, `at_once` that it waits for no callback
    unless it is told to, `makes` that it adds something to an account, `is_document` that what it
    shows is loaded again as it is, and `for_sandbox` that it is for the sandbox as a whole.
    """

    method: str
    path: str
    function: Function
    checked: Mapping[str, ArgumentOrKind]
    check: Check | None = None
    shown: Shown = as_it_is
    unchecked: ArgumentNames = ()
    looks: bool = False
    at_once: bool = False
    makes: bool = False
    is_document: bool = False
    for_sandbox: bool = False

    @cached_property
    def arguments(self) -> Mapping[str, Argument]:
        """What reads each argument, by name."""
        names = self.unchecked() if callable(self.unchecked) else self.unchecked
        own = {WAIT: flag} if self.looks else {}
        taken = {**dict.fromkeys(names, anything), **self.checked, **own}
        return {name: argument(one) for name, one in taken.items()}

    @property
    def name(self) -> str:
        """Such as `advance`; with hyphens it is the subcommand of `mocktr ctl`."""
        return self.function.__name__

    @cached_property
    def required(self) -> list[str]:
        """The arguments that a call can't do without."""
        return [name for name, one in self.arguments.items() if one.required]

    @property
    def needs_account(self) -> bool:
        """Whether it is about something that nobody has as long as there is no account."""
        return self.makes or (bool(self.places) and not self.looks)

    @cached_property
    def places(self) -> list[str]:
        """What the path leaves open, in order."""
        return PLACE.findall(self.path)

    @property
    def text(self) -> str:
        """What it does, in paragraphs; the first is a summary."""
        return inspect.getdoc(self.function) or ""

    @property
    def summary(self) -> str:
        """The first paragraph of the text, in one line."""
        return " ".join(self.text.partition("\n\n")[0].split())

    def read(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call, checked; raises InvalidArgument."""
        for name in sent:
            if name not in self.arguments:
                known = ", ".join(self.arguments) or "none"
                raise InvalidArgument(f"{name}: unknown argument; there are {known}")
        for name in self.required:
            if name not in sent:
                said = f"{name}: expected {self.arguments[name].wanted}, got nothing"
                raise InvalidArgument(said)
        return {name: self.arguments[name].read(name, value) for name, value in sent.items()}

    def from_text(self, name: str, sent: str) -> Any:
        """The JSON value that a query or a command line means.

        That is what it says as JSON where the argument takes that, else the text itself.
        """
        value = decode(sent)
        if value is None or name not in self.arguments:
            return sent
        try:
            self.arguments[name].read(name, value)
        except AdminError:
            return sent
        return value

    def run(self, tenants: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do the command to these tenants; what it answers by account, where there is something.

        Where one of them must refuse, none is changed; raises AdminError.
        """
        return self.do(tenants, self.waited(tenants, arguments))

    def show(self, tenants: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Result]:
        """The same, as it is shown, by a command that only looks with what was on its way then."""
        given = self.waited(tenants, arguments)
        # Before the look, so that what is seen is final where nothing was.
        flights = {sid: tenant.in_flight() for sid, tenant in self.looked_at(tenants)}
        done = self.do(tenants, given)
        shown = {sid: self.shown(tenants[sid], thing) for sid, thing in done.items()}
        for sid, flight in flights.items():
            if sid in shown:
                shown[sid] = {**shown[sid], IN_FLIGHT: flight.as_dict()}
        return shown

    def looked_at(self, tenants: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        return tenants.items() if self.looks else ()

    def waited(self, tenants: Mapping[str, Any], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Wait for callbacks where a look is told to; the arguments of the function."""
        if not self.looks:
            return arguments
        given = dict(arguments)
        if given.pop(WAIT, False):
            for tenant in tenants.values():
                tenant.drain()
        return given

    def do(self, tenants: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        # One that is alone refuses by itself.
        if self.check and len(tenants) > 1:
            for tenant in tenants.values():
                self.check(tenant, **arguments)
        done = {sid: self.function(tenant, **arguments) for sid, tenant in tenants.items()}
        return {sid: thing for sid, thing in done.items() if thing is not None}

    def call(self, tenant: Any, /, **given: Any) -> Any:
        """What it answers for one tenant, called from Python; raises AdminError.

        `given` are the arguments and what the path leaves open.
        """
        given = {**({WAIT: True} if self.looks else {}), **given}
        places = {name: given.pop(name) for name in self.places}
        for thing in self.run({"": tenant}, {**self.read(given), **places}).values():
            return thing
        what, name = self.path.partition("s/")[0], " ".join(places.values())
        raise InvalidArgument(f"there is no {what} {name}", 404)


COMMANDS: list[Command] = []
"""Every command, in the order of the documentation."""

BY_FUNCTION: dict[Function, Command] = {}


def declared(function: Function) -> Command:
    """The command that this function does."""
    return BY_FUNCTION[function]


def command(
    method: str,
    path: str,
    check: Check | None = None,
    /,
    *,
    shown: Shown = as_it_is,
    unchecked: ArgumentNames = (),
    at_once: bool = False,
    makes: bool = False,
    is_document: bool = False,
    **arguments: ArgumentOrKind,
) -> Callable[[F], F]:
    """Declare a command; one that is a GET only looks.

    `check` gets what the function gets, and refuses what the function would: for several tenants,
    before the first is changed. `at_once` says that it waits for no callback.
    """
    looks = method == "GET"
    when = {"looks": looks, "at_once": looks or at_once}
    how = {"check": check, "shown": shown, "unchecked": unchecked, "is_document": is_document}
    return declare(method, path, arguments, makes=makes, **when, **how)


def question(
    method: str,
    path: str,
    *,
    shown: Shown = as_it_is,
    unchecked: ArgumentNames = (),
    **arguments: ArgumentOrKind,
) -> Callable[[F], F]:
    """Declare a command that only looks, though its method is not GET."""
    how = {"shown": shown, "unchecked": unchecked}
    return declare(method, path, arguments, looks=True, at_once=True, **how)


def sandbox_command(method: str, path: str, **arguments: ArgumentOrKind) -> Callable[[F], F]:
    """Declare a command for the sandbox as a whole, which its function gets."""
    return declare(method, path, arguments, for_sandbox=True, at_once=True)


def declare(
    method: str, path: str, arguments: Mapping[str, ArgumentOrKind], **how: Any
) -> Callable[[F], F]:
    def add(function: F) -> F:
        BY_FUNCTION[function] = Command(method, path, function, arguments, **how)
        COMMANDS.append(BY_FUNCTION[function])
        return function

    return add
