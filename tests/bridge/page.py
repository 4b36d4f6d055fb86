"""A page in an agent's browser that speaks the protocol itself, in place of Twilio's SDK."""

import json
from contextlib import ExitStack
from urllib.parse import urlencode

import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE = 10
"""Seconds after which what is waited for counts as never coming."""


class Refused(Exception):
    """An error that a post was answered with."""

    def __init__(self, answer):
        super().__init__(answer.text)
        self.status = answer.status_code
        self.message = answer.json()["message"]


class Page:
    """Posts for a worker, and hears events once it is connected."""

    def __init__(self, url, token, workspace_sid, worker_sid):
        self.url = f"{url}/v1/wschannels"
        self.token = token
        self.worker_sid = worker_sid
        self.home = f"Workspaces/{workspace_sid}"
        self.me = f"{self.home}/Workers/{worker_sid}"
        self.stack = ExitStack()
        self.socket = None

    # --- posts ---

    def send(self, method, url, params=None, version="v1", **headers):
        """The whole answer to a post."""
        body = {"url": url, "method": method, "params": params or {}, "token": self.token}
        marks = {"apiVersion": version, "clientVersion": "3.1.0", **headers}
        sent = {"Content-Type": "text/plain;charset=UTF-8", **marks}
        return requests.post(self.url, json.dumps(body), headers=sent, timeout=PATIENCE)

    def ask(self, method, url, params=None, version="v1", **headers):
        answer = self.send(method, url, params, version, **headers)
        if answer.status_code != 200:
            raise Refused(answer)
        return answer.json()["payload"]

    def get(self, url, version="v1", **params):
        return self.ask("GET", url, params, version)

    def post(self, url, version="v1", **params):
        return self.ask("POST", url, params, version)

    # --- events ---

    def connect(self, **query):
        """Open the socket, as the SDK does; answers the page when `init` has come."""
        self.open(**query)
        self.init = self.hear("init")
        return self

    def open(self, **query):
        sent = {"token": self.token, "closeExistingSessions": "false", "clientVersion": "3.1.0"}
        said = {name: value for name, value in {**sent, **query}.items() if value is not None}
        url = f"{self.url.replace('http', 'ws', 1)}?{urlencode(said)}"
        self.close()
        made = connect(url, proxy=None, open_timeout=PATIENCE, close_timeout=0)
        self.socket = self.stack.enter_context(made)

    def next(self):
        """The type and the payload of the next event."""
        while not (text := self.socket.recv(PATIENCE)).strip():
            pass
        event = json.loads(text)
        return event["event_type"], event["payload"]

    def hear(self, event_type):
        """The payload of the next event, which has to be of this type."""
        found, payload = self.next()
        assert found == event_type, (found, payload)
        return payload

    def ending(self):
        """The code and the reason with which the server closes the socket."""
        try:
            while True:
                self.socket.recv(PATIENCE)
        except ConnectionClosed as closed:
            return closed.rcvd and (closed.rcvd.code, closed.rcvd.reason)

    def close(self):
        self.stack.close()


class OldPage(Page):
    """The same with the old SDK, v1.x: whole URLs, and policies."""

    def __init__(self, url, token, workspace_sid, channel_sid, account_sid):
        super().__init__(url, token, workspace_sid, channel_sid)
        self.url += f"/{account_sid}/{channel_sid}"
        self.home = f"https://taskrouter.twilio.com/v1/Workspaces/{workspace_sid}"
        self.me = f"{self.home}/Workers/{channel_sid}"

    def send(self, method, url, params=None, event_type=None):
        body = {"url": url, "method": method, "params": params, "token": self.token}
        if event_type is not None:
            body["event_type"] = event_type
        sent = {"Content-Type": "text/plain;charset=UTF-8"}
        return requests.post(self.url, json.dumps(body), headers=sent, timeout=PATIENCE)

    def ask(self, method, url, params=None, version="v1"):
        return super().ask(method, url, params, None)

    def delete(self, url):
        return self.ask("DELETE", url)

    def open(self, **query):
        super().open(**{"clientVersion": None, **query})

    def connect(self, **query):
        self.open(**query)
        return self
