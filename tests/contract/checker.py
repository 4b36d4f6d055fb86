"""Compares an answer with TaskRouter's published contract and names every difference."""

import json
import re
from datetime import datetime
from pathlib import Path

from tests import tables

FOLDER = Path(__file__).parent
OPERATIONS = tables.read(FOLDER / "operations.yaml")["operations"]
CONTRACT = tables.read(FOLDER / "schemas.yaml")
SCHEMAS = CONTRACT["schemas"]

SID = "[A-Z]{2}[0-9a-fA-F]{32}"
ERROR_PAGE = "https://www.twilio.com/docs/errors/"


def check(operation_id, status, headers, body_text):
    """Refuse an answer that differs from the contract; one of 400 and above must be an error."""
    headers = {name.lower(): value for name, value in headers.items()}
    if status >= 400:
        report(operation_id, content_type_differences(headers.get("content-type")))
        check_error(status, body_text)
    else:
        operation = OPERATIONS[operation_id]
        report(operation_id, answer_differences(operation, status, headers, body_text))


def check_error(status, body_text, code=None):
    """Refuse an error whose envelope is not TaskRouter's, or whose code is not the one given."""
    report(f"error {status}", error_differences(status, body_text, code))


def report(what, differences):
    lines = [f"  - {difference}" for difference in differences]
    if lines:
        raise AssertionError("\n".join([f"{what} differs from the contract:", *lines]))


# The parts of an answer.


def answer_differences(operation, status, headers, body_text):
    if status != operation["success"]:
        yield f"status: {status} instead of {operation['success']}"
    response = operation["response"]
    yield from etag_differences(response, headers.get("etag"))
    if response["kind"] == "empty":
        yield from empty_differences(body_text)
    else:
        yield from content_type_differences(headers.get("content-type"))
        yield from body_differences(response, body_text)


def etag_differences(response, etag):
    # What the ETag of a list says is not published, only that there is one.
    form = '(W/)?"[^"]+"' if response["kind"] == "list" else r'"\d+"'
    if "ETag" in response.get("headers", ()) and etag is None:
        yield "ETag: missing"
    elif etag is not None and response.get("schema") not in VERSIONED:
        yield f"ETag: {etag}, but this resource has no version"
    elif etag is not None and not re.fullmatch(form, etag):
        yield f"ETag: {etag} is not a version in double quotes"


def content_type_differences(content_type):
    if not re.match(r"application/json\s*(;|$)", content_type or ""):
        yield f"Content-Type: {content_type} instead of application/json"


def empty_differences(body_text):
    if body_text:
        yield f"body: {shown(body_text)} instead of nothing"


def body_differences(response, body_text):
    try:
        body = json.loads(body_text or "")
    except ValueError:
        yield f"body: {shown(body_text)} is not JSON"
        return
    bodies = {"object": record_differences, "list": list_differences}
    yield from bodies[response["kind"]](response, body)


def record_differences(response, body):
    yield from shape_differences("", SCHEMAS[response["schema"]], body)


def error_differences(status, body_text, code):
    try:
        body = json.loads(body_text or "")
    except ValueError:
        yield f"body: {shown(body_text)} is not JSON"
        return
    faults = list(shape_differences("", CONTRACT["error"], body))
    yield from faults or error_value_differences(status, body, code)


def error_value_differences(status, body, code):
    if body["status"] != status:
        yield f"status: {body['status']} in the body, {status} on the wire"
    if body["more_info"] != ERROR_PAGE + str(body["code"]):
        yield f"more_info: {body['more_info']} instead of {ERROR_PAGE}{body['code']}"
    if not body["message"]:
        yield "message: empty"
    if code not in (None, body["code"]):
        yield f"code: {body['code']} instead of {code}"


# Lists and their pages.


def list_differences(response, body):
    envelope = {"properties": {response["key"]: "array", "meta": "object"}}
    faults = list(shape_differences("", envelope, body))
    yield from faults
    if not faults:
        yield from item_differences(response, body[response["key"]])
        yield from meta_differences(response["key"], body["meta"], body[response["key"]])


def item_differences(response, items):
    for position, item in enumerate(items):
        where = f"{response['key']}[{position}]"
        yield from shape_differences(where, SCHEMAS[response["schema"]], item)


def meta_differences(key, meta, items):
    faults = list(shape_differences("meta", CONTRACT["meta"], meta))
    yield from faults
    if not faults:
        yield from key_and_count_differences(key, meta, items)
        yield from page_url_differences(meta, items)
        yield from neighbour_differences(meta, items)


def key_and_count_differences(key, meta, items):
    if meta["key"] != key:
        yield f"meta.key: {shown(meta['key'])} instead of {shown(key)}"
    if not 1 <= meta["page_size"] <= 1000:
        yield f"meta.page_size: {meta['page_size']} is not between 1 and 1000"
    if len(items) > meta["page_size"]:
        yield f"{key}: {len(items)} on a page of {meta['page_size']}"


def page_url_differences(meta, items):
    address = meta["url"].partition("PageSize=")[0]
    for name, (page, token) in page_endings(meta, items).items():
        ending = rf"PageSize={meta['page_size']}&Page={page}{token}"
        if meta[name] is not None and not re.fullmatch(re.escape(address) + ending, meta[name]):
            yield f"meta.{name}: {meta[name]} is not {address}{ending}"


def page_endings(meta, items):
    """Page number and token (a pattern) with which each of the four URLs ends."""
    page = meta["page"]
    return {
        "url": (page, f"(&PageToken=P[AB]{SID})?"),
        "first_page_url": (0, ""),
        "next_page_url": (page + 1, f"&PageToken=PA{sid_at(items, -1)}"),
        "previous_page_url": (page - 1, f"&PageToken=PB{sid_at(items, 0)}"),
    }


def sid_at(items, position):
    """The SID that a page token names; any where the page has no item to take it from."""
    item = items[position] if items else None
    # The statistics of a queue have no SID of their own.
    sid = item.get("sid", item.get("task_queue_sid")) if type(item) is dict else None
    return re.escape(sid) if type(sid) is str else SID


def neighbour_differences(meta, items):
    if meta["page"] == 0 and meta["previous_page_url"] is not None:
        yield "meta.previous_page_url: not null on page 0"
    if meta["page"] > 0 and items and meta["previous_page_url"] is None:
        yield f"meta.previous_page_url: null on page {meta['page']}"
    if meta["next_page_url"] is not None and len(items) < meta["page_size"]:
        yield "meta.next_page_url: not null although this page is not full"


# Records: schemas, blocks and envelopes alike.


def shape_differences(where, shape, record):
    if type(record) is not dict:
        yield f"{where or 'body'}: {shown(record)} is not an object"
        return
    yield from key_differences(where, shape, record)
    for name in shape["properties"]:
        if name in record:
            yield from property_differences(within(where, name), shape, name, record[name])
    yield from address_differences(where, shape, record)


def key_differences(where, shape, record):
    optional = shape.get("optional", ())
    for name in shape["properties"]:
        if name not in record and name not in optional:
            yield f"{within(where, name)}: missing"
    for name in record:
        if name not in shape["properties"]:
            yield f"{within(where, name)}: surplus"


def property_differences(where, shape, name, value):
    declared = shape["properties"][name]
    if value is None and name in shape.get("never_null", ()):
        yield f"{where}: null, which it never is"
    elif value != "" or name not in shape.get("may_be_empty", ()):
        faults = list(value_differences(where, declared, value))
        yield from faults or narrowed_differences(where, shape, name, value)


def narrowed_differences(where, shape, name, value):
    if value is not None and name in shape.get("narrowed", ()):
        yield from value_differences(where, shape["narrowed"][name], value)


def address_differences(where, shape, record):
    if is_uri(record.get("url")) and "url" in shape:
        yield from link_differences(within(where, "url"), shape["url"], record, record["url"])
    if type(record.get("links")) is dict and "links" in shape:
        yield from links_differences(within(where, "links"), shape["links"], record)


def links_differences(where, targets, record):
    links = record["links"]
    yield from key_differences(where, {"properties": targets}, links)
    for name in targets.keys() & links.keys():
        yield from link_differences(within(where, name), targets[name], record, links[name])


def link_differences(where, target, record, link):
    names = re.findall(r"{(\w+)}", target)
    path = target.format_map({name: record.get(name) for name in names})
    if any(record.get(name) is None for name in names):
        if link is not None:
            yield f"{where}: {shown(link)} instead of null, there is nothing to point to"
    elif not is_uri(link):
        yield f"{where}: {shown(link)} is not an absolute URL"
    elif not link.endswith(path):
        yield f"{where}: {link} does not end in {path}"


# Values.


def value_differences(where, declared, value):
    if value is None and declared.endswith("?"):
        return
    kind, _, detail = declared.rstrip("?").partition(" ")
    if kind in NESTED:
        yield from NESTED[kind](where, detail.removeprefix("of "), value)
    elif not SCALARS[kind](detail, value):
        yield f"{where}: {shown(value)} is not {declared.rstrip('?')}"


def block_differences(where, name, value):
    yield from shape_differences(where, CONTRACT["blocks"][name], value)


def each_differences(where, declared, value):
    if type(value) is not list:
        yield f"{where}: {shown(value)} is not a list"
        return
    for position, item in enumerate(value):
        yield from value_differences(f"{where}[{position}]", declared, item)


def map_differences(where, declared, value):
    if type(value) is not dict:
        yield f"{where}: {shown(value)} is not an object"
        return
    for name, item in value.items():
        yield from value_differences(within(where, name), declared, item)


def is_sid(prefix, value):
    return type(value) is str and bool(
        re.fullmatch((prefix or "[a-zA-Z]{2}") + "[0-9a-fA-F]{32}", value)
    )


def is_uri(value):
    return type(value) is str and bool(re.fullmatch(r"https?://[^\s/?#]+\S*", value))


def is_date_time(value):
    if type(value) is not str or not re.fullmatch(r"\d{4}(-\d\d){2}T(\d\d:){2}\d\dZ", value):
        return False
    try:
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return True


def is_json_object(value):
    try:
        return type(value) is str and type(json.loads(value)) is dict
    except ValueError:
        return False


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def within(where, name):
    return f"{where}.{name}" if where else name


# type() and not isinstance(): True is no integer here.
SCALARS = {
    "any": lambda detail, value: value is not None,
    "string": lambda detail, value: type(value) is str,
    "integer": lambda detail, value: type(value) is int,
    "number": lambda detail, value: type(value) in (int, float),
    "boolean": lambda detail, value: type(value) is bool,
    "object": lambda detail, value: type(value) is dict,
    "array": lambda detail, value: type(value) is list,
    "uri-map": lambda detail, value: type(value) is dict,
    "uri": lambda detail, value: is_uri(value),
    "date-time": lambda detail, value: is_date_time(value),
    "json": lambda detail, value: is_json_object(value),
    "enum": lambda detail, value: value in CONTRACT["enums"][detail],
    "sid": is_sid,
}
NESTED = {"block": block_differences, "list": each_differences, "map": map_differences}
VERSIONED = {
    operation["response"]["schema"]
    for operation in OPERATIONS.values()
    if "ETag" in operation["response"].get("headers", ())
}
