"""Who may use the admin API: no foreign page, nobody as Twilio, and with a token its owners."""

import json
import sys

import pytest
import requests

from mocktr import OptionError, Sandbox, Server, mock_taskrouter
from mocktr.commands import COMMANDS
from mocktr.gateway import call
from mocktr.web import Application
from mocktr.web.guard import TOKEN_HEADER, may_send_much
from mocktr.web.request import MOST_BYTES

TOKEN = "s3cret!"
RIGHT = {TOKEN_HEADER: TOKEN}
ALICE = ("AC" + "a" * 32, "token")


@pytest.fixture
def ask():
    """Asks a server's admin API; `ask("GET", "clock", headers={...})`."""
    with Server(seed="support", tenants="one") as server, requests.Session() as session:

        def ask(method, path, **options):
            return session.request(method, f"{server.url}/mocktr/{path}", timeout=10, **options)

        ask.url = server.url
        ask.host = server.url.removeprefix("http://")
        yield ask


@pytest.fixture
def closed():
    """The same with a token."""
    with (
        Server(seed="support", tenants="one", admin_token=TOKEN) as server,
        requests.Session() as session,
    ):

        def ask(method, path, **options):
            return session.request(method, f"{server.url}/mocktr/{path}", timeout=10, **options)

        ask.url = server.url
        yield ask


def told(answer):
    """Status and message of a refusal in the admin API's words."""
    body = answer.json()
    assert set(body) == {"status", "message"}
    assert body["status"] == answer.status_code
    return answer.status_code, body["message"]


# --- the token


@pytest.mark.parametrize("declared", COMMANDS, ids=[one.name for one in COMMANDS])
def test_every_command_but_health_wants_the_token(closed, declared):
    path = declared.path.replace("<sid>", "WT1").replace("<name>", "x")

    status = closed(declared.method, path, json={}).status_code

    assert (status == 401) is (declared.name != "health")


@pytest.mark.parametrize("sent", ["", "S3cret!", "s3cret", "s3cret!!", "s\xe9cret!"])
def test_a_wrong_token_is_refused(closed, sent):
    answer = closed("GET", "clock", headers={TOKEN_HEADER: sent.encode("latin-1")})

    assert told(answer) == (401, "expected the server's admin token in the header X-Mocktr-Token")


def test_the_token_goes_with_the_credentials_of_an_account(closed):
    answer = closed("POST", "clock/advance", json={"seconds": 1}, headers=RIGHT, auth=ALICE)

    assert answer.json()["now"] == "2030-01-07T09:00:01Z"


def test_the_token_of_an_account_is_not_the_admin_token(closed):
    assert closed("GET", "clock", auth=(ALICE[0], TOKEN)).status_code == 401


def test_without_the_token_nothing_is_changed(closed):
    closed("POST", "clock/advance", json={"seconds": 1})

    assert closed("GET", "clock", headers=RIGHT).json()["now"] == "2030-01-07T09:00:00Z"


def test_a_stranger_learns_nothing_of_what_there_is(closed):
    assert closed("GET", "nowhere").status_code == 401
    assert closed("DELETE", "clock").status_code == 401


def test_the_token_says_nothing_about_taskrouter_itself(closed):
    assert requests.get(closed.url + "/v1/Workspaces", auth=ALICE, timeout=10).status_code == 200


def test_a_token_is_ignored_where_none_is_wanted(ask):
    assert ask("GET", "clock", headers=RIGHT).status_code == 200


@pytest.mark.parametrize("token", ["", "two words", "zwölf", "a\n"])
def test_a_token_that_no_header_can_hold_is_refused_and_not_repeated(token):
    with pytest.raises(OptionError) as refused:
        Sandbox(admin_token=token)

    assert str(refused.value) == (
        "admin_token: expected ASCII letters, digits and signs, without spaces"
    )


# --- browsers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "clock/advance"), ("GET", "clock"), ("OPTIONS", "clock"), ("GET", "health")],
)
def test_a_page_of_another_origin_is_refused(ask, headers, method, path):
    answer = ask(method, path, headers=headers, data='{"seconds": 1}')

    assert told(answer) == (403, "the admin API takes no cross-origin requests of browsers")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert ask("GET", "clock").json()["now"] == "2030-01-07T09:00:00Z"


def test_a_page_of_another_origin_is_refused_with_the_token_too(closed):
    headers = {**RIGHT, "Origin": "http://evil.example"}

    assert closed("GET", "clock", headers=headers).status_code == 403


def test_a_page_of_the_servers_own_is_welcome(ask):
    own = {"Origin": ask.url, "Sec-Fetch-Site": "same-origin"}

    assert ask("POST", "clock/advance", json={"seconds": 1}, headers=own).status_code == 200
    assert ask("GET", "clock", headers={"Sec-Fetch-Site": "none"}).status_code == 200


def test_a_page_behind_a_proxy_that_ends_tls_is_welcome(ask):
    own = {"Origin": "https://mocktr.test", "Host": "mocktr.test"}

    assert ask("GET", "clock", headers=own).status_code == 200


# --- names


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST:8275", "127.0.0.1", "[::1]:8275", "192.168.0.7:8275"),
        *("mocktr:8275", "mocktr.localhost", "host.docker.internal:8275", "my-mac.local"),
        "mocktr.test",
    ],
)
def test_a_name_that_no_page_from_the_internet_has_is_answered(ask, host):
    assert ask("GET", "clock", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8275", "127.0.0.1.evil.com", "localhost.evil.com."]
)
def test_a_name_that_could_be_anybodys_is_refused_by_a_server_on_this_machine(ask, host):
    """A page whose name is made to resolve to 127.0.0.1 has an Origin like its Host."""
    status, message = told(ask("GET", "clock", headers={"Host": host, "Origin": f"http://{host}"}))

    assert status == 403
    assert "the admin API is not answered under the name" in message
    assert "localhost" in message


def test_any_name_will_do_with_the_token(closed):
    headers = {**RIGHT, "Host": "mocktr.example.com"}

    assert closed("GET", "clock", headers=headers).status_code == 200


def test_any_name_will_do_where_the_server_listens_for_other_machines():
    with Server(host="0.0.0.0", tenants="one") as server:
        url = f"http://127.0.0.1:{server.http.port}/mocktr/clock"
        headers = {"Host": "mocktr.staging.example.com"}

        assert requests.get(url, headers=headers, timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("localhost:1", 200), ("mocktr", 200), ("taskrouter.twilio.com", 200)),
        *(("mine.example:80", 200), ("a.named.example", 200), ("evil.example", 403)),
    ],
)
def test_taskrouter_is_answered_under_names_that_no_foreign_page_has(host, status):
    """A page whose name is made to resolve to this machine could read it all."""
    options = {"base_url": "https://mine.example", "cors": ["https://*.named.example"]}
    with Server(**options) as server:
        url, headers = f"{server.url}/v1/Workspaces", {"Host": host}
        answer = requests.get(url, headers=headers, auth=ALICE, timeout=10)

    assert answer.status_code == status
    assert ("--base-url or --cors" in answer.text) is (status == 403)


def test_taskrouter_is_answered_under_any_name_where_the_server_listens_for_other_machines():
    with Server(host="0.0.0.0") as server:
        url = f"http://127.0.0.1:{server.http.port}/v1/Workspaces"
        headers = {"Host": "mocktr.staging.example.com"}

        assert requests.get(url, headers=headers, auth=ALICE, timeout=10).status_code == 200


TWILIO = [
    "taskrouter.twilio.com",
    "taskrouter.twilio.com:443",
    "TaskRouter.Twilio.Com.",
    "taskrouter.dublin.ie1.twilio.com",
    "api.twilio.com",
    "twilio.com",
]


@pytest.mark.parametrize("host", TWILIO)
@pytest.mark.parametrize("path", ["health", "clock", "nowhere"])
def test_under_twilios_names_there_is_no_admin_api(ask, host, path):
    answer = ask("GET", path, headers={"Host": host})

    assert answer.status_code == 404
    assert answer.json() == {
        "code": 20404,
        "message": f"The requested resource /mocktr/{path} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }


@pytest.mark.parametrize("host", TWILIO)
def test_under_twilios_names_the_token_opens_it(closed, host):
    assert closed("GET", "clock", headers={"Host": host}).status_code == 404
    assert closed("GET", "clock", headers={**RIGHT, "Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["twilio.com.evil", "nottwilio.com"])
def test_other_names_are_not_twilios(ask, host):
    assert ask("GET", "clock", headers={"Host": host}).status_code == 403


def test_in_process_there_is_no_admin_api_under_twilios_name():
    with mock_taskrouter(seed="support"):
        answer = requests.get("https://taskrouter.twilio.com/mocktr/health", timeout=10)

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


@pytest.mark.parametrize("path", ["/mocktrx", "/v1/mocktr"])
def test_what_only_looks_like_the_admin_api_is_not_it(ask, path):
    answer = requests.get(ask.url + path, auth=ALICE, timeout=10)

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_host_that_is_no_name_is_refused(ask):
    assert ask("GET", "clock", headers={"Host": "[evil.example"}).status_code == 403


def test_without_a_host_it_is_the_name_that_the_server_listens_on(ask):
    with Sandbox(tenants="one") as sandbox:
        app = Application(sandbox)

        def old_client(environ, start_response):
            del environ["HTTP_HOST"]
            return app(environ, start_response)

        status, _, _ = call(old_client, "GET", "http://127.0.0.1/mocktr/clock", {}, b"")

    assert status == 200


# --- bodies and files


@pytest.mark.parametrize(
    ("token", "path", "sent", "may"),
    [
        (None, "/mocktr/state", {}, True),
        (None, "/mocktr/reset", {}, False),
        (None, "/v1/Workspaces", {}, False),
        ("secret", "/mocktr/state", {}, False),
        ("secret", "/mocktr/state", {"X_MOCKTR_TOKEN": "other"}, False),
        ("secret", "/mocktr/state", {"X_MOCKTR_TOKEN": "secret"}, True),
    ],
)
def test_only_a_state_may_be_of_any_length_and_only_from_who_may_put_it(token, path, sent, may):
    assert may_send_much(Sandbox(admin_token=token), path, sent) is may


@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_are_bounded(ask, chunked):
    body = b'{"seconds": 1' + b" " * MOST_BYTES + b"}"

    answer = ask("POST", "clock/advance", data=iter([body]) if chunked else body)

    assert told(answer) == (413, f"Request body is larger than {MOST_BYTES} bytes")
    assert ask("GET", "clock").json()["now"] == "2030-01-07T09:00:00Z"


class Opened:
    """Remembers which files are opened while it is entered."""

    def __init__(self):
        self.paths = None

    def __call__(self, event, arguments):
        if self.paths is not None and event in ("open", "os.mkdir", "os.remove", "os.rename"):
            self.paths.append(str(arguments[0]))

    def __enter__(self):
        self.paths = []
        return self.paths

    def __exit__(self, *failure):
        self.paths = None


@pytest.fixture(scope="module")
def opened():
    """Python's audit hooks can't be taken out again, so there is one for all tests."""
    hook = Opened()
    sys.addaudithook(hook)
    return hook


@pytest.mark.parametrize("declared", COMMANDS, ids=[one.name for one in COMMANDS])
def test_no_command_touches_a_file(declared, tmp_path, opened):
    """Whatever argument names it, as a path, a URL or what the command line reads."""
    file = tmp_path / "seed.yaml"
    file.write_text("workspaces: []")
    names = [str(file), f"file://{file}", f"@{file}", {"seed": str(file)}]
    path = declared.path
    for place in declared.places:
        path = path.replace(f"<{place}>", str(file).replace("/", "%2F"))

    with Sandbox(seed="support", tenants="one") as sandbox, opened as paths:
        for name in names:
            for arguments in [{}, *([one] for one in declared.arguments), declared.arguments]:
                body = json.dumps(dict.fromkeys(arguments, name)).encode()
                url = f"http://localhost/mocktr/{path}"
                call(Application(sandbox), declared.method, url, {}, body)

    assert [path for path in paths if str(tmp_path) in path] == []
    assert file.read_text() == "workspaces: []"
    assert list(tmp_path.iterdir()) == [file]


def test_the_watch_over_files_sees_what_is_opened(tmp_path, opened):
    with opened as paths:
        (tmp_path / "new").write_text("")

    assert str(tmp_path / "new") in paths
