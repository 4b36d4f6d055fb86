"""Clients who do all sorts of things to a server at once, and count what they see."""

from __future__ import annotations

import json
import random
import socket
import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from http.client import BadStatusLine, HTTPConnection, IncompleteRead, RemoteDisconnected
from time import monotonic
from typing import Any
from urllib.parse import urlencode

RESET_EVERY = 4_000
"""Answers between two resets: as many each time, so that memory can be compared."""
ACCOUNT = "AC" + "a" * 32
KNOWN = {"Authorization": "Basic " + b64encode(f"{ACCOUNT}:token".encode()).decode()}
HEADERS = {**KNOWN, "Content-Type": "application/x-www-form-urlencoded"}
FAULTY = "/v1/Workspaces/*/Activities"
"""Only there requests go wrong as planned: an error elsewhere was not asked for."""
FAULTS: list[dict[str, Any]] = [
    {"status": 503, "every": 3, "retry_after": 1},
    {"effect": "cut", "every": 4, "when": "after"},
    {"effect": "truncate", "every": 5},
    {"effect": "garbage", "every": 6},
]
STALE = {400, 404}
"""What becomes of requests for a task that another client or a reset took away."""


class Load:
    """Clients of one server, each in a thread, with what they saw."""

    def __init__(self, port: int, workspace: str) -> None:
        self.port = port
        self.root = f"/v1/Workspaces/{workspace}"
        self.over = threading.Event()
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.due = RESET_EVERY
        self.before: dict[int, str] = {}
        """When each fault takes effect, by number."""

    def ask(self, method: str, path: str, form: Any = None, faulty: bool = False) -> Any:
        """The answer's JSON; None for what is stale, or broken as planned."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            admin = path.startswith("/mocktr")
            body = (json.dumps if admin else urlencode)(form) if form is not None else None
            headers = {**KNOWN, "Content-Type": "application/json"} if admin else HEADERS
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            self.seen[f"{method} {answer.status}"] += 1
            if answer.status == 503 and faulty:
                return None
            if answer.status in STALE and not admin:
                return None
            if answer.status >= 300:
                self.wrong.append(f"{method} {path}: {answer.status} {content[:200]!r}")
                return None
            return json.loads(content) if content else None
        except (IncompleteRead, RemoteDisconnected, BadStatusLine, ValueError, OSError) as error:
            self.seen[type(error).__name__] += 1
            if not faulty:
                self.wrong.append(f"{method} {path}: {error!r}")
            return None
        finally:
            connection.close()

    def work(self, source: random.Random) -> None:
        """The life of a task."""
        attributes = json.dumps({"language": source.choice(["en", "es", "fr"])})
        task = self.ask("POST", f"{self.root}/Tasks", {"Attributes": attributes})
        if task is None:
            return
        path = f"{self.root}/Tasks/{task['sid']}"
        found = self.ask("GET", f"{path}/Reservations") or {"reservations": []}
        for one in found["reservations"]:
            answer = {"ReservationStatus": source.choice(["accepted", "rejected"])}
            self.ask("POST", f"{path}/Reservations/{one['sid']}", answer)
        self.ask("POST", path, {"Priority": source.randrange(9)})
        way = {"AssignmentStatus": source.choice(["completed", "canceled"]), "Reason": "done"}
        if self.ask("POST", path, way) is None or source.random() < 0.3:
            self.ask("DELETE", path)

    def look(self, source: random.Random) -> None:
        """Lists, workers who come and go, and an error."""
        listed = self.ask("GET", f"{self.root}/Workers?PageSize=2")
        activities = self.ask("GET", f"{self.root}/Activities?PageSize=50", faulty=True)
        if listed and activities:
            [worker] = source.sample(listed["workers"], 1)
            activity = source.choice(activities["activities"])["sid"]
            self.ask("POST", f"{self.root}/Workers/{worker['sid']}", {"ActivitySid": activity})
        self.ask("GET", f"{self.root}/Tasks?AssignmentStatus=pending")
        self.ask("POST", f"{self.root}/Workers", {"FriendlyName": "alice"})

    def hang_up(self, source: random.Random) -> None:
        """Leave in the middle of a request, or before its answer."""
        body = urlencode({"Attributes": "{}"})
        head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        text = f"POST {self.root}/Tasks HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}"
        whole = f"{text}\r\n\r\n{body}".encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(whole[: source.choice([len(whole), source.randrange(len(whole))])])
        self.over.wait(0.02)

    def advance(self, source: random.Random) -> None:
        self.ask("POST", "/mocktr/clock/advance", {"seconds": source.choice([1, 30, 400])})
        self.over.wait(0.05)

    def reset(self, source: random.Random) -> None:
        """Another world under everybody's feet, with new faults."""
        self.over.wait(0.1)
        if self.seen.total() >= self.due:
            self.due = self.seen.total() + RESET_EVERY
            self.ask("POST", "/mocktr/reset")
            self.plan()

    def plan(self) -> None:
        for fault in FAULTS:
            planned = self.ask("POST", "/mocktr/faults", {"path": FAULTY, **fault})
            self.before[planned["id"]] = planned["when"]

    def run(self, seconds: float, watch: Callable[[], None]) -> None:
        """All clients at once, while `watch` is called each second."""
        roles = [self.work] * 4 + [self.look] * 2 + [self.hang_up, self.advance, self.reset]

        def repeat(role: Callable[[random.Random], None], source: random.Random) -> None:
            while not self.over.is_set():
                role(source)

        threads = [
            threading.Thread(target=repeat, args=(role, random.Random(number)))
            for number, role in enumerate(roles)
        ]
        for thread in threads:
            thread.start()
        end = monotonic() + seconds
        # Not just after a reset, so that there is something to replay.
        while monotonic() < end or self.seen.total() < self.due - RESET_EVERY // 2:
            self.over.wait(1)
            watch()
        self.over.set()
        for thread in threads:
            thread.join()
