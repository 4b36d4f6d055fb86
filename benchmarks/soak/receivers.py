"""Receivers of callbacks for the soak, most of them bad: each kind below a path of its name.

Run as `python -m benchmarks.soak.receivers`; it prints its port, and ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter

SLOW, DRIP = 0.05, 0.02
"""Seconds to an answer, and between two bytes of one that never ends."""


def instruction(**words: str) -> bytes:
    body = json.dumps(words).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


ACCEPT = instruction(instruction="accept")
ERROR = b"HTTP/1.1 500 Sorry\r\nContent-Length: 4000\r\n\r\n" + b"!" * 4000
ANSWERS = {
    "accept": ACCEPT,
    "reject": instruction(instruction="reject"),
    "nonsense": instruction(instruction="no such thing"),
    "error": ERROR,
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /accept\r\nContent-Length: 0\r\n\r\n",
    "half": ERROR[:1000],
    "garbage": b"\x00\x01\x02 this is no HTTP\r\n\r\n",
    "close": b"",
    "slow": ACCEPT,
    "drip": b"HTTP/1.1 200 OK\r\nX: ",
    "silent": b"",
}
KINDS = [*ANSWERS]
TIMED = ("drip", "silent")
"""Those whose callbacks take all the time that there is."""


async def answer(reader: StreamReader, writer: StreamWriter) -> None:
    """Take a request in, and do with it what its path says."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
        await reader.readexactly(int(length or 0))
        kind = head.split(b" ")[1].strip(b"/").decode()
        await asyncio.sleep(SLOW if kind == "slow" else 0)
        writer.write(ANSWERS[kind])
        while kind == "drip":
            await writer.drain()
            await asyncio.sleep(DRIP)
            writer.write(b"x")
        if kind == "silent":
            await reader.read()
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        # The server hung up.
        pass
    finally:
        writer.close()


async def serve() -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
