"""Compiled expressions against lambdas that follow the same rules by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import process_time_ns
from typing import Any, NamedTuple

from mocktr import expressions

Scope = dict[str, Any]
Test = Callable[[Scope], bool]

NUMERIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Race(NamedTuple):
    source: str
    rival: Test


TASKS: list[Scope] = [
    {"type": "support", "language": "es", "age": 12, "contactless": True},
    {"type": "sales", "language": "fr", "age": "15", "priority": 7},
    {"language": "en-US", "age": None},
]
WORKERS: list[Scope] = [
    {"sid": "WK1", "level": 7, "routing": {"skills": ["voice", "chat", "hold"]}},
    {"sid": "WK2", "level": "3", "routing": {"skills": ["chat"]}, "waiting": True},
    {"sid": "WK3"},
]
SCOPES = [
    {**task, "task": {**task, "target": "WK2"}, "worker": worker, **worker}
    for task in TASKS
    for worker in WORKERS
]


def above(value: Any, bound: int) -> bool:
    if isinstance(value, str):
        if not NUMERIC.fullmatch(value):
            return False
        value = float(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > bound


def same(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return expressions.equal(left, right)


RACES = [
    Race("type == 'support'", lambda s: s.get("type") == "support"),
    Race(
        "contactless != true",
        lambda s: (v := s.get("contactless")) is not True and not isinstance(v, (list, dict)),
    ),
    Race("level > 5", lambda s: above(s.get("level"), 5)),
    Race("language IN ['en', 'es', 'fr']", lambda s: s.get("language") in ("en", "es", "fr")),
    Race(
        "routing.skills HAS 'voice'",
        lambda s: (
            isinstance(r := s.get("routing"), dict)
            and isinstance(skills := r.get("skills"), list)
            and "voice" in skills
        ),
    ),
    Race(
        "'hold' NOT IN worker.routing.skills",
        lambda s: (
            isinstance(w := s.get("worker"), dict)
            and isinstance(r := w.get("routing"), dict)
            and isinstance(skills := r.get("skills"), list)
            and "hold" not in skills
        ),
    ),
    Race(
        "worker.sid == task.target",
        lambda s: same(
            w.get("sid") if isinstance(w := s.get("worker"), dict) else None,
            t.get("target") if isinstance(t := s.get("task"), dict) else None,
        ),
    ),
    Race(
        "worker.waiting != true AND (task.type == 'support' OR worker.routing.skills HAS 'chat')",
        lambda s: (
            isinstance(w := s.get("worker"), dict)
            and (v := w.get("waiting")) is not True
            and not isinstance(v, (list, dict))
            and (
                (isinstance(t := s.get("task"), dict) and t.get("type") == "support")
                or (
                    isinstance(r := w.get("routing"), dict)
                    and isinstance(skills := r.get("skills"), list)
                    and "chat" in skills
                )
            )
        ),
    ),
]


def nanoseconds(*tests: Test, attempts: int = 30) -> list[float]:
    """The least time of a call that several attempts show, on average over all scopes.

    The tests take turns, so that a busy machine is as unfair to one as to the other.
    """
    scopes = SCOPES * 100

    def attempt(test: Test) -> float:
        start = process_time_ns()
        for scope in scopes:
            test(scope)
        return (process_time_ns() - start) / len(scopes)

    rounds = [[attempt(test) for test in tests] for _ in range(attempts)]
    return [min(times) for times in zip(*rounds, strict=True)]


def main() -> None:
    print("ns per call:  compiled    lambda  ratio")
    for source, rival in RACES:
        matches = expressions.compile(source).matches
        assert [matches(scope) for scope in SCOPES] == [rival(scope) for scope in SCOPES], source
        compiled, by_hand = nanoseconds(matches, rival)
        print(f"{compiled:22.0f} {by_hand:9.0f} {compiled / by_hand:6.2f}   {source}")


if __name__ == "__main__":
    main()
