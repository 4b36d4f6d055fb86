"""The answer of an assignment callback: read it, and do what it says (sources: callbacks)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from mocktr.core.alerts import Alert
from mocktr.core.fields import FieldKind, Values, pascal
from mocktr.core.instructions.execution import alert_code, execute, late
from mocktr.core.instructions.instruction import INSTRUCTIONS, UNKNOWN, Instruction
from mocktr.core.instructions.parameters import KEYS, Parameter
from mocktr.core.instructions.plans import DIALLED, first_text
from mocktr.core.resources.reservation import Reservation
from mocktr.core.scopes import decoded
from mocktr.errors import ApiError, InvalidParameter, MissingParameter, MocktrError, shorten
from mocktr.json_text import decode

if TYPE_CHECKING:
    from mocktr.core.account import Account

JSON = "application/json"
WRONG_TYPE, NO_JSON, NO_INSTRUCTION = 40000, 40001, 40005

ALSO = {"conference": {"status_callback_url": "status_callback"}}
"""Second names of keys (sources: errors)."""


class UnreadableAnswer(MocktrError):
    """An answer that is no instruction; `code` and `text` are those of its alert."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def read(content_type: str | None, body: bytes) -> dict[str, Any] | None:
    """The instruction in a good answer; None for an empty one or `{}`, which leave it to the API.

    Raises UnreadableAnswer, after 40000 of which the fallback URL is asked.
    """
    if not body.strip():
        return None
    if (content_type or "").partition(";")[0].strip().lower() != JSON:
        raise UnreadableAnswer(WRONG_TYPE, f"expected Content-Type {JSON}, got {content_type}")
    answer = decode(body)
    if not isinstance(answer, dict):
        came = shorten(body.decode(errors="replace"))
        raise UnreadableAnswer(NO_JSON, f"expected a JSON object, got {came}")
    if not answer:
        return None
    instruction_in(answer)
    return answer


def instruction_in(answer: Mapping[str, Any]) -> str:
    """The name of the instruction, in any case."""
    name = answer.get("instruction")
    if name is None:
        raise UnreadableAnswer(NO_INSTRUCTION, "expected the key instruction")
    if not isinstance(name, str) or name.lower() not in INSTRUCTIONS:
        known = ", ".join(INSTRUCTIONS)
        raise UnreadableAnswer(UNKNOWN, f"expected one of {known}, got {shorten(name)}")
    return name.lower()


def obey(account: Account, reservation_sid: str, answer: Mapping[str, Any]) -> Alert | None:
    """Carry the instruction out; answers the alert of one that can't be, which changes nothing.

    The alert is not recorded yet, so that who asked can add what was sent and what came. Keys
    that the instruction does not have are ignored.
    """
    try:
        name = instruction_in(answer)
    except UnreadableAnswer as error:
        return alert(account, reservation_sid, error.code, error.text)
    instruction, reservation = INSTRUCTIONS[name], account.reservations.get(reservation_sid)
    if reservation is None:
        text = f"{instruction.unable} Reservation is gone."
        return alert(account, reservation_sid, late(instruction, None), text)
    try:
        values = values_in(answer, instruction, reservation)
        execute(reservation, {"instruction": name, **values})
    except ApiError as error:
        # The error dictionary has no code for an accept or reject that comes too late.
        code = alert_code(name, error) or late(instruction, reservation.reservation_status)
        return alert(account, reservation_sid, code, respelled(error, name))
    return None


def alert(account: Account, reservation_sid: str, code: int, text: str) -> Alert:
    """An alert about a reservation, not recorded yet; its workspace is None if it is gone."""
    reservation = account.reservations.get(reservation_sid)
    workspace_sid = reservation.workspace_sid if reservation else None
    return Alert(account.clock.now, code, text, workspace_sid, reservation_sid)


# --- the keys ----------------------------------------------------------------------------------


def values_in(
    answer: Mapping[str, Any], instruction: Instruction, reservation: Reservation
) -> Values:
    """The parameters of the instruction, checked as those of the REST API are."""
    names = {**KEYS[instruction.name], **ALSO.get(instruction.name, {})}
    values: Values = {}
    for key, value in answer.items():
        row = instruction.parameters.get(names.get(key, ""))
        if row and not is_ignored(row, value):
            values[names[key]] = read_key(row, names[key], value)
    if instruction.dialled and not values.get(instruction.dialled):
        values[instruction.dialled] = dialled(reservation)
    return values


def is_ignored(row: Parameter, value: Any) -> bool:
    """Whether TaskRouter takes no notice of a value."""
    return value is None or (row.ignores is not None and isinstance(value, row.ignores))


def read_key(row: Parameter, name: str, value: Any) -> Any:
    """The value of a key as that of the parameter `name`; raises InvalidParameter."""
    try:
        return value_of(row.kind, value)
    except ValidationError as error:
        raise InvalidParameter(pascal(name), error.messages[0], value) from None


def value_of(kind: FieldKind, value: Any) -> Any:
    """A JSON value as `kind` reads it from a form; a number or boolean counts as its text."""
    parts = value if kind.repeats and isinstance(value, list) else [value]
    if any(isinstance(part, dict | list) for part in parts):
        raise kind.refuse()
    texts = [part if isinstance(part, str) else json.dumps(part) for part in parts]
    return kind.read(texts if kind.repeats else texts[0])


def dialled(reservation: Reservation) -> str | None:
    attributes = decoded(reservation.task.attributes)
    return first_text(attributes, DIALLED)


def respelled(error: ApiError, name: str) -> str:
    """The message of an error with the callback's keys in place of the API's parameters."""
    if not isinstance(error, MissingParameter | InvalidParameter):
        return error.message
    key = next(key for key, field in KEYS[name].items() if pascal(field) == error.name)
    if isinstance(error, MissingParameter):
        return f"Missing key {key}{error.because}"
    return f"Invalid value {shorten(error.came)} for key {key}: expected {error.wanted}"
