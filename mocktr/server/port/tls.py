"""The port that speaks TLS: as the real host, and as the HTTPS proxy that leads to it.

Theory of operation
-------------------
A client that is made to believe that `taskrouter.twilio.com` is here (by a hosts file or a network
alias) begins with a TLS handshake. One that takes this port for its proxy first asks for a tunnel:
`CONNECT taskrouter.twilio.com:443`. The first byte tells them apart, so one port serves both. No
tunnel leads anywhere but into the same handshake.
What comes out of TLS goes through a pair of sockets to the HTTP server, as one more connection of
its own with the scheme `https`; so there is one HTTP server, with its limits and its graceful stop,
and what can be done with a connection (keep it, take it over) can be done with these.
One thread with an asyncio loop does it all, so that no slow client holds up another.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from asyncio import FIRST_COMPLETED

from mocktr.server.port.capacity import RECOVERY, Capacity, most_silent
from mocktr.server.port.http import MOST_CONNECTIONS, HttpServer, listen, url_of
from mocktr.server.port.tunnel import Inside, Outside

LOG = logging.getLogger(__name__)

DESCRIPTORS = 3
"""How many file descriptors a connection takes."""
PATIENCE = 10.0
"""Seconds until the handshake has to be done."""
LINGER = 30.0
"""Seconds to take what is left of an answer when the server has closed the connection."""

Address = tuple[str, int]


class TlsPort:
    """Hands to an HTTP server what clients say over TLS; for one life, like the server.

    Of so many `connections` the most silent one makes room for another.
    """

    def __init__(
        self,
        http: HttpServer,
        context: ssl.SSLContext,
        host: str = "127.0.0.1",
        port: int = 0,
        connections: int = MOST_CONNECTIONS,
    ) -> None:
        self.http = http
        self.context = context
        self.host = host
        self.port = port
        self.sock: socket.socket | None = None
        self.thread: threading.Thread | None = None
        self.capacity = Capacity(connections)
        self.connections: set[asyncio.Task[None]] = set()
        self.open: set[Outside] = set()
        """The ends towards clients."""
        self.stopped = False
        self.timeout = 0.0

    @property
    def url(self) -> str:
        return url_of("https", self.host, self.port)

    def bind(self) -> None:
        """Take the port, so that `url` is final; raises OSError."""
        if self.sock is None and not self.stopped:
            self.sock = listen(self.host, self.port)
            self.sock.setblocking(False)
            self.port = self.sock.getsockname()[1]

    def start(self) -> None:
        """Serve in a daemon thread."""
        self.bind()
        if self.sock is not None and self.thread is None:
            self.loop = asyncio.new_event_loop()
            self.ending = self.loop.create_future()
            self.thread = threading.Thread(
                target=self.run, args=(self.sock,), name="mocktr-tls", daemon=True
            )
            self.thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Send what is left of the answers of a server that was stopped, for so many seconds."""
        thread, self.thread, self.stopped = self.thread, None, True
        if thread is not None:
            self.timeout = timeout
            self.loop.call_soon_threadsafe(self.loop.stop)
            thread.join()
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    # --- in the thread ---------------------------------------------------------------------

    def run(self, sock: socket.socket) -> None:
        self.listen(sock)
        self.loop.run_forever()
        self.loop.remove_reader(sock)
        sock.close()
        self.loop.run_until_complete(self.drain())
        self.loop.close()

    def listen(self, sock: socket.socket) -> None:
        if not self.stopped:
            self.loop.add_reader(sock, self.accept, sock)

    def accept(self, sock: socket.socket) -> None:
        if len(self.connections) >= self.capacity.most and not self.make_room():
            self.pause(sock)
            return
        try:
            client, address = sock.accept()
        except (BlockingIOError, ConnectionError):
            return  # Whoever was there has gone again.
        except OSError as error:
            self.capacity.meet(error)
            self.make_room()
            self.pause(sock)
            return
        task = self.loop.create_task(self.carry(client, address[:2]))
        self.connections.add(task)
        task.add_done_callback(self.connections.remove)

    def pause(self, sock: socket.socket) -> None:
        """Take no connections for a moment."""
        self.loop.remove_reader(sock)
        self.loop.call_later(RECOVERY, self.listen, sock)

    def make_room(self) -> bool:
        """Close the most silent connection; whether there is one that may be closed."""
        found = most_silent(self.open)
        for outside in found:
            self.open.remove(outside)
            outside.transport.abort()
        return bool(found)

    async def carry(self, client: socket.socket, address: Address) -> None:
        """One connection, from its beginning to its end."""
        try:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ours, theirs = socket.socketpair()
        except OSError as error:
            self.capacity.meet(error)
            client.close()
            return
        outside = Outside(self.context, address[0])
        inside = Inside(outside)
        await self.loop.create_connection(lambda: inside, sock=ours)
        await self.loop.connect_accepted_socket(lambda: outside, client)
        self.open.add(outside)
        try:
            begun = {outside.shaken, outside.lost, self.ending}
            await asyncio.wait(begun, timeout=PATIENCE, return_when=FIRST_COMPLETED)
            if not outside.shaken.done():
                theirs.close()
                return
            self.http.adopt(theirs, address, "https")
            await asyncio.wait({outside.lost, inside.lost}, return_when=FIRST_COMPLETED)
            await asyncio.wait({outside.lost, inside.lost}, timeout=LINGER)
        finally:
            self.open.discard(outside)
            outside.transport.abort()
            inside.transport.abort()

    async def drain(self) -> None:
        self.ending.set_result(None)
        if self.connections:
            _, late = await asyncio.wait(self.connections, timeout=self.timeout)
            for task in late:
                task.cancel()
        # What was aborted is closed a turn later.
        await asyncio.sleep(0)
        await asyncio.gather(*self.connections, return_exceptions=True)
