"""What is made of texts that come again and again, kept within bounds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def text_cache(most: int, most_characters: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function of a text (its first argument) answered, for all threads.

    The oldest answers go where there are more than `most`, or where their texts have more
    characters together: `lru_cache` would count a text of a megabyte as one of ten characters.
    Arguments are given by position. `cache_clear` forgets all.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        kept: dict[Hashable, T] = {}
        lock = threading.Lock()
        characters = 0

        def keep(key: tuple[str, ...], made: T) -> None:
            nonlocal characters
            with lock:
                if key not in kept:
                    kept[key] = made
                    characters += len(key[0])
                while len(kept) > most or characters > most_characters:
                    oldest = next(iter(kept))
                    del kept[oldest]
                    characters -= len(oldest[0])  # type: ignore[index]

        def clear() -> None:
            nonlocal characters
            with lock:
                kept.clear()
                characters = 0

        @wraps(function)
        def cached(*key: P.args, **none: P.kwargs) -> T:
            try:
                return kept[key]
            except KeyError:
                made = function(*key, **none)
            keep(key, made)  # type: ignore[arg-type]
            return made

        cached.cache_clear = clear  # type: ignore[attr-defined]
        return cached

    return decorate
