"""Minutes of mixed load on a server, then the same requests once more, one by one.

Run as `python -m benchmarks.soak [SECONDS]`. Clients create and work off tasks, list, and fail by
faults that are planned; one moves the clock, one resets the world, one hangs up in the middle of
requests. Exits with 1 unless all errors were asked for, neither memory nor threads nor descriptors
grew after the first minute (the first half of a shorter run), and the replay of the journal comes
to the same state.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.load import ACCOUNT, HEADERS, Load
from mocktr import Sandbox
from mocktr.core.clock import parse_iso
from mocktr.gateway import call
from mocktr.web import Application

DURATION, WARM = 600.0, 60.0
MOST_GROWTH = 1.05
MOST_MORE = 1.5
"""They depend on how many clients happen to ask at one time."""
EXPECTED = "application returned too few bytes"
"""What the server says of an answer that is truncated."""


def replayed(entries: list[dict[str, Any]], now: int, before: dict[int, str]) -> Any:
    """The state of a fresh world after the same requests, each at its instant."""
    sandbox = Sandbox("support")
    app, tenant = Application(sandbox), sandbox.tenant(ACCOUNT)
    for entry in entries:
        tenant.advance(max(parse_iso(entry["date"]), tenant.now))
        if any(before[one] == "before" for one in entry["faults"]):
            continue
        sent = urlencode(entry["parameters"], doseq=True)
        url, body = f"https://taskrouter.twilio.com{entry['path']}", b""
        if entry["method"] == "POST":
            body = sent.encode()
        elif sent:
            url += f"?{sent}"
        call(app, entry["method"], url, HEADERS, body)
    tenant.advance(now)
    return json.loads(json.dumps(tenant.state()))


def resident(pid: int) -> float:
    """Megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s*(\d+) kB", status)[1]) / 1024


def held(pid: int) -> int:
    """Threads and file descriptors, together."""
    return sum(1 for kind in ("task", "fd") for _ in Path(f"/proc/{pid}/{kind}").iterdir())


def soak(seconds: float, errors: Any) -> list[str]:
    """What was wrong."""
    command = [sys.executable, "-m", "mocktr", "serve", "--port", "0"]
    command += ["--seed", "support", "--clock", "manual", "--journal", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        port = int(re.search(r"http://\S+:(\d+)", process.stdout.readline())[1])
        with Sandbox("support") as same:
            load = Load(port, next(iter(same.tenant(ACCOUNT).account.workspaces)))
        load.ask("POST", "/mocktr/reset")
        load.plan()
        memory: list[float] = []
        things: list[int] = []

        def look() -> None:
            memory.append(resident(process.pid))
            things.append(held(process.pid))

        load.run(seconds, look)
        state = load.ask("GET", "/mocktr/state")
        now = load.ask("GET", "/mocktr/clock")["now_ms"]
        journal = load.ask("GET", "/mocktr/journal?kind=request")["entries"]
        process.terminate()
    warm = max(1, round(min(WARM, seconds / 2)))
    early, late = max(memory[:warm]), max(memory[warm:])
    print(f"{load.seen.total()} answers in {seconds:.0f} s: {dict(sorted(load.seen.items()))}")
    print(f"memory: {early:.0f} MB at first, {late:.0f} MB later")
    few, many = max(things[:warm]), max(things[warm:])
    print(f"threads and descriptors: {few} at first, {many} later")
    same = replayed(journal, now, load.before) == state
    print(f"replay of the last {len(journal)} requests: {'the same' if same else 'another'} state")
    wrong = [*load.wrong]
    if late > early * MOST_GROWTH:
        wrong.append(f"memory grew by {late - early:.1f} MB")
    if many > few * MOST_MORE:
        wrong.append(f"threads and descriptors grew by {many - few}")
    return wrong if same else [*wrong, "the replay came to another state"]


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else DURATION
    with tempfile.TemporaryFile("w+") as errors:
        wrong = soak(seconds, errors)
        errors.seek(0)
        wrong += [line for line in errors.read().splitlines() if not line.startswith(EXPECTED)]
    for line in wrong[:50]:
        print(f"wrong: {line}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
