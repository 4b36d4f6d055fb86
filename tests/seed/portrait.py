"""What two worlds have in common that differ in nothing but SIDs and dates."""

import json
import re

from mocktr.seed.document import parse
from mocktr.seed.held import COLLECTIONS
from mocktr.seed.printer import print_yaml
from mocktr.seed.top import read_seed
from tests.seed.worlds import build_all

SID = re.compile("[A-Z]{2}[0-9a-fA-F]{32}")
LEFT_OUT = ("account_sid", "date_created", "date_updated", "date_status_changed", "links", "url",
            "assigned_tasks", "available_capacity_percentage")  # fmt: skip
"""What is different in every world, or comes from its tasks."""


def portrait(account):
    """The payload of everything that is configured, with places instead of SIDs."""
    places = {}
    for record in configured(account):
        kind = type(record).__name__
        places[record.sid] = f"{kind} {sum(name.startswith(kind) for name in places.values())}"
    return [placed(shown(record), places) for record in configured(account)]


def configured(account):
    for workspace in account.workspaces.values():
        yield workspace
        for name in COLLECTIONS:
            yield from getattr(workspace, name).values()
        for worker in workspace.workers.values():
            yield from worker.channels.values()


def shown(record):
    payload = {
        name: json.loads(value) if name in ("attributes", "configuration") else value
        for name, value in record.payload("").items()
        if name not in LEFT_OUT
    }
    members = getattr(record, "members", ())
    workers = record.workspace.workers if members else ()
    conduct = [getattr(record, name, None) for name in ("behavior", "script")]
    return {**payload, "members": [sid for sid in workers if sid in members], "acts": conduct}


def placed(value, places):
    if isinstance(value, dict):
        return {placed(key, places): placed(one, places) for key, one in value.items()}
    if isinstance(value, list):
        return [placed(one, places) for one in value]
    if isinstance(value, str):
        return SID.sub(lambda match: places.get(match[0], match[0]), value)
    return value


def loaded(text):
    """The world that the YAML of a seed makes."""
    [account] = build_all(read_seed(*parse(text, "seed.yaml")))
    return account


def reloaded(document):
    """The world that a seed makes once it is YAML."""
    return loaded(print_yaml(document))
