"""aiohttp: bodies of every kind, hooks, timeouts, and sessions that outlive the block."""

import asyncio
import threading

import aiohttp
import pytest

from mocktr import mock_taskrouter
from mocktr.gateway import call

from .callers import AUTHORIZATION, WORKSPACES, world

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def run(story, **options):
    """Run a story that takes a session, within a block."""

    async def main():
        async with aiohttp.ClientSession(headers=AUTHORIZATION, **options) as session:
            return await story(session)

    with mock_taskrouter(seed=world("Support")):
        return asyncio.run(main())


async def chunks():
    yield b"Friendly"
    yield b"Name=New"


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ({"FriendlyName": "New"}, {}),
        (b"FriendlyName=New", {"headers": FORM}),
        (aiohttp.FormData({"FriendlyName": "New"}), {}),
        (chunks, {"headers": FORM}),
        (b"FriendlyName=New", {"headers": FORM, "expect100": True}),
    ],
)
def test_a_body_may_be_a_form_bytes_or_chunks(data, options):
    async def story(session):
        body = data() if callable(data) and not isinstance(data, aiohttp.FormData) else data
        async with session.post(WORKSPACES, data=body, **options) as answer:
            return await answer.json()

    assert run(story)["friendly_name"] == "New"


def test_the_hooks_of_a_session_are_called():
    seen = []

    async def started(session, context, request):
        seen.append(request.url.host)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(started)

    async def story(session):
        await session.get("/v1/Workspaces")

    run(story, trace_configs=[trace], base_url="https://taskrouter.twilio.com")

    assert seen == ["taskrouter.twilio.com"]


def test_an_error_is_raised_where_that_is_asked_for():
    async def story(session):
        await session.get(WORKSPACES + "/WS" + "0" * 32)

    with pytest.raises(aiohttp.ClientResponseError) as caught:
        run(story, raise_for_status=True)

    assert (caught.value.status, caught.value.message) == (404, "Not Found")


def test_what_can_not_be_read_as_a_request_is_answered_so():
    async def story(session):
        async with session.get(WORKSPACES, headers={"X-Long": "x" * 300_000}) as answer:
            return answer.status

    assert run(story) == 431


def test_a_request_that_nobody_waits_for_any_more_is_given_up(monkeypatch):
    """Its answer, which comes later, harms nobody."""
    go_on = threading.Event()

    def slow(*args):
        go_on.wait(5)
        return call(*args)

    monkeypatch.setattr("mocktr.interception.through_aiohttp.call", slow)

    async def story(session):
        with pytest.raises(asyncio.TimeoutError):
            await session.get(WORKSPACES, timeout=aiohttp.ClientTimeout(total=0.05))
        go_on.set()
        monkeypatch.undo()
        async with session.get(WORKSPACES) as answer:
            return answer.status

    assert run(story) == 200


@pytest.mark.parametrize("error", [RuntimeError("broken"), pytest.fail.Exception("wrong")])
def test_what_the_application_raises_reaches_the_caller(monkeypatch, error):
    def fail(*args):
        raise error

    monkeypatch.setattr("mocktr.interception.through_aiohttp.call", fail)

    async def story(session):
        await session.get(WORKSPACES)

    with pytest.raises(type(error), match=str(error)):
        run(story)


def test_a_session_that_outlives_the_block_keeps_no_connection_to_us():
    async def story():
        async with aiohttp.ClientSession(headers=AUTHORIZATION) as session:
            with mock_taskrouter(seed=world("First")):
                first = await session.get(WORKSPACES)
                assert [one["friendly_name"] for one in (await first.json())["workspaces"]] == [
                    "First"
                ]
            with mock_taskrouter(seed=world("Second")):
                second = await session.get(WORKSPACES)
                assert [one["friendly_name"] for one in (await second.json())["workspaces"]] == [
                    "Second"
                ]
            return len(session.connector._conns), len(session.connector._acquired)

    assert asyncio.run(story()) == (0, 0)


def test_a_connector_that_goes_elsewhere_is_left_alone(tmp_path):
    """To a socket on this machine, for example."""

    async def story():
        connector = aiohttp.UnixConnector(str(tmp_path / "nobody.sock"))
        async with aiohttp.ClientSession(connector=connector) as session:
            await session.get(WORKSPACES)

    with mock_taskrouter(seed=None), pytest.raises(aiohttp.ClientConnectorError):
        asyncio.run(story())


def test_many_requests_at_once_are_all_answered():
    async def story(session):
        async def create(number):
            async with session.post(WORKSPACES, data={"FriendlyName": str(number)}) as answer:
                return (await answer.json())["friendly_name"]

        return await asyncio.gather(*(create(number) for number in range(150)))

    assert run(story) == [str(number) for number in range(150)]
