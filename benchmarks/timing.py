"""What the benchmarks share: times of calls, taken in turns, and rows of a table.

It is the processor's time for this process, which does not grow when the machine has more to do.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Sequence
from time import process_time
from typing import TypeVar

from flask import Flask, request

T = TypeVar("T")

ROUNDS = 9

WIDTH = 48

INSTALLED = {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of a program that was installed: its modules are compiled already."""


def bare_view(body: str) -> Flask:
    """A Flask application that answers the same bytes and does nothing else."""
    app = Flask("bare")

    @app.route("/v1/Workspaces/<workspace>/Tasks", methods=["POST"])
    @app.route("/v1/Workspaces/<workspace>/Tasks/<task>")
    def view(workspace: str, task: str = ""):
        status = 201 if request.method == "POST" else 200
        return app.response_class(body, status, mimetype="application/json")

    return app


def per_call(call: Callable[[], object], calls: int) -> float:
    """Microseconds a call, on average."""
    start = process_time()
    for _ in range(calls):
        call()
    return (process_time() - start) / calls * 1e6


def in_turns(calls: int, *functions: Callable[[], object]) -> list[float]:
    """The median microseconds of each function's calls; a busy moment hits all of them."""
    for warm in functions:
        per_call(warm, 20)
    return medians(lambda function: per_call(function, calls), functions)


def medians(measured: Callable[[T], float], subjects: Sequence[T]) -> list[float]:
    """The median of what is measured of each subject, one after the other, round after round."""
    rounds = [[measured(one) for one in subjects] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def head(name: str, *columns: str) -> None:
    print(f"\n{name:<{WIDTH}}" + "".join(f" {column:>9}" for column in columns))


def row(name: str, *cells: float | str, digits: Sequence[int] = ()) -> None:
    """One line; numbers have two digits behind the point unless told."""
    places = [*digits, *[2] * len(cells)]
    texts = [
        one if isinstance(one, str) else f"{one:.{places[place]}f}"
        for place, one in enumerate(cells)
    ]
    print(f"{name:<{WIDTH}}" + "".join(f" {text:>9}" for text in texts))
