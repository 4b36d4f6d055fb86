"""A sandbox whose calls follow what a test says, and a client of the 2010 API."""

from urllib.parse import parse_qs

import pytest

from mocktr import Sandbox

from ..client import ACCOUNT, Client

BASE = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}"
APP = "https://app.example"
OURS, THEIRS = "+15550199", "+15550100"


class Application:
    """What calls ask: TwiML by path; whatever is told is kept in `heard`, path and parameters."""

    def __init__(self):
        self.documents = {}
        self.heard = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        sent = parse_qs(body or environ["QUERY_STRING"], keep_blank_values=True)
        parameters = {name: values[0] for name, values in sent.items()}
        path = environ["PATH_INFO"]
        self.heard.append((path, parameters))
        document = self.documents.get(path, "")
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [f"<Response>{document}</Response>".encode()]

    def told(self, name, path="/told"):
        """One parameter of all that came at a path."""
        return [parameters.get(name) for at, parameters in self.heard if at == path]


class Api(Client):
    """Asks for what stands below the account: `api.get("/Calls.json")`."""

    def ask(self, method, path, form=None, headers=None):
        if path.startswith("/2010-04-01"):
            path = f"https://api.twilio.com{path}"
        return super().ask(method, path if path.startswith("http") else BASE + path, form, headers)

    def call(self, path="/voice", **more):
        """Place a call; the application is asked at `path`."""
        form = {"To": THEIRS, "From": OURS, "Url": APP + path, **more}
        return self.create("/Calls.json", **form)

    def fetch(self, record):
        """A record as it is now."""
        return self.read(record["uri"])

    def conference(self, *legs, **more):
        """A conference in which these call each other; the payloads of the participants."""
        return [
            self.create("/Conferences/room/Participants.json", To=to, From=OURS, **more)
            for to in legs
        ]

    def items(self, path, **query):
        """The items of the first page of a list."""
        body = self.read(path, **query)
        return next(value for value in body.values() if isinstance(value, list))


@pytest.fixture
def app():
    return Application()


@pytest.fixture
def sandbox(app):
    with Sandbox() as sandbox:
        sandbox.mount(APP, app)
        yield sandbox


@pytest.fixture
def api(sandbox):
    return Api(sandbox)


@pytest.fixture
def tenant(sandbox):
    return sandbox.authenticate(ACCOUNT, "token")
