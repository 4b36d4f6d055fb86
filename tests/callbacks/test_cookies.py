"""Cookies that applications set are kept for each call."""

import pytest

from mocktr.callbacks.cookies import MOST_CALLS, Cookies

HOME = "https://app.example"


def sent(cookies, path="/", host=HOME, sid="CA1"):
    return cookies.header(sid, host + path).get("Cookie")


@pytest.fixture
def cookies():
    return Cookies()


def test_a_cookie_goes_back_to_the_host_that_set_it(cookies):
    cookies.keep("CA1", f"{HOME}/voice", ("a=1; HttpOnly; Path=/; SameSite=Lax", "b=2"))

    assert sent(cookies, "/menu") == "a=1; b=2"
    assert sent(cookies, "/menu", "https://other.example") is None
    assert sent(cookies, "/menu", sid="CA2") is None


def test_a_cookie_may_be_for_some_paths_only(cookies):
    cookies.keep("CA1", f"{HOME}/voice", ("a=1; Path=/ivr",))

    assert [sent(cookies, path) for path in ("/ivr", "/ivr/menu", "/ivrs", "/")] == [
        *("a=1", "a=1"),
        *(None, None),
    ]


def test_a_cookie_is_set_anew_and_taken_away(cookies):
    cookies.keep("CA1", HOME, ("a=1", "b=2"))
    cookies.keep("CA1", HOME, ("a=3",))
    assert sent(cookies) == "b=2; a=3"

    cookies.keep("CA1", HOME, ("a=; Max-Age=0",))

    assert sent(cookies) == "b=2"


def test_what_is_no_cookie_is_left_out(cookies):
    cookies.keep("CA1", HOME, ("a=1", "{bad}; \x01=2"))

    assert sent(cookies) == "a=1"


def test_those_of_the_oldest_call_go_first(cookies):
    for number in range(MOST_CALLS + 1):
        cookies.keep(f"CA{number}", HOME, ("a=1",))

    assert len(cookies.jars) == MOST_CALLS
    assert sent(cookies, sid="CA0") is None
    cookies.clear()
    assert sent(cookies) is None
