"""Calls that come in, and what is done to them."""

from __future__ import annotations

from typing import Any

from mocktr.commands.behaviors import find_worker
from mocktr.commands.command import (
    Arguments,
    Kind,
    Result,
    amount,
    anything,
    command,
    required,
    text,
)
from mocktr.core.account import Account
from mocktr.core.clock import SECOND, iso
from mocktr.core.fields import is_url
from mocktr.core.line import callers
from mocktr.core.line.call import Call, Caller
from mocktr.core.line.number import Number
from mocktr.core.line.phone import EVERY_PHONE, Phone, read_phone
from mocktr.core.line.script import END
from mocktr.errors import AdminError, json_of, listing
from mocktr.sandbox.tenant import Tenant
from mocktr.values import told_as

NOWHERE = "http://localhost/voice"
"""Where a function of the test's is asked, which gets all requests whatever their URL."""

METHODS = ("GET", "POST")


def read_keys(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError
    return list(value)


def read_address(value: Any) -> str:
    if not (isinstance(value, str) and is_url(value)):
        raise ValueError
    return value


keys = Kind('a list of texts such as ["1"]', read_keys)
address = Kind("an absolute http or https URL", read_address)


def can_call(tenant: Tenant, arguments: Arguments) -> None:
    tenant.observe(lambda account: number_for(tenant, account, arguments))


def number_for(tenant: Tenant, account: Account, arguments: Arguments) -> Number:
    """What the number that is called asks the application for; raises AdminError."""
    numbers = account.line.numbers
    number = numbers.get(arguments["to"], Number())
    if "url" in arguments:
        number = number._replace(voice_url=arguments["url"], voice_method="POST")
    if not number.voice_url and "voice" in tenant.delivery.receivers.functions:
        number = number._replace(voice_url=NOWHERE)
    if not number.voice_url:
        raise AdminError(
            f"url: expected {address.wanted}, since the number {json_of(arguments['to'])} has no "
            f"voice_url; {listing(list(numbers))}"
        )
    return number


@command(
    "POST",
    "calls",
    can_call,
    **{"from": required(text), "to": required(text)},
    url=address,
    digits=keys,
    patience=amount,
    message=amount,
)
def call_in(tenant: Tenant, arguments: Arguments) -> Result:
    """Call a number: the application is asked what to do, at `url` or at the number's own.

    The caller presses one of the `digits` each time that keys are asked for, hangs up after so
    many seconds of `patience` in a queue, and speaks a `message` of so many seconds.
    """
    caller = Caller(list(arguments.get("digits", [])))
    if "patience" in arguments:
        caller.patience = round(SECOND * arguments["patience"])
    if "message" in arguments:
        caller.message = round(SECOND * arguments["message"])

    def begin(account: Account) -> str:
        number = number_for(tenant, account, arguments)
        return callers.call_in(account, arguments["from"], arguments["to"], number, caller).sid

    sid = tenant.steer(begin)
    return tenant.observe(lambda account: row_of(account.line.calls[sid]))


@command("GET", "calls/<sid>")
def call(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Where a call is, and what it waits for."""
    return tenant.observe(lambda account: shown(account, arguments["sid"]))


def can_press(tenant: Tenant, arguments: Arguments) -> None:
    def check(account: Account) -> None:
        found = account.line.calls.get(arguments["sid"])
        if found is not None:
            callers.asking(found)

    tenant.observe(check)


@command("POST", "calls/<sid>/press", can_press, digits=required(text))
def press(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Press keys on a call that asks for some."""
    sid, digits = arguments["sid"], arguments["digits"]
    return done(tenant, sid, lambda found: callers.press(found, digits))


def can_hang_up(tenant: Tenant, arguments: Arguments) -> None:
    def check(account: Account) -> None:
        found = account.line.calls.get(arguments["sid"])
        if found is not None and not found.is_live:
            raise AdminError(f"call {found.sid} is over already; it is {found.status}", 409)

    tenant.observe(check)


@command("POST", "calls/<sid>/hang-up", can_hang_up)
def hang_up(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Let whoever is on this call, or on this leg of one, hang up."""
    return done(tenant, arguments["sid"], callers.hang_up)


def done(tenant: Tenant, sid: str, doing: Any) -> Result | None:
    def act(account: Account) -> None:
        found = account.line.calls.get(sid)
        if found is not None:
            doing(found)

    tenant.steer(act)
    return tenant.observe(lambda account: shown(account, sid))


def shown(account: Account, sid: str) -> Result | None:
    found = account.line.calls.get(sid)
    return None if found is None else row_of(found)


def row_of(call: Call) -> Result:
    """A call in short."""
    return {
        "sid": call.sid,
        "status": call.status,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "date_created": iso(call.created),
        "duration": call.duration,
        "waits_for": waits_for(call),
        "waits_in": waits_in(call),
        "task_sid": call.task_sid,
        "talks_to": talks_to(call),
        "rings": list(call.legs),
    }


def waits_for(call: Call) -> str | None:
    """What it waits for: that of its innermost document, if that waits for anything of its own."""
    waits = [one.waits_for for one in call.scripts if one.waits_for != END]
    return waits[-1] if waits else None


def waits_in(call: Call) -> str | None:
    """The name of the queue that a call is in; that of its workflow where one made its task."""
    if call.waiting is None:
        return None
    name = call.line.queues[call.waiting.queue_sid].name
    spaces = call.account.workspaces.values()
    named = (one.workflows[name].friendly_name for one in spaces if name in one.workflows)
    return next(named, name)


def talks_to(call: Call) -> list[str]:
    """The other calls where it talks."""
    room = call.line.rooms.get(call.room_sid or "")
    return [sid for sid in room.participants if sid != call.sid] if room is not None else []


# --- phones ------------------------------------------------------------------------------------


def can_have(tenant: Tenant, arguments: Arguments) -> None:
    if arguments["worker"] != EVERY_PHONE:
        tenant.observe(lambda account: find_worker(account, arguments["worker"]))


@command("PUT", "workers/<worker>/phone", can_have, **dict.fromkeys(Phone._fields, anything))
def phone(tenant: Tenant, arguments: Arguments) -> Result | None:
    """Say what a worker's phone does when it rings from now on; `*` is for all others.

    It answers after `answer_after` seconds unless it is `busy` (or is for each `busy_every`-th
    call), `fails`, or does not answer (`answers` is false). After `talk_for` seconds it hangs up.
    """
    name = arguments["worker"]
    values = {key: value for key, value in arguments.items() if key != "worker"}
    with told_as(AdminError):
        told = read_phone(values)
    return tenant.steer(lambda account: set_phone(account, name, told))


def set_phone(account: Account, name: str, told: Phone) -> Result | None:
    if name == EVERY_PHONE:
        account.line.phones[EVERY_PHONE] = told
        return {"worker_sid": None, "worker_name": EVERY_PHONE, "phone": told.as_dict()}
    worker = find_worker(account, name)
    if worker is None:
        return None
    account.line.phones[worker.sid] = told
    return {
        "worker_sid": worker.sid,
        "worker_name": worker.friendly_name,
        "phone": told.as_dict(),
    }
