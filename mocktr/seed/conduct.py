"""What a worker does by themselves: keys of their row that are no parameters, one entry each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from mocktr.core.behavior import Behavior, read_behavior, read_script
from mocktr.core.line.phone import Phone, read_phone
from mocktr.core.line.ringing import own_phone
from mocktr.core.resources.worker import Worker
from mocktr.values import Reader

Written = dict[str, Any]
"""An object as a seed has it."""


class ConductKey(NamedTuple):
    """A key of a worker's row: how its value is read, given to a worker, and told again."""

    read: Reader[Any]
    give: Callable[[Worker, Any], None]
    told: Callable[[Worker], Any]
    """The value as a seed has it; None where the worker has nothing of it."""


def give_behavior(worker: Worker, behavior: Behavior) -> None:
    """A behaviour of the settings goes before that of a seed."""
    worker.behave(behavior if worker.behavior is None else worker.behavior)


def told_behavior(worker: Worker) -> Written | None:
    return worker.behavior.as_dict() if worker.behavior is not None else None


def give_script(worker: Worker, script: Any) -> None:
    worker.script = script


def told_script(worker: Worker) -> list[Written] | None:
    """What the script still has."""
    return [answer.as_dict() for answer in worker.script] or None


def give_phone(worker: Worker, phone: Phone) -> None:
    """A phone of the settings goes before that of a seed."""
    account = worker.account
    if account.settings.phone_of(worker.friendly_name) is None:
        account.line.phones[worker.sid] = phone


def told_phone(worker: Worker) -> Written | None:
    phone = own_phone(worker.account, worker)
    return phone.as_dict() if phone is not None else None


CONDUCT: dict[str, ConductKey] = {
    "behavior": ConductKey(read_behavior, give_behavior, told_behavior),
    "script": ConductKey(read_script, give_script, told_script),
    "phone": ConductKey(read_phone, give_phone, told_phone),
}


def conduct_of(worker: Worker) -> Written:
    """All that a worker does by themselves, as the keys of a seed."""
    told = {key: conduct.told(worker) for key, conduct in CONDUCT.items()}
    return {key: value for key, value in told.items() if value is not None}
