"""What the threads of a server share."""

import ctypes
import os
import platform
import subprocess
import sys

import pytest

from mocktr.server.memory import share_heap

HEAPS = """
import ctypes, sys, threading
from mocktr.server.memory import share_heap
{call}
together = threading.Barrier(9)
def work():
    kept = [bytes(2000) for _ in range(50)]
    together.wait()
    together.wait()
for _ in range(8):
    threading.Thread(target=work).start()
together.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
together.wait()
"""


def heaps(call, file, **environment):
    command = [sys.executable, "-c", HEAPS.format(call=call), file]
    subprocess.run(command, check=True, timeout=60, env={**os.environ, **environment})
    return file.read_text().count("<heap ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no glibc here")
def test_the_threads_of_a_server_share_one_heap(tmp_path):
    assert heaps("", tmp_path / "apart.xml") > 1
    assert heaps("share_heap()", tmp_path / "shared.xml") == 1
    assert 1 < heaps("share_heap()", tmp_path / "three.xml", MALLOC_ARENA_MAX="3") <= 3


class Windows:
    def __init__(self, name):
        raise TypeError


@pytest.fixture(autouse=True)
def silent_environment(monkeypatch):
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)


@pytest.mark.parametrize("library", [lambda name: object(), Windows])
def test_another_c_library_is_left_alone(library, monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", library)

    share_heap()
