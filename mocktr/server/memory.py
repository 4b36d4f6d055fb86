"""Where the threads of a server get their memory from."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

M_ARENA_MAX = -8
"""glibc's name for how many heaps there may be (malloc.h)."""


def share_heap() -> None:
    """Let all threads of this process use one heap, where the C library is glibc.

    It would give each thread one of its own, for speed that Python's lock makes void; a server
    would grow for as long as its threads find new sizes to keep in theirs. What the environment
    says (`MALLOC_ARENA_MAX`) stands.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    # Other C libraries have no mallopt, or can't be asked for it.
    with suppress(AttributeError, TypeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
