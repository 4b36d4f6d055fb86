"""An account on a server that others attack, or one that attacks it."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any

from benchmarks.soak.clients import headers_of

TASK = "Attributes=%7B%22language%22%3A%22es%22%7D"


class Client:
    """An account on the server, on a connection for each request."""

    def __init__(self, port: int, sid: str) -> None:
        self.port = port
        self.form_headers = headers_of(sid)
        self.json_headers = headers_of(sid, "application/json")

    def ask(self, method: str, path: str, form: str | None = None, patience: float = 60) -> Any:
        """The answer's JSON; the admin API is sent some, too."""
        headers = self.json_headers if path.startswith("/mocktr") else self.form_headers
        connection = HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request(method, path, form, headers)
            content = connection.getresponse().read()
        finally:
            connection.close()
        return json.loads(content) if content else None

    @property
    def root(self) -> str:
        """The path of the first workspace."""
        sid = self.ask("GET", "/v1/Workspaces")["workspaces"][0]["sid"]
        return f"/v1/Workspaces/{sid}"
