"""Planned faults come to each library as they would over the network."""

import asyncio

import aiohttp
import httpx
import pytest
import requests

from mocktr import Sandbox, mock_taskrouter
from mocktr.faults import Fault

from .callers import AUTHORIZATION, CALLERS, WORKSPACES

CUT = (requests.ConnectionError, httpx.RemoteProtocolError, aiohttp.ServerDisconnectedError)
TRUNCATED = (
    requests.exceptions.ChunkedEncodingError,
    httpx.RemoteProtocolError,
    aiohttp.ClientPayloadError,
)


@pytest.fixture
def sandbox():
    with Sandbox(seed="support", tenants="one") as sandbox, mock_taskrouter(sandbox):
        yield sandbox


def plan(sandbox, **rule):
    sandbox.only.faults.add(Fault(None, None, **rule))


@pytest.mark.parametrize("ask", CALLERS.values(), ids=CALLERS)
@pytest.mark.parametrize(("effect", "errors"), [("cut", CUT), ("truncate", TRUNCATED)])
def test_a_connection_that_breaks(sandbox, ask, effect, errors):
    plan(sandbox, effect=effect)

    with pytest.raises(errors):
        ask("POST", WORKSPACES, {"FriendlyName": "New"})


@pytest.mark.parametrize("ask", CALLERS.values(), ids=CALLERS)
def test_a_status(sandbox, ask):
    plan(sandbox, status=503)

    assert ask("GET", WORKSPACES).status == 503


def test_httpx_waits_no_longer_than_its_timeout(sandbox):
    plan(sandbox, latency=20_000)

    async def ask():
        async with httpx.AsyncClient(headers=AUTHORIZATION, timeout=0.05) as client:
            await client.get(WORKSPACES)

    with pytest.raises(httpx.ReadTimeout):
        asyncio.run(ask())
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(WORKSPACES, headers=AUTHORIZATION, timeout=0.05)


def test_aiohttp_waits_no_longer_than_its_timeout(sandbox):
    plan(sandbox, latency=300)

    async def ask():
        timeout = aiohttp.ClientTimeout(total=0.05)
        async with aiohttp.ClientSession(headers=AUTHORIZATION, timeout=timeout) as session:
            await session.get(WORKSPACES)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(ask())
