"""What a healthy account sees of a server while others take all that they can get.

Run as `python -m benchmarks.shares [SECONDS]`, so long for each attack (see `attacks`), then all at
once; each by accounts of their own, from another process.
Those who attack would be on other machines: what they compute comes last on this one.
Exits with 1 if the healthy account, `health` or its `reset` took longer than 250 ms.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from itertools import cycle
from pathlib import Path

from benchmarks.shares.attacks import ATTACKS
from benchmarks.shares.client import TASK, Client

LONGEST = 0.25
"""Seconds."""
SECONDS = 10.0
LEAST_PRIORITY = 19
"""Of a process, as `nice` has it."""
HEALTHY = "AC" + "b" * 32


def healthy(port: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds."""
    client, taken = Client(port, HEALTHY), []
    root = client.root
    asked = cycle(
        [
            ("GET", f"{root}/Workers", None),
            ("POST", f"{root}/Tasks", TASK),
            ("GET", "/mocktr/health", None),
            ("GET", "/mocktr/journal", None),
            ("GET", f"{root}/Tasks", None),
            ("POST", "/mocktr/clock/advance?seconds=5", None),
            ("GET", f"{root}/Statistics", None),
            ("GET", "/mocktr/state", None),
            ("POST", "/mocktr/reset", None),
        ]
    )
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        client.ask(*next(asked))
        taken.append(time.perf_counter() - begun)
        time.sleep(0.03)
    return sorted(taken)


def measure(name: str, attacks: list[str], seconds: float) -> bool:
    """Whether all answers came in time on a server under these attacks."""
    command = [sys.executable, "-m", "mocktr", "serve", "--port", "0", "--seed", "support"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+:(\d+)", server.stdout.readline())
        assert found is not None
        attacker = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.shares", "--attack", found[1], *attacks]
        )
        time.sleep(2)
        taken = healthy(int(found[1]), seconds)
        status = Path(f"/proc/{server.pid}/status").read_text()
        threads = re.search(r"Threads:\s*(\d+)", status)
        descriptors = len(os.listdir(f"/proc/{server.pid}/fd"))
        attacker.kill()
        attacker.wait()
        server.terminate()
    late = sum(one > LONGEST for one in taken)
    half, most, last = (1000 * taken[int(part * (len(taken) - 1))] for part in (0.5, 0.99, 1))
    print(
        f"{name:<10} {len(taken)} answers: {half:.0f} ms, 99 % in {most:.0f} ms, "
        f"longest {last:.0f} ms, {late} late; "
        f"{threads[1] if threads else '?'} threads, {descriptors} descriptors",
        flush=True,
    )
    return not late


def main() -> None:
    if sys.argv[1:2] == ["--attack"]:
        os.nice(LEAST_PRIORITY)
        for name in sys.argv[3:]:
            ATTACKS[name](int(sys.argv[2]))
        threading.Event().wait()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    rounds = {"nobody": [], **{name: [name] for name in ATTACKS}, "all": [*ATTACKS]}
    kept = [measure(name, attacks, seconds) for name, attacks in rounds.items()]
    raise SystemExit(not all(kept))


if __name__ == "__main__":
    main()
