"""No page may complain, or ask anybody else, without its test failing."""

import pytest


@pytest.fixture
def url(taskrouter_server):
    return f"{taskrouter_server.url}/mocktr/sessions"


@pytest.fixture
def seen(page, url):
    """Opens a page that runs a script; answers what was seen."""
    page.goto(url)

    def seen(watch, script):
        # What follows from it comes before the answer.
        page.evaluate(f"async () => {{ {script}; await fetch(location) }}")
        found, watch.seen = watch.problems, []
        return found

    return seen


def test_what_the_server_answers_is_no_problem(seen, watch):
    assert seen(watch, "console.log('all is well')") == []


def test_an_error_in_the_console_is_one(seen, watch):
    [problem] = seen(watch, "console.error('not well')")

    assert problem.startswith("console: not well")


def test_an_error_that_nobody_catches_is_one(seen, watch):
    [problem] = seen(watch, "queueMicrotask(() => { throw new Error('not well') })")

    assert problem == "uncaught: not well"


@pytest.mark.parametrize("url", ["http://elsewhere.test/", "http://127.0.0.1:9/"])
def test_a_request_to_another_origin_is_one(page, watch, taskrouter_server, url):
    page.goto(f"{taskrouter_server.url}/mocktr/sessions")
    page.evaluate("url => fetch(url).catch(() => {})", url)
    found, watch.seen = watch.problems, []

    assert f"asked elsewhere: {url}" in found


def test_a_websocket_to_another_origin_is_one(page, watch, taskrouter_server):
    page.goto(f"{taskrouter_server.url}/mocktr/sessions")
    page.evaluate(
        "() => new Promise(resolve => { new WebSocket('ws://127.0.0.1:9').onclose = resolve })"
        ".then(() => {})"
    )
    found, watch.seen = watch.problems, []

    assert "asked elsewhere: ws://127.0.0.1:9/" in found


def test_an_error_that_was_expected_is_none(seen, watch):
    watch.expect("status of 404")
    found = seen(watch, "await fetch('/mocktr/nothing')")
    watch.expected.clear()

    assert found == []


def test_an_expected_error_that_does_not_come_is_one(seen, watch):
    watch.expect("status of 404")
    found = seen(watch, "")
    watch.expected.clear()

    assert found == ["expected, but missing: status of 404"]
