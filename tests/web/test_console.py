"""The console's page and files: what they are, under which headers, and who may have them."""

import re
from configparser import ConfigParser
from hashlib import sha256

import pytest

from mocktr import OptionError, Sandbox, Server
from mocktr.web import is_prompt
from mocktr.web.console.files import FILES, STATIC

from .client import HOST, Client

TOKEN = "s3cret!"
NAVIGATION = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def get(client):
    """Asks for a path as a browser without credentials does."""

    def get(path, headers=None, method="GET"):
        return client.ask(method, HOST + path, headers={"Authorization": None, **(headers or {})})

    return get


def files_of(page):
    """The files that a page names, as paths."""
    return re.findall(r'(?:src|href)="([^"]+)"', page.text)


def test_the_page_is_html_and_names_its_files(get):
    page = get("/mocktr/")

    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert files_of(page)
    for path in files_of(page):
        assert get(path).status == 200


def test_the_first_screen_is_light(get):
    page = get("/mocktr/")
    files = [get(path) for path in set(files_of(page))]

    assert 1 + len(files) < 35
    assert sum(len(one.text.encode()) for one in [page, *files]) < 200_000


@pytest.mark.parametrize("path", ["/mocktr", "/mocktr/", "/mocktr//"])
def test_slashes_at_the_end_mean_nothing(get, path):
    assert get(path).text == get("/mocktr/").text


def test_every_file_comes_with_its_kind(get):
    [_, base] = re.findall(r'"(/mocktr/console/\w+)/', get("/mocktr/").text)[:2]

    kinds = {name.rpartition(".")[2]: get(f"{base}/{name}") for name in FILES}

    assert {ending: answer.headers["Content-Type"] for ending, answer in kinds.items()} == {
        "css": "text/css; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8",
    }


def test_a_file_of_this_edition_is_kept_and_the_page_and_others_are_not(get):
    page = get("/mocktr/")
    this = next(path for path in files_of(page) if path.endswith("/app.js"))

    old = re.sub("/console/[0-9a-f]+/", "/console/0123456789ab/", this)

    assert page.headers["Cache-Control"] == "no-cache"
    assert get(this).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get(old).headers["Cache-Control"] == "no-store"


def test_a_file_that_is_written_makes_another_edition(get, tmp_path, monkeypatch):
    before = files_of(get("/mocktr/"))
    written = tmp_path / "app.js"
    written.write_text("// another")
    monkeypatch.setitem(FILES, "app.js", written)

    assert files_of(get("/mocktr/")) != before


@pytest.mark.parametrize("name", ["nothing.js", "../files.py", "..%2Ffiles.py", "pages", ""])
def test_what_is_none_of_its_files_is_not_there(get, name):
    assert get(f"/mocktr/console/x/{name}").status == 404


@pytest.mark.parametrize("path", ["/mocktr/", "/mocktr/console/x/app.js"])
def test_the_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame(get, path):
    headers = get(path).headers

    policy = dict(
        part.partition(" ")[::2] for part in headers["Content-Security-Policy"].split("; ")
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_page_changes_nothing_and_is_no_request_of_an_account(get, sandbox):
    get("/mocktr/")

    assert sandbox.tenants() == {}


# --- who may have it


@pytest.mark.parametrize("path", ["/mocktr/", "/mocktr/console/x/app.js"])
def test_a_link_from_anywhere_leads_to_the_page(get, path):
    assert get(path, NAVIGATION).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {**NAVIGATION, "Sec-Fetch-Dest": "iframe"},
        {**NAVIGATION, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
        {"Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/mocktr/", "/mocktr/console/x/app.js"])
def test_a_page_from_elsewhere_can_not_use_it(get, path, headers):
    assert get(path, headers).status == 403


def test_what_holds_data_is_not_reached_by_a_link(get):
    assert get("/mocktr/clock", NAVIGATION).status == 403


def test_the_page_needs_no_token_but_what_it_shows_does():
    with Sandbox(admin_token=TOKEN) as sandbox:
        client = Client(sandbox)
        answers = [
            client.ask("GET", f"http://{host}{path}", headers={"Authorization": None})
            for host in ("taskrouter.test", "desk.example.com")
            for path in ("/mocktr/", "/mocktr/console/x/app.js", "/mocktr/clock")
        ]

    assert [answer.status for answer in answers] == [200, 200, 401, 200, 200, 401]


def test_under_a_name_of_twilios_there_is_no_page(client):
    hosts = ["taskrouter.twilio.com", "www.twilio.com"]

    answers = [client.ask("GET", f"https://{host}/mocktr/") for host in hosts]

    assert [answer.status for answer in answers] == [404, 404]


def test_under_a_name_of_the_internet_there_is_no_page_on_this_machine(client):
    answer = client.ask("GET", "http://127.0.0.1/mocktr/", headers={"Host": "desk.example.com"})

    assert answer.status == 403
    assert "ask by address or as localhost" in answer.message


# --- how one comes there


def test_a_browser_is_led_from_the_address_of_the_server_to_the_page(get):
    answer = get("/", BROWSER)

    assert (answer.status, answer.headers["Location"]) == (302, "/mocktr/")


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("GET", HOST, {}),
        ("POST", HOST, BROWSER),
        ("GET", "https://taskrouter.twilio.com", BROWSER),
    ],
)
def test_nobody_else_is_led_anywhere(client, method, url, headers):
    assert client.ask(method, f"{url}/", headers=headers).status == 404


def test_a_server_says_where_the_page_is():
    with Server() as open_server, Server(admin_token="a+b/#?") as closed:
        assert open_server.console_url == f"{open_server.url}/mocktr/"
        assert closed.console_url == f"{closed.url}/mocktr/#token=a%2Bb%2F%23%3F"


def test_it_may_be_switched_off():
    with Server(console="off") as server:
        client = Client(server.sandbox)
        paths = ["/mocktr/", "/mocktr/console/x/app.js"]
        answers = [client.ask("GET", HOST + path) for path in paths]

    assert server.console_url is None
    assert [answer.status for answer in answers] == [404, 404]


@pytest.mark.parametrize("mode", ["look", "steer"])
def test_the_page_knows_whether_it_may_steer(mode):
    with Sandbox(console=mode) as sandbox:
        page = Client(sandbox).ask("GET", f"{HOST}/mocktr/")

    assert f'data-console="{mode}"' in page.text


def test_it_does_nothing_else():
    with pytest.raises(OptionError, match="console: expected one of off, look, steer"):
        Sandbox(console="fly")


def test_its_files_wait_for_nobody():
    assert is_prompt("/mocktr/console/x/app.js")
    assert is_prompt("/mocktr")
    assert not is_prompt("/mocktr/clock/advance")


# --- what is in the package


def test_the_package_ships_all_that_the_page_is():
    declared = ConfigParser()
    declared.read(STATIC.parents[3] / "setup.cfg")
    patterns = declared["options.package_data"]["mocktr"].split(", ")

    package = STATIC.parents[2]
    files = [path.relative_to(package) for path in FILES.values()]

    assert [path for path in files if not any(path.match(one) for one in patterns)] == []


# --- what others wrote


def test_the_bundles_are_what_make_vendor_wrote():
    folder = STATIC / "vendor"
    said = dict(
        reversed(line.split("  "))
        for line in (folder / "VENDOR.txt").read_text().splitlines()
        if re.match("[0-9a-f]{64}  ", line)
    )

    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}

    assert there == said
