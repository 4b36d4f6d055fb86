"""A stretch of requests to some accounts, and the same requests to a fresh server."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from benchmarks.soak.clients import Inhabitant, headers_of
from mocktr import Sandbox
from mocktr.core.clock import parse_iso
from mocktr.gateway import call
from mocktr.sandbox.tenant import Tenant
from mocktr.web import Application

OPTIONS: dict[str, Any] = {"clock": "manual", "callback_timeout": 2, "max_assignments": 3}
"""Of both servers: a bad receiver takes so many seconds, and a task so many offers."""
ROUNDS = 3
AT_ONCE = 4
"""Accounts that are replayed at one time, so that no good receiver is late."""
STATE = "/mocktr/state?events=true&wait=true"


class Stretch:
    """Some rounds of each account, whose requests are known, with the worlds before and after."""

    def __init__(self, inhabitants: list[Inhabitant]) -> None:
        self.inhabitants = inhabitants
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}
        self.journals: dict[str, list[dict[str, Any]]] = {}

    def run(self) -> None:
        """Let all accounts do their rounds at one time, each request after the one before."""

        def go(one: Inhabitant) -> None:
            one.ask("DELETE", "/mocktr/faults")
            one.ask("DELETE", "/mocktr/journal")
            self.before[one.sid] = one.ask("GET", STATE)
            source = random.Random(one.sid)
            for _ in range(ROUNDS):
                one.round(source, settle=True)
            self.after[one.sid] = one.ask("GET", STATE)
            journal = one.ask("GET", "/mocktr/journal?kind=request")
            self.journals[one.sid] = journal["entries"]

        with ThreadPoolExecutor(len(self.inhabitants)) as pool:
            list(pool.map(go, self.inhabitants))

    def judge(self) -> Iterator[str]:
        """Where a fresh server comes to another state."""
        with Sandbox("support", **OPTIONS) as sandbox:
            app = Application(sandbox)

            def replay(sid: str) -> str | None:
                tenant = sandbox.tenant(sid)
                call_json(app, sid, "PUT", "/mocktr/state", self.before[sid])
                for entry in self.journals[sid]:
                    tenant.advance(max(parse_iso(entry["date"]), tenant.now))
                    ask_again(app, sid, entry)
                found = come_to(tenant, self.after[sid]["clock"]["now"])
                return difference(sid, self.after[sid], found)

            with ThreadPoolExecutor(AT_ONCE) as pool:
                found = [*filter(None, pool.map(replay, self.before))]
        count = sum(map(len, self.journals.values()))
        print(f"replay of {count} requests in {len(self.before)} accounts: {len(found)} differ")
        yield from found


def ask_again(app: Application, sid: str, entry: dict[str, Any]) -> None:
    """Do the request of an entry of the journal."""
    url, sent = f"https://taskrouter.twilio.com{entry['path']}", entry["parameters"]
    form = urlencode(sent, doseq=True)
    if entry["method"] == "POST":
        call(app, "POST", url, headers_of(sid), form.encode())
    else:
        call(app, entry["method"], f"{url}?{form}" if form else url, headers_of(sid), b"")


def call_json(app: Application, sid: str, method: str, path: str, body: Any) -> None:
    headers = headers_of(sid, "application/json")
    status, _, said = call(
        app, method, f"http://127.0.0.1{path}", headers, json.dumps(body).encode()
    )
    assert status == 200, said


def come_to(tenant: Tenant, now: int) -> Any:
    """The world at an instant (ms), as JSON."""
    tenant.advance(now)
    return json.loads(json.dumps(tenant.state(events=True)))


def difference(place: str, one: Any, other: Any) -> str | None:
    """Where two documents differ first; None where they are the same."""
    if one == other:
        return None
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        parts = [(name, one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        parts = [(str(number), *pair) for number, pair in enumerate(zip(one, other, strict=True))]
    else:
        return f"the replay differs at {place}: {str(one)[:300]} became {str(other)[:300]}"
    found = (difference(f"{place}.{name}", left, right) for name, left, right in parts)
    return next(filter(None, found))
