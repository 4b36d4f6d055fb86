"""A client that asks a sandbox in process, and says what came."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from requests.auth import _basic_auth_str

from mocktr.gateway import call
from mocktr.web import Application

HOST = "http://taskrouter.test"
ACCOUNT = "AC" + "a" * 32
IDLE = {"in_flight": {"callbacks": 0, "oldest_seconds": None}}
"""What every command that only looks says beside the rest, while nothing is on its way."""
NOBODY = "0" * 32
"""The digits of a SID that nothing has."""


@dataclass
class Answer:
    """A response; `body` is the decoded JSON, None where there is none."""

    status: int
    headers: dict
    text: str

    @property
    def body(self):
        return json.loads(self.text) if self.text else None

    @property
    def message(self):
        return self.body["message"]

    @property
    def etag(self):
        return self.headers.get("ETag")


class Client:
    """Asks a sandbox, below `/v1` or at an absolute URL; `create`, `read` and `change` insist."""

    def __init__(self, sandbox, username=ACCOUNT, password="token"):
        self.sandbox = sandbox
        self.app = Application(sandbox)
        self.authorization = _basic_auth_str(username, password)

    def ask(self, method, path, form=None, headers=None):
        url = path if path.startswith("http") else f"{HOST}/v1{path}"
        sent = {"Authorization": self.authorization, **(headers or {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        if form is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        body = form if isinstance(form, bytes) else urlencode(form or {}, doseq=True).encode()
        status, answered, content = call(self.app, method, url, sent, body)
        return Answer(status, dict(answered), content.decode())

    def get(self, path, **query):
        return self.ask("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path)

    def post(self, path, /, headers=None, **form):
        return self.ask("POST", path, form, headers)

    def delete(self, path, headers=None):
        return self.ask("DELETE", path, headers=headers)

    def create(self, path, /, **form):
        return self.insist(self.post(path, **form), 201)

    def change(self, path, /, **form):
        return self.insist(self.post(path, **form), 200)

    def read(self, path, **query):
        return self.insist(self.get(path, **query), 200)

    def remove(self, path):
        return self.insist(self.delete(path), 204)

    def list(self, path, **query):
        """The items of the first page."""
        body = self.read(path, **query)
        return body[body["meta"]["key"]]

    def insist(self, answer, status):
        assert answer.status == status, answer.text
        return answer.body

    def advance(self, seconds):
        tenant = self.sandbox.authenticate(ACCOUNT, "token")
        tenant.advance(tenant.now + int(seconds * 1000))

    def world(self):
        """Everything that can be read of every workspace."""
        return {
            workspace["sid"]: [workspace, *map(self.collection, sorted(places(workspace)))]
            for workspace in self.list("/Workspaces", PageSize=1000)
        }

    def collection(self, url):
        records = self.list(url, PageSize=1000)
        below = [self.collection(place) for record in records for place in sorted(places(record))]
        return [url, *records, *below]


COLLECTIONS = {"activities", "channels", "events", "reservations", "task_channels", "task_queues"}
COLLECTIONS |= {"tasks", "workers", "workflows"}


def places(record):
    links = record.get("links") or {}
    return {url for name, url in links.items() if name in COLLECTIONS}


def next_number(client):
    """How many SIDs were used; one that was used up for nothing would show in the next."""
    return client.sandbox.authenticate(ACCOUNT, "token").account.sids.count


def to_queue(queue):
    """A configuration that sends every task to one queue."""
    return json.dumps({"task_routing": {"default_filter": {"queue": queue["sid"]}}})


def refusal(answer, status=400, code=20001):
    """The message of a refused request."""
    assert (answer.status, answer.body["code"]) == (status, code), answer.text
    assert answer.body["status"] == status
    return answer.message


def names(records):
    return [record["friendly_name"] for record in records]


def sids(records):
    return [record["sid"] for record in records]


def one(records):
    """The only one of the records."""
    (record,) = records
    return record
