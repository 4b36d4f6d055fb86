"""Which pages in browsers may ask."""

import pytest

from mocktr import OptionError, Sandbox
from mocktr.sandbox.origins import Origins

HOST = "mocktr.staging.example.com:8275"


@pytest.mark.parametrize(
    ("origin", "admitted"),
    [
        ("http://localhost:3000", True),
        ("https://app.localhost", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://192.168.0.7", True),
        ("http://desk.test", True),
        ("http://desk:3000", True),
        (f"https://{HOST}", True),
        ("https://called.example", True),
        ("https://app.named.example", True),
        ("https://exact.example:3000", True),
        ("https://named.example", False),
        ("http://app.named.example", False),
        ("https://exact.example", False),
        ("https://evil.example", False),
        ("http://93.184.216.34", False),
        ("http://localhost.evil.example", False),
        ("chrome-extension://abcdef", False),
        ("file://", False),
        ("http://", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_page_is_near_or_the_servers_own_or_named(origin, admitted):
    origins = Origins(
        ("https://*.named.example", "https://Exact.example:3000/"), "https://called.example"
    )

    assert origins.admits(origin, HOST) == admitted


@pytest.mark.parametrize(("pattern", "origin"), [("*", "https://x.example"), ("null", "null")])
def test_all_origins_and_none_can_be_named(pattern, origin):
    assert Origins((pattern,)).admits(origin, HOST)


@pytest.mark.parametrize(
    ("origin", "site", "admitted"),
    [
        (None, None, True),
        (None, "none", True),
        (None, "same-origin", True),
        (None, "same-site", False),
        (None, "cross-site", False),
        ("http://localhost:1", "cross-site", True),
        ("http://evil.example", None, False),
        ("http://evil.example", "none", False),
    ],
)
def test_a_browser_says_whether_a_page_asks(origin, site, admitted):
    assert Origins().admits_request(origin, site, HOST) == admitted
    assert Origins(("*",)).admits_request(origin, site, HOST)


@pytest.mark.parametrize(
    ("cors", "message"),
    [
        (["evil.example"], r'cors\[0\]: expected an origin such as .*, got "evil.example"'),
        (["*", "ftp://a"], r"cors\[1\]: expected an origin"),
        ("https://a.example", "cors: expected a list of origins"),
    ],
)
def test_what_is_no_origin_is_refused(cors, message):
    with pytest.raises(OptionError, match=message):
        Sandbox(cors=cors)
