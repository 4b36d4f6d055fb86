"""How an admin command is declared: once, as one function over a tenant and its checked arguments.

All else follows from the declaration: the route below `/mocktr/`, the subcommand of `mocktr ctl`,
what `taskrouter` calls in Python, and the table in `docs/control.rst`. The command has the name of
its function, and its docstring is the help text.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from mocktr.core.clock import from_datetime, parse_iso
from mocktr.errors import AdminError, json_of
from mocktr.json_text import decode

Arguments = dict[str, Any]
Result = dict[str, Any]
Argument = Callable[[str, Any], Any]
"""Reads an argument, given its name and value; raises AdminError. Mostly a `Kind`."""
Function = Callable[[Any, Arguments], Result | None]
"""Does the command to one tenant, or to the sandbox; None where there is no such thing."""
F = TypeVar("F", bound=Function)
Check = Callable[[Any, Arguments], None]

PREFIX = "/mocktr"
"""Where the admin API begins."""

TOKEN_HEADER = "X-Mocktr-Token"
"""Not Authorization, because Basic credentials mean an account in the same request."""

PLACE = re.compile(r"<(\w+)>")
"""What stands for a SID or a name in a path."""


@dataclass(frozen=True, slots=True)
class Command:
    """An admin command: where it is, what it takes, and what it does to one tenant.

    `asks` says that it changes nothing, `for_sandbox` that it is for the sandbox as a whole.
    """

    method: str
    path: str
    function: Function
    arguments: Mapping[str, Argument]
    check: Check | None = None
    asks: bool = False
    for_sandbox: bool = False

    @property
    def name(self) -> str:
        """Such as `advance`; with hyphens it is the subcommand of `mocktr ctl`."""
        return self.function.__name__

    @property
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

    def read(self, sent: Mapping[str, Any]) -> Arguments:
        """The arguments of a call, checked; raises AdminError."""
        for name in sent:
            if name not in self.arguments:
                known = ", ".join(self.arguments) or "none"
                raise AdminError(f"{name}: unknown argument; there are {known}")
        for name, argument in self.arguments.items():
            if is_required(argument) and name not in sent:
                raise AdminError(f"{name}: expected {wanted(argument)}, got nothing")
        return {name: self.arguments[name](name, value) for name, value in sent.items()}

    def from_text(self, name: str, sent: str) -> Any:
        """The JSON value that a query or a command line means.

        That is what it says as JSON where the argument takes that, else the text itself.
        """
        value = decode(sent)
        if value is None or name not in self.arguments:
            return sent
        try:
            self.arguments[name](name, value)
        except AdminError:
            return sent
        return value

    def run(self, tenants: Mapping[str, Any], arguments: Arguments) -> dict[str, Result]:
        """Do the command to these tenants; the answers by account, of those that have one.

        Where one of them must refuse, none is changed; raises AdminError.
        """
        if self.check:
            for tenant in tenants.values():
                self.check(tenant, arguments)
        done = {sid: self.function(tenant, arguments) for sid, tenant in tenants.items()}
        return {sid: result for sid, result in done.items() if result is not None}


COMMANDS: list[Command] = []
"""Every command, in the order of the documentation."""


def named(name: str) -> Command:
    """The command of this name."""
    return next(declared for declared in COMMANDS if declared.name == name)


def command(
    method: str, path: str, check: Check | None = None, /, **arguments: Argument
) -> Callable[[F], F]:
    """Declare a command. `check` runs for all tenants before the first of them is changed."""
    return declare(method, path, arguments, check=check, asks=method == "GET")


def question(method: str, path: str, **arguments: Argument) -> Callable[[F], F]:
    """Declare a command that changes nothing, though its method is not GET."""
    return declare(method, path, arguments, asks=True)


def sandbox_command(method: str, path: str, **arguments: Argument) -> Callable[[F], F]:
    """Declare a command for the sandbox as a whole, which its function gets."""
    return declare(method, path, arguments, for_sandbox=True)


def declare(
    method: str, path: str, arguments: Mapping[str, Argument], **how: Any
) -> Callable[[F], F]:
    def add(function: F) -> F:
        COMMANDS.append(Command(method, path, function, arguments, **how))
        return function

    return add


# --- kinds of arguments --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of argument: what is wanted, and how a JSON value becomes what the command works with.

    `read` raises TypeError or ValueError for what it can't take.
    """

    wanted: str
    read: Callable[[Any], Any]
    required: bool = False

    def __call__(self, name: str, value: Any) -> Any:
        """The value of the argument `name`; raises AdminError."""
        try:
            return self.read(value)
        except (TypeError, ValueError):
            raise AdminError(f"{name}: expected {self.wanted}, got {json_of(value)}") from None


def required(kind: Kind) -> Kind:
    """The same kind for an argument that a call can't do without."""
    return replace(kind, required=True)


def is_required(argument: Argument) -> bool:
    return isinstance(argument, Kind) and argument.required


def wanted(argument: Argument) -> str:
    """What an argument has to be, in words."""
    return argument.wanted if isinstance(argument, Kind) else inspect.getdoc(argument) or ""


def of_type(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError
        return value

    return read


def read_amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise ValueError
    return value


def read_instant(value: Any) -> int:
    """A time in ms; from Python it may come as a datetime."""
    return from_datetime(value) if isinstance(value, datetime) else parse_iso(value)


def one_of(*words: str) -> Kind:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return Kind(" or ".join(words), read)


amount = Kind("a number that is not negative", read_amount)
anything = Kind("JSON or text", lambda value: value)
"""A value that the command itself looks at."""
flag = Kind("true or false", of_type(bool))
instant = Kind("ISO 8601 such as 2030-01-07T09:00:00Z", read_instant)
"""A time, read as ms."""
text = Kind("text", of_type(str))
