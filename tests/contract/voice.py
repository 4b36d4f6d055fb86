"""Compares an answer of the 2010 API with what Twilio's OpenAPI file says of it."""

import json
import re
from email.utils import parsedate_to_datetime

from tests import tables

from .checker import FOLDER, check_error, is_sid, is_uri, report

CONTRACT = tables.read(FOLDER / "voice.yaml")
OPERATIONS, SCHEMAS = CONTRACT["operations"], CONTRACT["schemas"]

ENVELOPE = {
    "end": "integer",
    "first_page_uri": "string",
    "next_page_uri": "string?",
    "page": "integer",
    "page_size": "integer",
    "previous_page_uri": "string?",
    "start": "integer",
    "uri": "string",
}


def check(operation_id, status, headers, text):
    """Refuse an answer that differs from the contract; one of 400 and above must be an error."""
    if status >= 400:
        check_error(status, text)
    else:
        report(operation_id, differences(OPERATIONS[operation_id], status, headers, text))


def differences(operation, status, headers, text):
    if status != operation["success"]:
        yield f"status: {status} instead of {operation['success']}"
    if "response" not in operation:
        if text:
            yield f"body: {text} instead of nothing"
        return
    if not headers["Content-Type"].startswith("application/json"):
        yield f"Content-Type: {headers['Content-Type']}"
    body, schema = json.loads(text), SCHEMAS[operation["response"]]
    if "key" in operation:
        yield from list_differences(operation["key"], schema, body)
    else:
        yield from record_differences("", schema, body)


def list_differences(key, schema, body):
    yield from record_differences("", {**ENVELOPE, key: "list of any"}, body)
    for number, item in enumerate(body.get(key, ())):
        yield from record_differences(f"{key}[{number}].", schema, item)


def record_differences(where, schema, record):
    if record.keys() != schema.keys():
        yield f"{where}keys: {sorted(record.keys() ^ schema.keys())}"
    for name in record.keys() & schema.keys():
        if not fits(schema[name], record[name]):
            yield f"{where}{name}: {record[name]!r} is not {schema[name]}"


def fits(declared, value):
    # That an enum may be null is shown by the samples only.
    if value is None:
        return declared.endswith("?") or declared.startswith("enum")
    kind, _, detail = declared.rstrip("?").partition(" ")
    return KINDS[kind](detail, value)


def is_date(value):
    form = r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000"
    return bool(re.fullmatch(form, value)) and bool(parsedate_to_datetime(value))


def is_uri_map(value):
    return all(uri.startswith("/2010-04-01/") and uri.endswith(".json") for uri in value.values())


# type() and not isinstance(): True is no integer here.
KINDS = {
    "string": lambda detail, value: type(value) is str,
    "integer": lambda detail, value: type(value) is int,
    "number": lambda detail, value: type(value) in (int, float),
    "boolean": lambda detail, value: type(value) is bool,
    "object": lambda detail, value: type(value) is dict,
    "any": lambda detail, value: True,
    "list": lambda detail, value: type(value) is list,
    "date": lambda detail, value: is_date(value),
    "uri": lambda detail, value: is_uri(value),
    "uri-map": lambda detail, value: is_uri_map(value),
    "enum": lambda detail, value: value in detail.split("|"),
    "sid": lambda detail, value: is_sid(detail, value),
}
