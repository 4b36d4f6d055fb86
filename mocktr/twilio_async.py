"""The helper library's `*_async` calls, which came with its version 8."""

from __future__ import annotations

from functools import partial
from typing import Any

from twilio import __version__
from twilio.http import HttpClient
from twilio.http.response import Response

from mocktr.errors import OptionError
from mocktr.gateway.asgi import aside
from mocktr.sandbox.sandbox import Sandbox
from mocktr.twilio_client import InProcessClient

try:
    from twilio.http import AsyncHttpClient
except ImportError:
    raise OptionError(
        f"Twilio's helper library {__version__} has no asynchronous calls; "
        "they came with its version 8: pip install 'twilio>=8.1'"
    ) from None


class Beside(AsyncHttpClient):
    """Twilio's asynchronous HttpClient, which lets another one send each request in a thread.

    So the caller's event loop goes on, and may answer the callbacks that a request causes.
    """

    def __init__(self, client: HttpClient) -> None:
        super().__init__(client.logger, True, None)
        self.client = client

    async def request(self, *args: Any, **kwargs: Any) -> Response:
        """Answer one `*_async` request of the helper library."""
        response: Response = await aside(partial(self.client.request, *args, **kwargs))
        return response


class AsyncInProcessClient(Beside):
    """InProcessClient for the helper library's `*_async` calls."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(InProcessClient(sandbox))
