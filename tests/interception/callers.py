"""The same request by each library that mocktr answers in process."""

import asyncio
from base64 import b64encode
from typing import NamedTuple

import aiohttp
import httpx
import requests

ACCOUNT = ("AC" + "a" * 32, "token")
AUTHORIZATION = {"Authorization": "Basic " + b64encode(":".join(ACCOUNT).encode()).decode()}
WORKSPACES = "https://taskrouter.twilio.com/v1/Workspaces"


class Answer(NamedTuple):
    status: int
    headers: dict
    json: dict


def by_requests(method, url, form=None):
    answer = requests.request(method, url, data=form, auth=ACCOUNT, timeout=5)
    return Answer(answer.status_code, answer.headers, answer.json() if answer.content else None)


def by_httpx(method, url, form=None):
    answer = httpx.request(method, url, data=form, auth=ACCOUNT, timeout=5)
    return Answer(answer.status_code, answer.headers, answer.json() if answer.content else None)


def by_async_httpx(method, url, form=None):
    async def ask():
        async with httpx.AsyncClient(auth=ACCOUNT, timeout=5) as client:
            answer = await client.request(method, url, data=form)
            return Answer(
                answer.status_code, answer.headers, answer.json() if answer.content else None
            )

    return asyncio.run(ask())


def by_aiohttp(method, url, form=None):
    async def ask():
        async with (
            aiohttp.ClientSession(headers=AUTHORIZATION) as session,
            session.request(method, url, data=form) as answer,
        ):
            content = await answer.read()
            return Answer(answer.status, answer.headers, await answer.json() if content else None)

    return asyncio.run(asyncio.wait_for(ask(), 5))


CALLERS = {
    "requests": by_requests,
    "httpx": by_httpx,
    "async-httpx": by_async_httpx,
    "aiohttp": by_aiohttp,
}


def names(ask=by_requests, url=WORKSPACES):
    """The names of the workspaces that are there."""
    return [one["friendly_name"] for one in ask("GET", url).json["workspaces"]]


def world(*names):
    """A seed with such workspaces."""
    return {"workspaces": [{"friendly_name": name} for name in names]}
