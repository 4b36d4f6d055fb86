"""A team's server for two months of virtual time: what it keeps, and whether that still grows.

Run as `python -m benchmarks.month [DAYS] [TASKS]`. One account is there all the time, with so many
tasks a day, callbacks that are obeyed, refused and not understood, planned faults, snapshots,
states and explanations. Every day a few test runs come, each as an account of its own; some are
forgotten by a command, the others because nobody asks for them any more. Prints what there is every
few days, and exits with 1 if memory, threads or descriptors grew by more than a tenth after the
event log had come to its 30 days.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch

from benchmarks.soak.clients import headers_of
from mocktr import Sandbox
from mocktr.core.clock import DAY, HOUR
from mocktr.gateway import call
from mocktr.limits import EVENT_DAYS
from mocktr.sandbox.tenant import Tenant
from mocktr.web import Application

ACCOUNT = "AC" + "a" * 32
DAYS, TASKS = 70, 200
EVERY = 7
JOURNAL = 2_000
"""So many entries that the journal is full long before the end."""
RUNS, GONE_AFTER = 6, 2
"""Test runs a day, and days after which their accounts are forgotten."""
MOST_GROWTH = 1.1
API = "https://taskrouter.twilio.com"
ANSWERS: tuple[Any, ...] = (
    {"instruction": "accept"},
    {"instruction": "reject"},
    {"instruction": "dequeue", "from": "+15550100"},
    {"instruction": "no such thing", "padding": "x" * 2_000},
    None,
)


class Size(NamedTuple):
    """What there is at the end of a day."""

    accounts: int
    events: int
    alerts: int
    calls: int
    journal: int
    tasks: int
    kilobytes: int
    threads: int
    descriptors: int


class Month:
    """A server without a port, and who uses it."""

    def __init__(self, tasks: int) -> None:
        self.tasks = tasks
        self.seconds = 0.0
        """The machine's clock, which goes with that of the account."""
        self.sandbox = Sandbox("support", forget_accounts=GONE_AFTER, journal=JOURNAL)
        self.app = Application(self.sandbox)
        self.numbers = count(1)
        self.answers = count()
        self.sandbox.on_assignment(lambda call: ANSWERS[next(self.answers) % len(ANSWERS)])
        self.team = self.sandbox.tenant(ACCOUNT)
        self.workspace = next(iter(self.team.account.workspaces))

    def days(self, number: int) -> Iterator[Size]:
        """What there is at the end of each day."""
        with (
            patch("mocktr.sandbox.tenants.monotonic", lambda: self.seconds),
            patch("mocktr.sandbox.tenant.monotonic", lambda: self.seconds),
        ):
            for day in range(number):
                self.work(day)
                self.steer(day)
                self.test_runs(day)
                self.seconds += DAY / 1000
                yield self.size()

    def ask(self, method: str, path: str, form: str = "", account: str = ACCOUNT) -> None:
        """One request over the API, which may be refused as planned."""
        call(self.app, method, API + path, headers_of(account), form.encode())

    def work(self, day: int) -> None:
        """A day of the team's account."""
        root = f"/v1/Workspaces/{self.workspace}"
        for number in range(self.tasks):
            language = ("en", "es", "fr")[number % 3]
            self.ask("POST", f"{root}/Tasks", f'Attributes={{"language": "{language}"}}&Timeout=60')
            self.ask("GET", f"{root}/Tasks?PageSize=5")
            self.ask("GET", f"{root}/Workers/WK{number:032x}")
            self.team.advance_by(DAY // (self.tasks + 1))
        self.ask("GET", f"{root}/CumulativeStatistics?Minutes=43200")
        self.ask("POST", root, f"FriendlyName=Day {day}")

    def steer(self, day: int) -> None:
        """Admin commands, as tests and people give them."""
        self.admin("POST", f"snapshots/day-{day % 10}")
        self.admin("POST", "faults", {"path": "/Activities", "status": 503, "times": 1})
        self.ask("GET", f"/v1/Workspaces/{self.workspace}/Activities")
        self.admin("DELETE", "faults")
        expression = f"worker.day == {day} OR worker.skills HAS 'x{day}'"
        self.admin("POST", "expressions/evaluate", {"expression": expression, "worker": {}})
        document = self.team.state(events=True)
        self.admin("PUT", "state", document)

    def admin(self, method: str, path: str, body: Any = None) -> None:
        """One admin command."""
        text = b"" if body is None else json.dumps(body).encode()
        headers = headers_of(ACCOUNT, "application/json")
        status, _, said = call(self.app, method, f"http://127.0.0.1/mocktr/{path}", headers, text)
        assert status < 400, said

    def test_runs(self, day: int) -> None:
        """Accounts that come, do something, and go."""
        for number in range(RUNS):
            tenant = self.newcomer()
            [workspace] = tenant.account.workspaces
            if number % 3:
                path = f"/v1/Workspaces/{workspace}/Tasks"
                self.ask("POST", path, "Attributes={}", tenant.account.sid)
                tenant.advance_by(HOUR)
            if number % 2:
                self.sandbox.forget(tenant.account.sid)

    def newcomer(self) -> Tenant:
        return self.sandbox.tenant(f"AC{next(self.numbers):032x}")

    def size(self) -> Size:
        account = self.team.account
        gc.collect()
        return Size(
            accounts=len(self.sandbox.tenants()),
            events=len(account.events.entries),
            alerts=len(account.alerts.entries),
            calls=len(account.calls.entries),
            journal=len(self.team.journal.entries),
            tasks=len(account.tasks),
            kilobytes=tracemalloc.get_traced_memory()[0] // 1024,
            threads=threading.active_count(),
            descriptors=len(os.listdir("/proc/self/fd")),
        )


def main() -> None:
    days, tasks = (int(one) for one in (*sys.argv[1:], *(DAYS, TASKS)[len(sys.argv) - 1 :]))
    tracemalloc.start()
    print(f"{'day':>4}" + "".join(f"{name:>12}" for name in Size._fields))
    sizes = []
    for day, size in enumerate(Month(tasks).days(days), 1):
        sizes.append(size)
        if day % EVERY == 0 or day == days:
            print(f"{day:4}" + "".join(f"{number:12,}" for number in size), flush=True)
    settled = sizes[EVENT_DAYS.most + EVERY : EVENT_DAYS.most + 2 * EVERY]
    if not settled:
        raise SystemExit(f"after {days} days the event log is not yet as long as it gets")
    grown = [
        name
        for name in ("kilobytes", "threads", "descriptors")
        if getattr(sizes[-1], name) > MOST_GROWTH * max(getattr(one, name) for one in settled)
    ]
    print(f"grown after day {EVENT_DAYS.most + 2 * EVERY}: {', '.join(grown) or 'nothing'}")
    raise SystemExit(bool(grown))


if __name__ == "__main__":
    main()
