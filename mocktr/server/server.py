"""A sandbox on a real port, in a thread of this process."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mocktr.bridge.middleware import BridgeMiddleware
from mocktr.commands.command import PREFIX
from mocktr.errors import OptionError
from mocktr.sandbox.sandbox import Sandbox
from mocktr.server import descriptors
from mocktr.server.access_log import AccessLog
from mocktr.server.port.http import MOST_CONNECTIONS, MOST_THREADS, HttpServer
from mocktr.web import Application, is_prompt, share_of
from mocktr.web.guard import may_send_much

if TYPE_CHECKING:
    from ssl import SSLContext

    from mocktr.server.port.tls import TlsPort

HIGHEST_PORT = 65_535


class Server:
    """Serves a Sandbox, given or made from the keywords of one, over HTTP.

    Port 0 picks a free one. As a context manager it starts on entry and stops on exit:
    `with Server(seed="support") as server: requests.get(server.url + "/v1/Workspaces")`.
    At most so many `threads` answer requests, of which no account may hold all, and so many
    `connections` are kept, of which the most silent one makes room for another.
    With `tls`, such as `certificates.Authority().context()`, a second port answers over TLS and is
    an HTTPS proxy that leads to itself.
    """

    def __init__(
        self,
        sandbox: Sandbox | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: SSLContext | None = None,
        tls_port: int = 0,
        threads: int = MOST_THREADS,
        connections: int = MOST_CONNECTIONS,
        **options: Any,
    ) -> None:
        for name, number in (("port", port), ("tls_port", tls_port)):
            if not 0 <= number <= HIGHEST_PORT:
                raise OptionError(
                    f"{name}: expected a number from 0 to {HIGHEST_PORT}, got {number}"
                )
        for name, number in (("threads", threads), ("connections", connections)):
            if number < 1:
                raise OptionError(f"{name}: expected a number that is not below 1, got {number}")
        self.owns_sandbox = sandbox is None
        self.sandbox = Sandbox(**options) if sandbox is None else sandbox
        self.application = Application(self.sandbox)
        self.bridge = BridgeMiddleware(self.application, self.sandbox)
        self.http = HttpServer(
            AccessLog(self.bridge),
            host,
            port,
            threads=threads,
            connections=descriptors.connections(connections, 1),
            prompt=is_prompt,
            share=share_of,
            bulky=partial(may_send_much, self.sandbox),
        )
        self.tls: TlsPort | None = None
        if tls is not None:
            # Loaded when it is needed, as asyncio takes its time.
            secure = import_module("mocktr.server.port.tls")
            most = descriptors.connections(connections, secure.DESCRIPTORS)
            self.tls = secure.TlsPort(self.http, tls, host, tls_port, most)

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:8275`; final once the server has started."""
        return self.http.url

    @property
    def tls_url(self) -> str | None:
        """Such as `https://127.0.0.1:8443`, or None without TLS."""
        return None if self.tls is None else self.tls.url

    @property
    def console_url(self) -> str | None:
        """Where the console is, such as `http://127.0.0.1:8275/mocktr/`; None where it is off.

        It ends with the admin token, if there is one, as the part that browsers send to nobody.
        """
        token = self.sandbox.admin_token
        fragment = f"#token={quote(token, safe='')}" if token else ""
        return None if self.sandbox.console == "off" else f"{self.url}{PREFIX}/{fragment}"

    def bind(self) -> None:
        """Take the ports, so that the URLs are final; raises OSError where one is taken."""
        try:
            self.http.bind()
            if self.tls is not None:
                self.tls.bind()
        except OSError:
            self.stop()
            raise
        self.sandbox.urls = tuple(filter(None, (self.url, self.tls_url)))

    def start(self) -> Server:
        """Bind and serve in daemon threads; raises OSError where a port is taken."""
        self.bind()
        self.http.start()
        if self.tls is not None:
            self.tls.start()
        return self

    def serve(self) -> None:
        """Serve in this thread until `stop` is called or an exception comes."""
        self.bind()
        if self.tls is not None:
            self.tls.start()
        self.http.serve()

    def stop(self) -> None:
        """Let requests in flight finish, then close at once; what stays open is closed first."""
        self.bridge.close()
        self.application.close()
        self.http.stop()
        if self.tls is not None:
            self.tls.stop()
        if self.owns_sandbox:
            self.sandbox.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *failure: object) -> None:
        self.stop()
