"""Where coroutines run that are called from outside of any loop."""

import asyncio
import re
import sys
import threading
from concurrent.futures import CancelledError
from contextvars import ContextVar
from pathlib import Path

import pytest

import mocktr
from mocktr.gateway.asgi import OWN, EventLoop


@pytest.fixture
def loop():
    loop = EventLoop()
    yield loop
    loop.close()


def test_a_coroutine_that_exits_does_not_end_the_loop(loop):
    async def leave():
        sys.exit(3)

    async def answer():
        return loop.is_mine

    with pytest.raises(RuntimeError, match=r"SystemExit\(3\)"):
        loop.run(leave())

    assert loop.run(answer())
    assert not loop.is_mine


def test_a_coroutine_sees_nothing_of_its_callers_context_but_what_is_ours(loop):
    theirs, ours = ContextVar("theirs", default="none"), ContextVar("mocktr_ours", default="none")
    theirs.set("the caller's")
    ours.set("the caller's")

    async def seen():
        return theirs.get(), ours.get()

    assert loop.run(seen()) == ("none", "the caller's")


def test_the_names_of_our_context_variables_say_that_they_are_ours():
    sources = [path.read_text() for path in Path(mocktr.__file__).parent.rglob("*.py")]
    names = [name for source in sources for name in re.findall(r'= ContextVar\(\s*"(\w+)"', source)]

    assert len(names) == sum(source.count("= ContextVar(") for source in sources) > 0
    assert [name for name in names if not name.startswith(OWN)] == []


def test_who_waits_for_a_coroutine_is_released_when_the_loop_is_closed(loop):
    began, came = threading.Event(), []

    async def wait():
        began.set()
        await asyncio.Event().wait()

    def ask():
        try:
            loop.run(wait())
        except CancelledError:
            came.append("canceled")

    asking = threading.Thread(target=ask)
    asking.start()
    assert began.wait(10)
    loop.close()
    asking.join(10)

    assert came == ["canceled"]


def test_a_loop_may_be_closed_from_inside(loop):
    async def close():
        loop.close()
        await asyncio.Event().wait()

    with pytest.raises(CancelledError):
        loop.run(close())
