"""Set-up and tear-down of the fixtures, and `mocktr serve` until its first answer."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from time import perf_counter

from mocktr.taskrouter import in_process, on_a_port

OPTIONS = {"seed": "support", "tenants": "one"}
ROUNDS = 200


def cycle(make: Callable) -> float:
    start = perf_counter()
    with make(OPTIONS):
        pass
    return (perf_counter() - start) * 1000


def first_answer() -> float:
    """Milliseconds from starting the process to the end of its first answer."""
    command = [sys.executable, "-m", "mocktr", "serve", "--port", "0", "--seed", "support"]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
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
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return float(printed.stdout) * 1000


def row(name: str, times: list[float], bound: float) -> None:
    median, worst = statistics.median(times), max(times)
    print(f"{name:<44} {median:9.2f} {worst:9.2f} {bound:9.2f}")


def main() -> None:
    print(f"{'milliseconds':<44} {'median':>9} {'worst':>9} {'bound':>9}")
    cycle(in_process)
    row("fixture in process, set-up and tear-down", [cycle(in_process) for _ in range(ROUNDS)], 1)
    cycle(on_a_port)
    row("fixture on a port, stop included", [cycle(on_a_port) for _ in range(ROUNDS)], 15)
    row("the plugin in a run that does not use it", [plugin_import() for _ in range(5)], 10)
    row("mocktr serve until the first answer", [first_answer() for _ in range(5)], 500)


if __name__ == "__main__":
    main()
