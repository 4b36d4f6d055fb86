"""Minutes of mixed load on a server, then a stretch of it once more on another one.

Run as `python -m benchmarks.soak [SECONDS]`. Each of the accounts works off tasks and moves its
clock by days, so that what is old goes; none is ever reset. Their callbacks go to receivers of
which most are bad. Others look, run into planned faults, and hang up in the middle of requests.

Once each account is past its first 33 days, which is as far as memory goes back, the measured
stretch begins. Exits with 1 unless

- all errors were asked for, and the server logged none of its own,
- the most memory in the last quarter of the stretch is at most 5 % above that in the first quarter,
  and threads and descriptors together are at most half as many again,
- no descriptor is left when all clients have gone,
- the requests of a last stretch, done again by a fresh server from the states before it, come to
  the same states with the same event logs.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.soak.clients import Client, Inhabitant, hang_up, look
from benchmarks.soak.receivers import KINDS, TIMED
from benchmarks.soak.replay import OPTIONS, Stretch
from benchmarks.timing import INSTALLED

DURATION, LONGEST_WARM = 600.0, 900.0
ACCOUNTS, LOOKERS = 20, 3
USUAL, TIMED_OUT = (4, 60), (1, 240)
"""Tasks and hours in a round; there are fewer where each callback takes its whole time."""
WARM = 33 * 24
"""Hours until what there is goes back as far as it ever will."""
JOURNAL = 300
"""Few entries, so that the journal is full soon."""
MOST_GROWTH, MOST_MORE = 1.05, 1.5
"""Of memory, and of threads and descriptors: they depend on how many happen to wait at one time."""
EXPECTED = "application returned too few bytes"
"""What the server says of an answer that is truncated."""
SERVER = ("mocktr", "serve", "--port", "0", "--seed", "support", "--journal", str(JOURNAL))


class Watch:
    """What a process holds, second by second."""

    def __init__(self, pid: int) -> None:
        self.folder = Path(f"/proc/{pid}")
        self.memory: list[float] = []
        self.things: list[float] = []

    def look(self) -> None:
        status = (self.folder / "status").read_text()
        found = re.search(r"VmRSS:\s*(\d+) kB", status)
        assert found is not None
        self.memory.append(int(found[1]) / 1024)
        self.things.append(self.count("task") + self.count("fd"))

    def count(self, kind: str) -> int:
        return sum(1 for _ in (self.folder / kind).iterdir())

    def judge(self) -> Iterator[str]:
        """What grew; what there is is printed."""
        quarter = max(len(self.memory) // 4, 1)
        kinds = [("MB of memory", self.memory, MOST_GROWTH)]
        kinds.append(("threads and descriptors", self.things, MOST_MORE))
        for name, seen, most in kinds:
            first, last = max(seen[:quarter]), max(seen[-quarter:])
            print(f"{name}: {first:.0f} at first, {last:.0f} at last;", *tenths(seen))
            if last > first * most:
                yield f"{name} grew from {first:.1f} to {last:.1f}"


def tenths(seen: list[float]) -> Iterator[str]:
    """The most in each tenth of a time, which tells what settles from what grows."""
    for part in range(10):
        within = seen[len(seen) * part // 10 : len(seen) * (part + 1) // 10]
        yield f"{max(within, default=0):.0f}"


class Soak:
    """A server under load, and what is wrong with it."""

    def __init__(self, port: int, pid: int, receivers: int) -> None:
        self.port, self.pid = port, pid
        self.over = threading.Event()
        self.clients: list[Client] = []
        self.wrong: list[str] = []
        self.before = Watch(pid).count("fd")
        self.inhabitants: list[Inhabitant] = []
        for number, kind in zip(range(1, ACCOUNTS + 1), cycle(KINDS), strict=False):
            round_of = TIMED_OUT if kind in TIMED else USUAL
            one = Inhabitant(number, self.client(), *round_of)
            url = f"http://127.0.0.1:{receivers}"
            # Else the task would be offered again and again, and each time that takes its while.
            one.point(f"{url}/{kind}", f"{url}/{'accept' if kind in TIMED else 'close'}")
            one.plan()
            self.inhabitants.append(one)

    def client(self) -> Client:
        self.clients.append(Client(self.port))
        return self.clients[-1]

    def work(self, at: Inhabitant) -> Callable[[random.Random], None]:
        """An account's rounds, whose clients hang up as often in a day, however fast it goes by."""

        def once(source: random.Random) -> None:
            at.round(source)
            # What slow receivers are sent is few.
            for _ in range(at.tasks - 1):
                hang_up(at, source)

        return once

    def wander(self) -> Callable[[random.Random], None]:
        """Look at one account after the other."""
        client = self.client()

        def once(source: random.Random) -> None:
            look(client, source.choice(self.inhabitants), source)
            self.over.wait(0.01)

        return once

    def repeat(self, number: int, role: Callable[[random.Random], None]) -> None:
        source = random.Random(number)
        while not self.over.is_set():
            try:
                role(source)
            except Exception as error:
                self.wrong.append(f"a client ended: {error!r}")
                raise

    def run(self, seconds: float) -> Iterator[str]:
        """Load until memory goes back as far as it will, and then for the rest of the time."""
        roles = [*map(self.work, self.inhabitants), *(self.wander() for _ in range(LOOKERS))]
        threads = [
            threading.Thread(target=self.repeat, args=numbered) for numbered in enumerate(roles)
        ]
        for thread in threads:
            thread.start()
        began, watch = monotonic(), Watch(self.pid)
        while self.is_cold() and monotonic() < began + LONGEST_WARM and not self.wrong:
            sleep(0.2)
        if self.is_cold():
            yield "the warm-up did not come to its end"
        warm = monotonic()
        print(f"warm after {warm - began:.0f} s", flush=True)
        end = max(began + seconds, warm + seconds / 2)
        while monotonic() < end and not self.wrong:
            sleep(1)
            watch.look()
        self.over.set()
        for thread in threads:
            thread.join()
        days = [one.rounds * one.hours // 24 for one in self.inhabitants]
        print(f"{min(days)} to {max(days)} days went by in {len(days)} accounts")
        yield from watch.judge()

    def is_cold(self) -> bool:
        return any(one.rounds * one.hours < WARM for one in self.inhabitants)

    def tell(self) -> Iterator[str]:
        """What the clients saw; then they leave, with all their descriptors."""
        seen: Counter[str] = Counter()
        for client in self.clients:
            seen.update(client.seen)
            client.close()
            yield from client.wrong
        print(f"{seen.total()} answers: {dict(sorted(seen.items()))}")
        watch, end = Watch(self.pid), monotonic() + 10
        while (left := watch.count("fd") - self.before) > 0 and monotonic() < end:
            sleep(0.1)
        if left > 0:
            yield f"{left} descriptors are left"


@contextmanager
def running(*command: str, errors: Any = None) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A module of Python in a process of its own, with the port that it prints."""
    ways = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors, "text": True}
    with subprocess.Popen([sys.executable, "-m", *command], env=INSTALLED, **ways) as process:
        try:
            port = re.search(r"(\d+)\D*$", process.stdout.readline())
            assert port is not None
            yield process, int(port[1])
        finally:
            process.terminate()


def soak(seconds: float, errors: Any) -> Iterator[str]:
    """What was wrong."""
    options = [f"--{name.replace('_', '-')}={value}" for name, value in OPTIONS.items()]
    with (
        running("benchmarks.soak.receivers") as (_, receivers),
        running(*SERVER, *options, errors=errors) as (server, port),
    ):
        load = Soak(port, server.pid, receivers)
        yield from load.run(seconds)
        yield from load.wrong
        stretch = Stretch(load.inhabitants)
        stretch.run()
        yield from load.tell()
        yield from stretch.judge()


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else DURATION
    with tempfile.TemporaryFile("w+") as errors:
        wrong = list(soak(seconds, errors))
        errors.seek(0)
        wrong += [line for line in errors.read().splitlines() if not line.startswith(EXPECTED)]
    for line in wrong[:50]:
        print(f"wrong: {line}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
