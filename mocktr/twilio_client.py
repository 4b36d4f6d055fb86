"""The helper library over a sandbox: HttpClients that call the application directly."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from mocktr.errors import HostRefused, NotServed
from mocktr.hosts import is_taskrouter, is_twilio
from mocktr.interception.blocks import TWILIO
from mocktr.interception.connection import ask
from mocktr.sandbox.sandbox import Sandbox
from mocktr.web import Application


class InProcessClient(HttpClient):
    """Twilio's HttpClient without HTTP: give it as `Client(..., http_client=...)`.

    Requests for TaskRouter's hosts are answered by the sandbox; all others raise HostRefused.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        # What the constructor of the library's HttpClient would set, which came with version 8.
        self.logger = logging.getLogger("twilio.http_client")
        self.is_async, self.timeout = False, None
        self.app = Application(sandbox)
        self.base_url = sandbox.base_url

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Answer one request of the helper library."""
        uri = moved(uri, self.base_url, "https://taskrouter.twilio.com")
        if not TWILIO.match(uri):
            raise HostRefused(uri)
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
        body = encode(data, sent)
        url = f"{uri}{'&' if '?' in uri else '?'}{query(params)}" if params else uri
        status, answered, content = ask(self.app, method.upper(), url, sent, body, timeout)
        # As an argument they came with version 6.35.
        self._test_only_last_response = Response(status, content.decode())
        self._test_only_last_response.headers = answered
        return self._test_only_last_response


class ServerClient(TwilioHttpClient):
    """Twilio's own HttpClient, which speaks to a mocktr server instead of TaskRouter's hosts.

    `base_url` is what the URLs in the server's payloads start with, if that was configured.
    """

    def __init__(self, url: str, base_url: str | None = None) -> None:
        super().__init__()
        self.url = url
        self.base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send one request of the helper library to the server."""
        asked = moved(url, self.base_url, self.url)
        parts = urlsplit(asked)
        name = parts.hostname or ""
        if is_twilio(name):
            asked = urljoin(self.url, parts.path) + (f"?{parts.query}" if parts.query else "")
        elif not asked.startswith(self.url):
            raise HostRefused(asked)
        if is_twilio(name) and not is_taskrouter(name):
            # Under the name that was asked for, the server passes it on, records or refuses it.
            kwargs["headers"] = {**(kwargs.get("headers") or {}), "Host": name}
        response: Response = super().request(method, asked, *args, **kwargs)
        if response.status_code == NotServed.status and str(NotServed.code) in response.text:
            raise HostRefused(f"{method} {url}")
        return response


def moved(url: str, base_url: str | None, to: str) -> str:
    """A URL of a payload, such as that of the next page, at the place that can be asked."""
    return to + url.removeprefix(base_url) if base_url and url.startswith(base_url) else url


def encode(data: Any, headers: dict[str, str]) -> bytes:
    """A body as the helper library's own client would send it."""
    if data is None:
        return b""
    if headers.get("Content-Type") == "application/json":
        return json.dumps(data).encode()
    if isinstance(data, str | bytes):
        return data.encode() if isinstance(data, str) else data
    headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    return query(data).encode()


def query(values: Mapping[str, object]) -> str:
    """Form encoding; a list repeats its key, None is left out."""
    return urlencode({name: one for name, one in values.items() if one is not None}, doseq=True)
