"""Sockets whose calls keep Python's lock, on Linux.

Theory of operation
-------------------
To read from a socket that never waits, or to write to it, is done in some microseconds. Python lets
go of its lock for that all the same, and to get it back takes a turn of every thread that computes:
under load that is nine tenths of the time in which connections are taken and requests read. So
these are called without letting go of it.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import threading
from typing import Any

USUAL, MOST = 8 * 1024, 64 * 1024
"""Bytes that are read at a time."""

MOST_SENT = 256 * 1024
"""Bytes that are written at a time, which others wait for."""

LIBC = ctypes.PyDLL(None, use_errno=True)
LIBC.recv.restype = LIBC.send.restype = ctypes.c_ssize_t
LIBC.recv.argtypes = ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
LIBC.send.argtypes = ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int

# Found here, so that a system without it is told at once.
ACCEPT = LIBC.accept4

UsualBuffer, Buffer = ctypes.c_char * USUAL, ctypes.c_char * MOST
Origin = ctypes.c_char * 128
"""Room for the address of a client, of any family (`sockaddr_storage`)."""


class BriefSocket(socket.socket):
    """A connection that was taken; nothing that is done with it waits."""

    def __init__(self, *what: Any, **how: Any) -> None:
        super().__init__(*what, **how)
        self.lock = threading.Lock()
        """Once closed, its descriptor may be another connection's."""
        self.client: tuple[Any, ...] = ()
        """The address at the other end."""

    def setblocking(self, flag: bool) -> None:
        """It never waits."""

    def getpeername(self) -> Any:
        return self.client

    def recv(self, size: int, flags: int = 0) -> bytes:
        buffer = UsualBuffer() if size <= USUAL else Buffer()
        flags |= socket.MSG_DONTWAIT
        with self.lock:
            count = checked(LIBC.recv(self.fileno(), buffer, min(size, MOST), flags))
        return ctypes.string_at(buffer, count)

    def send(self, data: Any, flags: int = 0) -> int:
        flags |= socket.MSG_DONTWAIT
        content = bytes(data if len(data) <= MOST_SENT else data[:MOST_SENT])
        with self.lock:
            return checked(LIBC.send(self.fileno(), content, len(content), flags))

    def dup(self) -> Any:
        """One of Python's own, for whoever takes the connection over."""
        with self.lock:
            descriptor = os.dup(self.fileno())
        same = socket.socket(self.family, self.type, self.proto, fileno=descriptor)
        same.setblocking(False)
        return same

    def close(self) -> None:
        with self.lock:
            descriptor = self.detach()
            if descriptor >= 0:
                LIBC.close(descriptor)


class BriefListener(socket.socket):
    """A socket that listens, whose connections are brief ones."""

    def accept(self) -> tuple[socket.socket, Any]:
        origin, size = Origin(), ctypes.c_uint32(ctypes.sizeof(Origin))
        flags = socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
        descriptor = checked(ACCEPT(self.fileno(), origin, ctypes.byref(size), flags))
        kind = self.type | socket.SOCK_NONBLOCK
        taken = BriefSocket(self.family, kind, self.proto, fileno=descriptor)
        taken.client = address(self.family, bytes(origin))
        return taken, taken.client


def listener(sock: socket.socket) -> BriefListener:
    """The same socket that listens, in the place of this one."""
    same = BriefListener(sock.family, sock.type, sock.proto, fileno=sock.detach())
    same.setblocking(False)
    return same


def address(family: int, raw: bytes) -> tuple[Any, ...]:
    """An address as Python has it, of `sockaddr_in` or `sockaddr_in6`."""
    port = int.from_bytes(raw[2:4], "big")
    if family == socket.AF_INET:
        return socket.inet_ntoa(raw[4:8]), port
    flow, scope = int.from_bytes(raw[4:8], "big"), int.from_bytes(raw[24:28], sys.byteorder)
    return socket.inet_ntop(family, raw[8:24]), port, flow, scope


def checked(result: int) -> int:
    """What a call answered; raises OSError where it failed."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
