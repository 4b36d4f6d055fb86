"""A sandbox on a real port, in a thread of this process."""

from __future__ import annotations

from typing import Any

from mocktr.errors import OptionError
from mocktr.sandbox import Sandbox
from mocktr.web import Application
from mocktr.web.http import HttpServer

HIGHEST_PORT = 65_535


class Server:
    """Serves a Sandbox, given or made from the keywords of one, over HTTP.

    Port 0 picks a free one. As a context manager it starts on entry and stops on exit:
    `with Server(seed="support") as server: requests.get(server.url + "/v1/Workspaces")`.
    """

    def __init__(
        self,
        sandbox: Sandbox | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        **options: Any,
    ) -> None:
        if not 0 <= port <= HIGHEST_PORT:
            raise OptionError(f"port: expected a number from 0 to {HIGHEST_PORT}, got {port}")
        self.owns_sandbox = sandbox is None
        self.sandbox = Sandbox(**options) if sandbox is None else sandbox
        self.http = HttpServer(Application(self.sandbox), host, port)

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:8275`; final once the server has started."""
        return self.http.url

    def bind(self) -> None:
        """Take the port, so that `url` is final; raises OSError where it is taken."""
        self.http.bind()

    def start(self) -> Server:
        """Bind and serve in a daemon thread; raises OSError where the port is taken."""
        self.http.start()
        return self

    def serve(self) -> None:
        """Serve in this thread until `stop` is called or an exception comes."""
        self.http.serve()

    def stop(self) -> None:
        """Let requests in flight finish, then close at once."""
        self.http.stop()
        if self.owns_sandbox:
            self.sandbox.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *failure: object) -> None:
        self.stop()
