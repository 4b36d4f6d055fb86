"""Clients who do all sorts of things to the accounts of a server, and count what they see."""

from __future__ import annotations

import json
import random
import socket
from base64 import b64encode
from collections import Counter
from http.client import BadStatusLine, HTTPConnection, HTTPException, IncompleteRead
from typing import Any
from urllib.parse import urlencode

FAULTY = "/v1/Workspaces/*/Activities"
"""Only there requests go wrong as planned: an error elsewhere was not asked for."""
FAULTS: list[dict[str, Any]] = [
    {"status": 503, "every": 3, "retry_after": 1},
    {"effect": "cut", "every": 4, "when": "after"},
    {"effect": "truncate", "every": 5},
    {"effect": "garbage", "every": 6},
]
STALE = {400, 404, 409}
"""What becomes of requests for what another client or the clock took away."""
BROKEN = (HTTPException, IncompleteRead, BadStatusLine, ValueError, OSError)
LOOKS = [
    *("journal?limit=50", "callbacks", "alerts", "calls"),
    *("clock", "faults", "scheduler", "coverage", "statistics", "seed", "state", "snapshots"),
    *("events?limit=50", "behaviors", "timeline", "accounts", "about", "health", "undo"),
]


def headers_of(sid: str, kind: str = "application/x-www-form-urlencoded") -> dict[str, str]:
    credentials = b64encode(f"{sid}:token".encode()).decode()
    return {"Authorization": f"Basic {credentials}", "Content-Type": kind}


class Client:
    """Asks for one account after the other on one connection, which it keeps."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = HTTPConnection("127.0.0.1", port, timeout=300)
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []

    def ask(
        self, sid: str, method: str, path: str, form: Any = None, is_faulty: bool = False
    ) -> Any:
        """The answer's JSON; None for what is stale, or broken as planned."""
        admin = path.startswith("/mocktr")
        body = (json.dumps if admin else urlencode)(form) if form is not None else None
        headers = headers_of(sid, "application/json") if admin else headers_of(sid)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
            found = json.loads(content) if content else None
        except BROKEN as error:
            self.connection.close()
            self.seen[type(error).__name__] += 1
            if not is_faulty:
                self.wrong.append(f"{method} {path}: {error!r}")
            return None
        self.seen[f"{method} {answer.status}"] += 1
        if answer.status < 300:
            return found
        is_stale = answer.status in STALE and not (admin and answer.status == 400)
        if not is_stale and not (answer.status == 503 and is_faulty):
            self.wrong.append(f"{method} {path}: {answer.status} {content[:200]!r}")
        return None

    def close(self) -> None:
        self.connection.close()


class Inhabitant:
    """An account of the server: its world, and what is done there again and again."""

    def __init__(self, number: int, client: Client, tasks: int, hours: int) -> None:
        self.sid = f"AC{number:032x}"
        self.client = client
        self.tasks, self.hours = tasks, hours
        """What a round has: so many tasks, and so much virtual time."""
        self.rounds = 0
        [workspace] = self.ask("GET", "/v1/Workspaces")["workspaces"]
        self.root = f"/v1/Workspaces/{workspace['sid']}"
        activities = self.ask("GET", f"{self.root}/Activities")["activities"]
        self.activities = {one["friendly_name"]: one["sid"] for one in activities}
        workers = self.ask("GET", f"{self.root}/Workers")["workers"]
        self.workers = [one["sid"] for one in workers]

    def ask(self, method: str, path: str, form: Any = None) -> Any:
        return self.client.ask(self.sid, method, path, form)

    def point(self, url: str, fallback: str) -> None:
        """Send the callbacks there, and assignments to the fallback where that fails."""
        events = {"EventCallbackUrl": url, "EventsFilter": "task.created,task.completed"}
        self.ask("POST", self.root, events)
        [workflow] = self.ask("GET", f"{self.root}/Workflows")["workflows"]
        form = {"AssignmentCallbackUrl": url, "FallbackAssignmentCallbackUrl": fallback}
        self.ask("POST", f"{self.root}/Workflows/{workflow['sid']}", form)

    def plan(self) -> None:
        for fault in FAULTS:
            self.ask("POST", "/mocktr/faults", {"path": FAULTY, **fault})

    def round(self, source: random.Random, settle: bool = False) -> None:
        """Lives of tasks, and some time; `settle` waits for callbacks before each step."""

        def do(method: str, path: str, form: Any = None) -> Any:
            if settle:
                self.ask("POST", "/mocktr/scheduler/settle")
            return self.ask(method, path, form)

        for worker in self.workers:
            name = source.choice(["Available", "Available", "Unavailable", "Offline"])
            do("POST", f"{self.root}/Workers/{worker}", {"ActivitySid": self.activities[name]})
        for _ in range(self.tasks):
            attributes = json.dumps({"language": source.choice(["en", "es", "fr"])})
            form = {"Attributes": attributes, "Timeout": source.choice([60, 86_400])}
            task = do("POST", f"{self.root}/Tasks", form)
            path = f"{self.root}/Tasks/{task['sid']}"
            for one in (do("GET", f"{path}/Reservations") or {"reservations": []})["reservations"]:
                answer = {"ReservationStatus": source.choice(["accepted", "rejected"])}
                do("POST", f"{path}/Reservations/{one['sid']}", answer)
            do("POST", path, {"Priority": source.randrange(9)})
            way = {"AssignmentStatus": source.choice(["completed", "canceled"]), "Reason": "done"}
            if source.random() < 0.7 and do("POST", path, way) and source.random() < 0.3:
                do("DELETE", path)
        do("POST", "/mocktr/clock/advance", {"hours": self.hours})
        self.rounds += 1


def look(client: Client, at: Inhabitant, source: random.Random) -> None:
    """Lists, explanations, commands that look, one that fails, and faults that are met."""
    sid, root = at.sid, at.root
    client.ask(sid, "GET", f"{root}/Workers?PageSize=2")
    client.ask(sid, "GET", f"{root}/Activities", is_faulty=True)
    client.ask(sid, "POST", f"{root}/Workers", {"FriendlyName": "alice"})
    client.ask(sid, "GET", f"{root}/CumulativeStatistics?Minutes=43200")
    listed = client.ask(sid, "GET", f"{root}/Tasks?PageSize=5") or {"tasks": []}
    for task in listed["tasks"]:
        client.ask(sid, "GET", f"/mocktr/tasks/{task['sid']}/explain")
    board = client.ask(sid, "GET", "/mocktr/board")
    client.ask(sid, "GET", f"/mocktr/changes?since={board['position']}")
    for path in source.sample(LOOKS, 3):
        client.ask(sid, "GET", f"/mocktr/{path}")
    level = source.randrange(50)
    tried = {"expression": f"level > {level}", "worker": {"level": source.random()}}
    client.ask(sid, "POST", "/mocktr/expressions/evaluate", tried)
    if source.random() < 0.1:
        client.ask(sid, "POST", "/mocktr/snapshots/soak")
        client.ask(sid, "DELETE", "/mocktr/snapshots/soak")


def hang_up(at: Inhabitant, source: random.Random) -> None:
    """Leave in the middle of a request, or before its answer."""
    body = urlencode({"Attributes": "{}"})
    head = "".join(f"{name}: {value}\r\n" for name, value in headers_of(at.sid).items())
    text = f"POST {at.root}/Tasks HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}"
    whole = f"{text}\r\n\r\n{body}".encode()
    with socket.create_connection(("127.0.0.1", at.client.port), timeout=30) as connection:
        connection.sendall(whole[: source.choice([len(whole), source.randrange(len(whole))])])
