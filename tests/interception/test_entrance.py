"""Blocks that are nested, left in any order, entered in threads and tasks; and libraries' seams."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx
import pytest
import requests

from mocktr import Sandbox, mock_taskrouter

from .callers import WORKSPACES, by_requests, names, world

SEAMS = [
    (requests.Session, "get_adapter"),
    (aiohttp.BaseConnector, "connect"),
    (httpx.HTTPTransport, "handle_request"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
]


def hold():
    """What stands at the seams now."""
    return [vars(owner)[name] for owner, name in SEAMS]


def test_everything_is_as_it_was_when_the_last_block_is_left():
    before, finders = hold(), list(sys.meta_path)

    with mock_taskrouter(seed=None), mock_taskrouter(seed=None):
        during = hold()

    assert all(one is not other for one, other in zip(before, during, strict=True))
    assert hold() == before
    assert sys.meta_path == finders


def test_everything_is_as_it_was_after_an_error():
    before = hold()

    with pytest.raises(RuntimeError, match="mine"), mock_taskrouter(seed=None):
        raise RuntimeError("mine")

    assert hold() == before


def test_blocks_may_be_left_in_any_order():
    before = hold()
    first, second = mock_taskrouter(seed=world("First")), mock_taskrouter(seed=world("Second"))

    first.__enter__()
    second.__enter__()
    first.__exit__()
    answering = names()
    second.__exit__()

    assert answering == ["Second"]
    assert hold() == before


def test_one_object_may_be_entered_again_inside_itself():
    mock = mock_taskrouter(seed=world("Support"))
    with mock as outer:
        with mock as inner:
            assert inner is not outer
            assert names() == ["Support"]
        assert names() == ["Support"]


def test_a_patch_of_somebody_elses_on_top_stays_and_ours_beneath_lets_pass(monkeypatch):
    monkeypatch.setattr(requests.Session, "get_adapter", requests.Session.get_adapter)
    seen = []
    with mock_taskrouter(seed=world("Support")):
        ours = requests.Session.get_adapter

        def theirs(session, url):
            seen.append(url)
            return ours(session, url)

        requests.Session.get_adapter = theirs
        assert names() == ["Support"]

    assert requests.Session.get_adapter is theirs
    assert isinstance(requests.Session().get_adapter(WORKSPACES), requests.adapters.HTTPAdapter)
    with mock_taskrouter(seed=world("Again")):
        assert names() == ["Again"]
    assert seen == [WORKSPACES] * 3


def test_a_thread_that_a_block_started_is_answered():
    with mock_taskrouter(seed=world("Support")), ThreadPoolExecutor(1) as pool:
        assert pool.submit(names).result(5) == ["Support"]


def test_threads_with_blocks_of_their_own_see_their_own_worlds():
    """Also where one is left while the other goes on."""
    both = threading.Barrier(2, timeout=5)

    def story(name):
        with mock_taskrouter(seed=world(name)):
            both.wait()
            found = names()
            both.wait()
        return found

    with ThreadPoolExecutor(2) as pool:
        stories = [pool.submit(story, name) for name in ("One", "Two")]

    assert [one.result() for one in stories] == [["One"], ["Two"]]


def test_threads_that_share_one_object_each_leave_their_own_block():
    mock = mock_taskrouter(seed=world("Support"))
    both = threading.Barrier(2, timeout=5)

    def story(first):
        with mock as taskrouter:
            both.wait()
            if first:
                by_requests("POST", WORKSPACES, {"FriendlyName": "B"})
            both.wait()
        if not first:
            return None
        workspaces = taskrouter.tenant.account.workspaces.values()
        return [one.friendly_name for one in workspaces]

    with ThreadPoolExecutor(2) as pool:
        stories = [pool.submit(story, first) for first in (True, False)]

    assert stories[0].result() == ["Support", "B"]
    assert mock.active == []


def test_tasks_of_one_loop_see_their_own_worlds():
    @mock_taskrouter(seed=world("Decorated"))
    async def decorated():
        await asyncio.sleep(0)
        return await ask()

    async def inside():
        with mock_taskrouter(seed=world("Inside")):
            await asyncio.sleep(0)
            return await ask()

    async def ask():
        async with httpx.AsyncClient(auth=("AC" + "a" * 32, "token")) as client:
            answer = await client.get("https://taskrouter.twilio.com/v1/Workspaces")
            return [one["friendly_name"] for one in answer.json()["workspaces"]]

    async def main():
        with mock_taskrouter(seed=world("Around")):
            return await asyncio.gather(decorated(), inside(), asyncio.create_task(ask()))

    assert asyncio.run(main()) == [["Decorated"], ["Inside"], ["Around"]]


def test_a_block_may_be_left_in_another_thread():
    """As a fixture's is, whose end runs in another context than its beginning."""
    before = hold()
    mock = mock_taskrouter(Sandbox(seed=world("Support")))
    mock.__enter__()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(mock.__exit__).result()

    assert hold() == before


LATE = """
import asyncio, sys
from mocktr import mock_taskrouter

loaded = {{"aiohttp", "httpx", "anyio"}} & set(sys.modules)
with mock_taskrouter(seed="support"):
    assert not ({{"aiohttp", "httpx", "anyio"}} & set(sys.modules)) and not loaded
    {imported}
    print(asyncio.run(ask()))
    assert type({library}.__loader__).__module__.startswith("_frozen_importlib")
    assert {library}.__spec__.loader is {library}.__loader__
"""

LATE_AIOHTTP = """
    import aiohttp
    from base64 import b64encode
    async def ask():
        headers = {"Authorization": "Basic " + b64encode(b"AC" + b"a" * 32 + b":token").decode()}
        async with aiohttp.ClientSession(headers=headers) as session:
            answer = await session.get("https://taskrouter.twilio.com/v1/Workspaces")
            return len((await answer.json())["workspaces"])
"""

LATE_HTTPX = """
    import httpx
    async def ask():
        async with httpx.AsyncClient(auth=("AC" + "a" * 32, "token")) as client:
            answer = await client.get("https://taskrouter.twilio.com/v1/Workspaces")
            return len(answer.json()["workspaces"])
"""


@pytest.mark.parametrize(
    ("library", "imported"), [("aiohttp", LATE_AIOHTTP), ("httpx", LATE_HTTPX)]
)
def test_a_library_is_not_loaded_by_us_but_answered_as_soon_as_it_is(library, imported):
    program = LATE.format(library=library, imported=imported.strip())

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60
    )

    assert (done.stdout, done.stderr) == ("1\n", "")


def test_a_library_that_is_not_installed_is_not_missed():
    """The import fails as it does without us."""
    program = (
        "import sys; sys.modules['anyio'] = None\n"
        "from mocktr import mock_taskrouter\n"
        "with mock_taskrouter():\n"
        "    import importlib.machinery\n"
        "    importlib.machinery.PathFinder.find_spec = lambda *args: None\n"
        "    import httpx\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )

    assert done.stderr.endswith("ModuleNotFoundError: No module named 'httpx'\n")
