"""Set-up and tear-down of the fixtures, going back, and `mocktr serve` until its first answer."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from benchmarks.timing import INSTALLED
from mocktr.fixture import TaskRouter, in_process, on_a_port

OPTIONS = {"seed": "support", "tenants": "one"}
ROUNDS = 200

QUEUES, WORKERS = 10, 100
HUNDRED: dict[str, Any] = {
    "workspaces": [
        {
            "friendly_name": "Hundred",
            "task_queues": [
                {"friendly_name": f"q{n}", "target_workers": f"skills HAS 's{n}'"}
                for n in range(QUEUES)
            ],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {"task_routing": {"default_filter": {"queue": "q0"}}},
                }
            ],
            "workers": [
                {
                    "friendly_name": f"w{n}",
                    "activity": "Available",
                    "attributes": {"skills": [f"s{(n + k) % QUEUES}" for k in range(5)]},
                }
                for n in range(WORKERS)
            ],
        }
    ]
}
"""A hundred workers, each in five of ten queues."""


def elapsed(function: Callable[[], object]) -> float:
    start = process_time()
    function()
    return (process_time() - start) * 1000


def reset_and_look(test: TaskRouter) -> None:
    """The world is made when somebody looks at it."""
    test.reset()
    test.tenant.load()


def there_and_back(test: TaskRouter) -> None:
    with test.branch():
        pass


def going_back() -> None:
    """How long it takes to come back to a world of a hundred workers."""
    with in_process({"seed": HUNDRED, "tenants": "one"}) as test:
        test.snapshot("base")
        text = json.dumps(test.state())
        document = json.loads(text)
        for name, function, bound in (
            ("reset", test.reset, 0.5),
            ("reset, and a look at the world", lambda: reset_and_look(test), 2),
            ("snapshot", lambda: test.snapshot("base"), 4),
            ("restore", lambda: test.restore("base"), 2),
            ("branch, there and back", lambda: there_and_back(test), 6),
            (f"state, {len(text) // 1000} kB", test.state, 10),
            ("load_state", lambda: test.load_state(document), 50),
        ):
            times = [elapsed(function) for _ in range(ROUNDS)]
            row(f"{WORKERS} workers: {name}", times, bound)


def cycle(make: Callable, look: Callable[[TaskRouter], object] = bool) -> float:
    start = process_time()
    with make(OPTIONS) as test:
        look(test)
    return (process_time() - start) * 1000


def first_answer() -> float:
    """Milliseconds from starting the process to the end of its first answer."""
    command = [sys.executable, "-m", "mocktr", "serve", "--port", "0", "--seed", "support"]
    start = perf_counter()
    with subprocess.Popen(command, env=INSTALLED, stdout=subprocess.PIPE, text=True) as process:
        url = re.search(r"http://\S+", process.stdout.readline()).group()
        urllib.request.urlopen(url + "/mocktr/health").read()
        elapsed = (perf_counter() - start) * 1000
        process.terminate()
    return elapsed


def plugin_import() -> float:
    """Milliseconds that the plugin adds to a test run which uses none of its fixtures."""
    program = (
        "import pytest, time; start = time.perf_counter(); import mocktr.pytest_plugin; "
        "print(time.perf_counter() - start)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], env=INSTALLED, capture_output=True, check=True
    )
    return float(printed.stdout) * 1000


def row(name: str, times: list[float], bound: float) -> None:
    median, worst = statistics.median(times), max(times)
    print(f"{name:<44} {median:9.2f} {worst:9.2f} {bound:9.2f}")


def main() -> None:
    print(f"{'milliseconds':<44} {'median':>9} {'worst':>9} {'bound':>9}")
    cycle(in_process)
    row("fixture in process, set-up and tear-down", [cycle(in_process) for _ in range(ROUNDS)], 1)
    looks = [cycle(in_process, lambda test: test.tenant.load()) for _ in range(ROUNDS)]
    row("the same with a look at the world", looks, 1)
    cycle(on_a_port)
    row("fixture on a port, stop included", [cycle(on_a_port) for _ in range(ROUNDS)], 15)
    going_back()
    row("the plugin in a run that does not use it", [plugin_import() for _ in range(5)], 10)
    row("mocktr serve until the first answer", [first_answer() for _ in range(5)], 500)


if __name__ == "__main__":
    main()
