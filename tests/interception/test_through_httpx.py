"""httpx: streams, transports of the user's own, and requests that wait for each other."""

import asyncio

import httpx
import pytest

from mocktr import mock_taskrouter

from .callers import ACCOUNT, WORKSPACES, world


def test_an_answer_may_be_streamed():
    with (
        mock_taskrouter(seed=world("Support")),
        httpx.Client(auth=ACCOUNT) as client,
        client.stream("GET", WORKSPACES) as answer,
    ):
        content = b"".join(answer.iter_bytes(chunk_size=10))

    assert b'"friendly_name": "Support"' in content or b'"friendly_name":"Support"' in content


@pytest.mark.parametrize("chunks", [[b"FriendlyName=New"], [b"Friendly", b"Name=New"]])
def test_a_body_may_be_streamed(chunks):
    async def body():
        for chunk in chunks:
            yield chunk

    async def story():
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with httpx.AsyncClient(auth=ACCOUNT) as client:
            return await client.post(WORKSPACES, content=body(), headers=headers)

    with mock_taskrouter(seed=None):
        assert asyncio.run(story()).json()["friendly_name"] == "New"


def test_a_transport_that_goes_elsewhere_is_left_alone():
    transport = httpx.MockTransport(lambda request: httpx.Response(418))
    with mock_taskrouter(seed=None), httpx.Client(transport=transport) as client:
        assert client.get(WORKSPACES).status_code == 418


def test_what_the_application_raises_reaches_the_caller(monkeypatch):
    def fail(*args):
        raise RuntimeError("broken")

    monkeypatch.setattr("mocktr.interception.through_httpx.call", fail)
    with mock_taskrouter(seed=None), pytest.raises(RuntimeError, match="broken"):
        httpx.get(WORKSPACES)
