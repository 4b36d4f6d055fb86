"""The WebSockets of all pages, held by one thread with one asyncio loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from socket import socket
from typing import Any

from mocktr.bridge.websocket import WebSocket

LONGEST_END = 5.0
"""Seconds for the thread to end."""


class SocketLoop:
    """The thread, started when it is first needed; its methods may be called from any thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.sockets: set[WebSocket] = set()
        self.aside = ThreadPoolExecutor(1, "mocktr-bridge-aside")
        """For what follows from an end, which may wait for an account's lock."""
        self.closed = False
        self.thread = threading.Thread(target=self.run, name="mocktr-bridge", daemon=True)
        self.thread.start()

    def run(self) -> None:
        self.loop.run_forever()
        self.loop.run_until_complete(self.end())
        self.loop.close()

    async def end(self) -> None:
        for client in list(self.sockets):
            client.shut()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        # Transports close in the next turns of the loop.
        await asyncio.gather(*left, asyncio.sleep(0), return_exceptions=True)
        await asyncio.sleep(0)

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        """Call a function in the loop's thread, soon; after the end nothing is called."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(function, *arguments)

    def adopt(self, sock: socket, client: WebSocket) -> None:
        """Serve a connection, and own its socket."""
        if self.closed:
            sock.close()
        else:
            asyncio.run_coroutine_threadsafe(self.serve(sock, client), self.loop)

    async def serve(self, sock: socket, client: WebSocket) -> None:
        try:
            self.sockets.add(client)
            await self.loop.connect_accepted_socket(lambda: client, sock)
        except OSError:
            sock.close()
            client.connection_lost(None)

    def forget(self, client: WebSocket, then: Callable[[], object]) -> None:
        """A client is gone: do what follows, aside."""
        self.sockets.discard(client)
        if not self.closed:
            self.aside.submit(then)

    def wait(self, clients: list[WebSocket], seconds: float) -> bool:
        """Wait until all messages to these clients so far were sent; whether they were."""
        if self.closed or threading.current_thread() is self.thread:
            return True
        everyone = asyncio.run_coroutine_threadsafe(self.all_emptied(clients), self.loop)
        return not timed_out(everyone, seconds)

    async def all_emptied(self, clients: list[WebSocket]) -> None:
        for client in clients:
            await client.emptied()

    def close(self) -> None:
        """Close all sockets at once, and end the thread."""
        if self.closed:
            return
        self.closed = True
        self.call(self.loop.stop)
        if threading.current_thread() is not self.thread:
            self.thread.join(LONGEST_END)
        self.aside.shutdown(wait=False, cancel_futures=True)


def timed_out(future: Future[None], seconds: float) -> bool:
    try:
        future.result(seconds)
    except FutureTimeoutError:
        future.cancel()
        return True
    return False
