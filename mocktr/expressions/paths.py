"""From a reference to the value that a scope has there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mocktr.expressions.values import ARRAY

Steps = tuple["str | int", ...]


class ScopeLike(Protocol):
    """What an expression is evaluated over: a dict, or anything else that looks up a key."""

    def get(self, key: str, /) -> object: ...


Fetch = Callable[[ScopeLike], object]


def fetcher(steps: Steps) -> Fetch:
    """A function that takes these steps through a scope; where nothing is, it finds NULL."""
    first, *rest = steps
    name = str(first)
    if not rest:
        return lambda scope: scope.get(name)
    return _fetch_inner(name, rest[0]) if len(rest) == 1 else _fetch_deep(name, rest)


def _fetch_inner(name: str, step: str | int) -> Fetch:
    def fetch(scope: ScopeLike) -> object:
        value = scope.get(name)
        if value is None:
            return None
        return value.get(step) if value.__class__ is dict else _take(value, step)

    return fetch


def _fetch_deep(name: str, steps: list[str | int]) -> Fetch:
    def fetch(scope: ScopeLike) -> object:
        value = scope.get(name)
        for step in steps:
            if value is None:
                return None
            value = value.get(step) if value.__class__ is dict else _take(value, step)
        return value

    return fetch


def _take(value: object, step: str | int) -> object:
    """One step into whatever a scope holds."""
    if isinstance(step, int):
        return value[step] if isinstance(value, ARRAY) and step < len(value) else None
    look_up = getattr(value, "get", None)
    return look_up(step) if look_up else None
