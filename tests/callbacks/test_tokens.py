"""Which auth token signs the callbacks of an account."""

from urllib.parse import parse_qsl

import pytest

from mocktr import Sandbox
from mocktr.callbacks.form import sign
from tests.web.client import ACCOUNT, Client

APP = "https://myapp.example"
URL = f"{APP}/events"
CHANGED = "20003"


class Signatures:
    """A WSGI application that keeps which of some tokens signed what came."""

    def __init__(self, *tokens):
        self.tokens, self.found = tokens, []

    def __call__(self, environ, start_response):
        form = environ["wsgi.input"].read().decode()
        pairs = dict(parse_qsl(form, keep_blank_values=True))
        signature = environ["HTTP_X_TWILIO_SIGNATURE"]
        self.found += [one for one in self.tokens if sign(URL, pairs, one) == signature]
        start_response("200 OK", [])
        return []


def alerts(client):
    return client.ask("GET", "http://localhost/mocktr/alerts").body["alerts"]


@pytest.fixture
def ask():
    """Makes an activity for each token in turn; answers which signed the events, and alerts."""

    def ask(*tokens, **options):
        application = Signatures("stray", "right", "known")
        with Sandbox(**options) as sandbox:
            sandbox.mount(APP, application)
            home = Client(sandbox, password=tokens[0]).create(
                "/Workspaces", FriendlyName="Support", EventCallbackUrl=URL
            )
            application.found.clear()
            for number, token in enumerate(tokens):
                client = Client(sandbox, password=token)
                client.create(home["links"]["activities"], FriendlyName=f"A{number}")
            return application.found, alerts(client)

    return ask


def test_the_latest_token_signs(ask):
    found, told = ask("stray", "right", "right")

    assert found == ["stray", "right", "right"]
    [alert] = told
    assert (alert["error_code"], alert["log_level"]) == (CHANGED, "warning")
    assert alert["request_url"] == URL
    assert "right" not in alert["alert_text"].split("which")[0]


def test_nothing_is_told_as_long_as_the_token_is_the_same(ask):
    assert ask("right", "right") == (["right", "right"], [])


@pytest.mark.parametrize(
    "options",
    [{"auth_token": "known"}, {"tenants": "one", "auth_token": "known"}],
)
def test_a_token_that_is_given_signs_whoever_asks(ask, options):
    assert ask("stray", "right", **options) == (["known", "known"], [])


def test_the_token_of_a_seed_signs(ask):
    seed = {"accounts": [{"sid": ACCOUNT, "auth_token": "known"}]}

    assert ask("known", "known", seed=seed) == (["known", "known"], [])


def test_a_token_that_changed_is_no_matter_where_a_function_receives(ask):
    with Sandbox() as sandbox:
        sandbox.on_event(lambda call: None)
        for token in ("stray", "right"):
            client = Client(sandbox, password=token)
            client.create("/Workspaces", FriendlyName=token)

        assert alerts(client) == []
