"""What a client sends, read in steps that grow with nothing but its length.

Theory of operation
-------------------
waitress holds each line of a request against patterns of which some go over it once for each place
in it, and looks for the end of the trailers from their beginning whenever something came. So a line
comes to these patterns in a form on which they succeed at once, and what has none is refused before
them. Chunks have a reader of their own, to which extensions and trailers are of no interest.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from copy import copy
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

MOST_HEADER = 64 * 1024
"""Bytes of the lines before the body."""

MOST_DIGITS = 16
"""Of the size of a body or a chunk."""

MOST_LINE = 4 * 1024
"""Bytes of a line between chunks."""

MOST_TRAILERS = 16 * 1024

LEAST_PORTION, MOST_PORTION = 2 * 1024, 64 * 1024
"""Bytes of a body that are read at a time."""

MOST_CHUNKS = 200
"""So many chunks are read at a time, as each costs more than its bytes."""

BLOCK = 256 * 1024
"""Bytes of a body that are written to a file at a time."""

BLANKS = b" \t"

USUAL = re.compile(
    rb"[!-~]+ [!-~]+ HTTP/1\.[01](?:\r\n[\w-]+: (?!\d{%d})[!-~]+(?: [!-~]+)*)*\r\n\r\n"
    % (MOST_DIGITS + 1)
)
"""Lines that are in their simplest form as they come, as nearly all are."""

VERSION = re.compile(rb"HTTP/[0-9]\.[0-9]")

HEXADECIMAL = re.compile(rb"[0-9a-fA-F]+")

SIZE_LINE = re.compile(rb"([0-9a-fA-F]{1,%d})\r\n" % MOST_DIGITS)
"""Before a chunk, as nearly all clients write it."""

CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
"""What has no place in a line."""


class Parser(HTTPRequestParser):
    """That of waitress, for which it reads."""

    adj: Any
    body_rcv: Any

    @property
    def portion(self) -> int:
        """How many bytes are to be read at a time: as many as others may wait for."""
        body, usual = self.body_rcv, self.adj.recv_bytes
        if body is None:
            return int(usual)
        most, left = (body.portion, body.left) if self.chunked else (MOST_PORTION, body.remain)
        # Not thousands of requests that follow.
        return int(min(most, max(left, usual)))

    def parse_header(self, header_plus: bytes) -> None:
        usual = USUAL.fullmatch(header_plus)
        super().parse_header(header_plus if usual else plain(header_plus))
        if self.chunked:
            self.body_rcv = ChunkReader(Body(self.adj.inbuf_overflow))
        elif self.body_rcv is not None:
            self.body_rcv.buf = Body(self.adj.inbuf_overflow)
        if self.adj.bulky(self.path, self.headers):
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = sys.maxsize


def plain(head: bytes) -> bytes:
    """The lines before a body, in their simplest form; raises ParsingError."""
    first, *lines = head.split(b"\r\n")
    words = first.rstrip().split(b" ")
    if len(words) not in (2, 3) or (len(words) == 3 and not VERSION.fullmatch(words[2])):
        raise ParsingError("Start line is invalid")
    return b"\r\n".join([first, *map(plain_line, unfolded(lines))])


def unfolded(lines: list[bytes]) -> list[bytes]:
    """Lines of which none goes on in the next one, as it once was allowed."""
    whole: list[list[bytes]] = []
    for line in lines:
        if whole and line.startswith((b" ", b"\t")):
            whole[-1].append(line.strip(BLANKS))
        else:
            whole.append([line])
    return [b" ".join(parts) for parts in whole]


def plain_line(line: bytes) -> bytes:
    """A header with one blank before its value; raises ParsingError."""
    if CONTROL.search(line):
        raise ParsingError("Invalid header")
    name, colon, value = line.partition(b":")
    value = value.strip(BLANKS)
    if name.lower() == b"content-length" and len(value) > MOST_DIGITS:
        raise ParsingError("Content-Length is invalid")
    return name + colon + b" " * bool(value) + value


class Body(OverflowableBuffer):
    """Takes a body in; what is in a file already is written to it in blocks.

    To write there takes several calls of the system, after each of which this thread has to wait
    for those that compute.
    """

    def __init__(self, overflow: int) -> None:
        super().__init__(overflow)
        self.block = bytearray()

    def __len__(self) -> int:
        return int(super().__len__()) + len(self.block)

    def append(self, data: bytes) -> None:
        if not self.overflowed:
            super().append(data)
            return
        self.block += data
        if len(self.block) >= BLOCK:
            self.write()

    def write(self) -> None:
        super().append(self.block)
        self.block = bytearray()

    def getfile(self) -> Any:
        if self.block:
            self.write()
        return super().getfile()


class ChunkReader:
    """Takes a chunked body in (RFC 9112, 7.1), as the receivers of waitress do."""

    def __init__(self, buffer: OverflowableBuffer) -> None:
        self.buffer = buffer
        self.completed = False
        self.error: BadRequest | None = None
        self.left = 0
        """How many bytes are left of the present chunk."""
        self.line = b""
        """What came of the present line."""
        self.trailers = 0
        """Bytes of trailers so far."""
        self.take: Callable[[bytes], None] = self.take_size
        """What the present line is for."""
        self.chunks = 0
        """How many began in what came last."""
        self.portion = LEAST_PORTION
        """How many bytes are to be read at a time, if chunks go on as they came."""

    def __len__(self) -> int:
        return len(self.buffer)

    def getfile(self) -> Any:
        return self.buffer.getfile()

    def getbuf(self) -> OverflowableBuffer:
        return self.buffer

    def received(self, data: bytes) -> int:
        """Take what came; answers how many bytes of it belong to the body."""
        place = self.chunks = 0
        while place < len(data) and not self.completed and self.error is None:
            if self.left:
                part = data[place : place + self.left]
                self.buffer.append(part)
                self.left -= len(part)
                place += len(part)
            elif self.line or self.take != self.take_size:
                place = self.read_line(data, place)
            else:
                place = self.take_whole(data, place) or self.read_line(data, place)
        few = MOST_CHUNKS * len(data) // (self.chunks + 1)
        self.portion = min(max(few, LEAST_PORTION), 2 * self.portion, MOST_PORTION)
        return place

    def take_whole(self, data: bytes, place: int) -> int:
        """Take the chunks of which all is there; answers where the next one begins, 0 if none is.

        It makes a body of many small ones cheap for all who wait for this thread.
        """
        parts: list[bytes] = []
        while found := SIZE_LINE.match(data, place):
            begin = found.end()
            end = begin + int(found[1], 16)
            if end == begin or data[end : end + 2] != b"\r\n":
                break
            parts.append(data[begin:end])
            place = end + 2
        self.buffer.append(b"".join(parts))
        self.chunks += len(parts)
        return place if parts else 0

    def read_line(self, data: bytes, place: int) -> int:
        """Read on to the end of a line, or of the data; answers where that is."""
        end = data.find(b"\n", place) + 1 or len(data)
        self.line += data[place : min(end, place + MOST_LINE)]
        if len(self.line) >= MOST_LINE:
            self.refuse("Line between chunks is too long")
        elif self.take == self.take_end and not b"\r\n".startswith(self.line):
            self.refuse("Chunk not properly terminated")
        elif self.line.endswith(b"\n"):
            line, self.line = self.line, b""
            if not line.endswith(b"\r\n") or CONTROL.search(line[:-2]):
                self.refuse("Invalid line between chunks")
            else:
                self.take(line[:-2])
        return end

    def take_size(self, line: bytes) -> None:
        digits = line.partition(b";")[0]
        if len(digits) > MOST_DIGITS or not HEXADECIMAL.fullmatch(digits):
            self.refuse("Invalid chunk size")
            return
        self.chunks += 1
        self.left = int(digits, 16)
        self.take = self.take_end if self.left else self.take_trailer

    def take_end(self, line: bytes) -> None:
        self.take = self.take_size

    def take_trailer(self, line: bytes) -> None:
        self.trailers += len(line)
        if self.trailers > MOST_TRAILERS:
            self.refuse("Trailers are too long")
        self.completed = not line

    def refuse(self, why: str) -> None:
        self.error = BadRequest(why)
