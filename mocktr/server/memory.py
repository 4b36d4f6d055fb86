"""Where a server gets its memory from."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from typing import NamedTuple


class Setting(NamedTuple):
    """One of glibc's allocator."""

    number: int
    """Its name in malloc.h."""
    variable: str
    """What sets it in the environment, which then stands."""
    value: int


SETTINGS = [
    # So many heaps there may be. Each thread would have one of its own, for speed that Python's
    # lock makes void; a server would grow for as long as its threads find sizes to keep in theirs.
    Setting(-8, "MALLOC_ARENA_MAX", 1),
    # From so many bytes on, memory is got from the system and given back. The bound would grow with
    # what is freed, up to 32 MB, and bodies that come and go would leave holes between what stays.
    Setting(-3, "MALLOC_MMAP_THRESHOLD_", 128 * 1024),
]


def keep_compact() -> None:
    """Let the memory of a process not grow for nothing, where the C library is glibc."""
    # Other C libraries have no mallopt, or can't be asked for it.
    with suppress(AttributeError, TypeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        for setting in SETTINGS:
            if setting.variable not in os.environ:
                mallopt(setting.number, setting.value)
