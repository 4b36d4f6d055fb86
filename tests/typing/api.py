"""The public names as type checkers and editors see them; mypy reads this, nothing runs it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from typing_extensions import assert_type

import mocktr
from mocktr import Sandbox, SeedError, Server, TaskRouter, mock_taskrouter
from mocktr.core.explain import Explained
from mocktr.core.timers import Timer
from mocktr.fixture.taskrouter import HappenedEvent

# What a block hands out, and what a test does with it.

with mock_taskrouter(seed="support") as taskrouter:
    assert_type(taskrouter, TaskRouter)
    assert_type(taskrouter.now, datetime)
    assert_type(taskrouter.account_sid, str)
    assert_type(taskrouter.url, str | None)
    assert_type(taskrouter.events, list[HappenedEvent])
    assert_type(taskrouter.timeline, str)
    assert_type(taskrouter.advance_to_next_timer(), list[Timer])
    taskrouter.run_until(lambda: taskrouter.now.hour == 12)

    task = taskrouter.task(workflow="By language", priority=5, attributes={"a": 1}, language="es")
    assert_type(taskrouter.explain(task), Explained)
    taskrouter.assert_reserved(task, worker="bob")
    with taskrouter.branch():
        taskrouter.advance(minutes=5)

    taskrouter.task(priority="high")  # type: ignore[arg-type]
    taskrouter.asert_reserved(task)  # type: ignore[attr-defined]

with mock_taskrouter(Sandbox(seed=None)) as again:
    assert_type(again, TaskRouter)

# A fixture is what its parameter says.


def test_a_fixture(taskrouter: TaskRouter) -> None:
    assert_type(taskrouter.settle(), dict[str, Any])


# A decorated function stays what it is.


@mock_taskrouter(seed="support")
def story(number: int) -> str:
    return str(number)


same: Callable[[int], str] = story

# A world on a port, and one by itself.

with Server(seed=["support", {"workspaces": []}], port=0) as server:
    assert_type(server, Server)
    assert_type(server.url, str)

with Sandbox(seed="empty", clock="manual", tenants="one") as sandbox:
    assert_type(sandbox, Sandbox)
    assert_type(sandbox.warnings, list[str])

Sandbox(sede="support")  # type: ignore[call-arg]
Sandbox(seed=5)  # type: ignore[arg-type]

# Errors, and names that there are not.

try:
    Sandbox(seed="nowhere")
except SeedError as error:
    assert_type(error.problems, list[str])

mocktr.Sandbocks  # type: ignore[attr-defined]  # noqa: B018
