"""The two ends of a client's connection: TLS outside, plain inside."""

from __future__ import annotations

import asyncio
import logging
import ssl
from contextlib import suppress
from time import monotonic

from mocktr.hosts import host_name, is_twilio

LOG = logging.getLogger(__name__)

TLS_HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1), and of no request."""
MOST_HEAD = 16 * 1024
CHUNK = 64 * 1024

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
REFUSED = (
    "HTTP/1.1 403 Forbidden: mocktr answers for *.twilio.com only\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: {length}\r\n"
    "Connection: close\r\n"
    "\r\n"
    "{text}"
)
"""Most clients show the reason of a proxy's refusal, but not its body."""


class End(asyncio.Protocol):
    """One end; where it can't take more, nothing more is read at the other."""

    transport: asyncio.Transport
    other: End

    def __init__(self) -> None:
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.lost.set_result(None)
        self.other.close()

    def close(self) -> None:
        """Close it when all is sent that was to be sent."""
        self.transport.close()

    def pause_writing(self) -> None:
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        self.other.transport.resume_reading()


class Inside(End):
    """The end towards the HTTP server."""

    def __init__(self, other: Outside) -> None:
        super().__init__()
        self.other: Outside = other
        other.other = self

    def data_received(self, data: bytes) -> None:
        self.other.is_answered()
        self.other.encrypt(data)


class Outside(End):
    """The end towards the client: maybe a request for a tunnel, then TLS.

    TLS is done here and not by asyncio, which waits on closing for the client's own goodbye.
    """

    def __init__(self, context: ssl.SSLContext, client: str) -> None:
        super().__init__()
        self.client = client
        self.shaken = asyncio.get_running_loop().create_future()
        self.busy = False
        """Whether what the client said last is not answered yet."""
        self.last_activity = monotonic()
        """When something came or went, in seconds of the machine's own clock."""
        self.opening: bytes | None = b""
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def is_answered(self) -> None:
        self.busy = False
        self.last_activity = monotonic()

    def data_received(self, data: bytes) -> None:
        self.last_activity = monotonic()
        if self.opening is not None:
            data = self.open(self.opening + data)
        if data:
            self.incoming.write(data)
            self.decrypt()

    def open(self, opening: bytes) -> bytes:
        """What of the first bytes is TLS; a request for a tunnel is answered."""
        self.opening = None
        if opening.startswith(TLS_HANDSHAKE):
            return opening
        head, end, rest = opening.partition(b"\r\n\r\n")
        if not end and len(opening) <= MOST_HEAD:
            self.opening = opening
            return b""
        refused = refusal(head)
        if refused is None:
            self.transport.write(ESTABLISHED)
            return rest
        self.transport.write(refused)
        self.transport.close()
        return b""

    def decrypt(self) -> None:
        """Hand over all that has come; the client's goodbye, or nonsense, is the end."""
        try:
            if not self.shaken.done():
                self.tls.do_handshake()
                self.shaken.set_result(None)
            while data := self.tls.read(CHUNK):
                self.busy = True
                self.other.transport.write(data)
        except ssl.SSLWantReadError:
            self.flush()
            return
        except ssl.SSLError as error:
            LOG.info("TLS with %s failed: %s", self.client, error)
        self.close()

    def encrypt(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.tls.write(data)
            self.flush()

    def flush(self) -> None:
        if pending := self.outgoing.read():
            self.transport.write(pending)

    def close(self) -> None:
        if not self.transport.is_closing():
            if self.shaken.done():
                with suppress(ssl.SSLError):
                    self.tls.unwrap()
            self.flush()
        self.transport.close()


def refusal(head: bytes) -> bytes | None:
    """The answer to a request that is none for a tunnel to Twilio's HTTPS port."""
    method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
    target = rest.partition(" ")[0]
    if method == "CONNECT":
        if is_twilio(host_name(target)) and target.endswith(":443"):
            return None
        text = (
            f"mocktr opens tunnels to *.twilio.com:443 only, not to {target}; "
            "name other hosts in NO_PROXY\n"
        )
    else:
        text = (
            "expected TLS, or CONNECT for a tunnel to *.twilio.com:443, "
            f"got {method} {target}; plain HTTP is spoken on another port\n"
        )
    length = len(text.encode())
    return REFUSED.format(length=length, text=text).encode()
