"""Where a server gets its memory from."""

import ctypes
import os
import platform
import re
import subprocess
import sys

import pytest

from mocktr.server.memory import SETTINGS, keep_compact

HELD_BY_THREADS = """
together = threading.Barrier(9)
def work():
    kept = [bytes(2000) for _ in range(50)]
    together.wait()
    together.wait()
for _ in range(8):
    threading.Thread(target=work).start()
together.wait()
tell()
together.wait()
"""

HELD_AFTER_ANOTHER = """
bytes(8_000_000)
kept = bytes(4_000_000)
tell()
"""

TOLD = """
import ctypes, sys, threading
from mocktr.server.memory import keep_compact
def tell():
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no glibc here")


def told(call, held, file, **environment):
    """What the allocator of a process tells of itself."""
    command = [sys.executable, "-c", f"{TOLD}{call}{held}", file]
    subprocess.run(command, check=True, timeout=60, env={**os.environ, **environment})
    return file.read_text()


@glibc
@pytest.mark.parametrize(
    ("call", "environment", "least", "most"),
    [
        ("", {}, 2, 9),
        ("keep_compact()", {}, 1, 1),
        ("keep_compact()", {"MALLOC_ARENA_MAX": "3"}, 2, 3),
    ],
)
def test_the_threads_of_a_server_share_one_heap(tmp_path, call, environment, least, most):
    text = told(call, HELD_BY_THREADS, tmp_path / "told.xml", **environment)

    assert least <= text.count("<heap ") <= most


@glibc
@pytest.mark.parametrize(
    ("call", "environment", "is_mapped"),
    [
        ("", {}, False),
        ("keep_compact()", {}, True),
        ("keep_compact()", {"MALLOC_MMAP_THRESHOLD_": "5000000"}, False),
    ],
)
def test_what_is_large_is_in_no_heap(tmp_path, call, environment, is_mapped):
    text = told(call, HELD_AFTER_ANOTHER, tmp_path / "told.xml", **environment)
    mapped = re.search(r'type="mmap" count="\d+" size="(\d+)"', text)

    assert (int(mapped[1]) > 4_000_000) == is_mapped


class Windows:
    def __init__(self, name):
        raise TypeError


@pytest.fixture(autouse=True)
def silent_environment(monkeypatch):
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)


@pytest.mark.parametrize("library", [lambda name: object(), Windows])
def test_another_c_library_is_left_alone(library, monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", library)

    keep_compact()
