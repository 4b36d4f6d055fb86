"""Whole calls a second: in, through a menu, into the queue, at a worker, talked and ended."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from flask import Flask

from mocktr import fixture as worlds

CALLS = 200
SEED = {
    "workspaces": [
        {
            "friendly_name": "Support",
            "multi_task_enabled": False,
            "task_queues": [{"friendly_name": "Everyone"}],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {"task_routing": {"default_filter": {"queue": "Everyone"}}},
                }
            ],
            "workers": [
                {
                    "friendly_name": f"worker {number}",
                    "activity": "Available",
                    "attributes": {"contact_uri": f"client:worker{number}"},
                    "phone": {"answer_after": 3, "talk_for": 60},
                }
                for number in range(20)
            ],
        }
    ]
}
MENU = '<Response><Gather numDigits="1" action="/queue"/></Response>'
QUEUE = (
    '<Response><Enqueue workflowSid="{}" waitUrl="/wait"><Task>{{"language": "en"}}</Task>'
    "</Enqueue></Response>"
)
WAIT = "<Response><Play>music.mp3</Play></Response>"
HOME = "https://app.example"


def by_function(taskrouter: worlds.TaskRouter, workflow_sid: str) -> str | None:
    documents = {"/voice": MENU, "/queue": QUEUE.format(workflow_sid), "/wait": WAIT}
    taskrouter.on_call(lambda call: documents[call.path])
    return None


def mounted(taskrouter: worlds.TaskRouter, workflow_sid: str) -> str | None:
    app = Flask("calls")
    documents = {"/voice": MENU, "/queue": QUEUE.format(workflow_sid), "/wait": WAIT}
    for path, document in documents.items():
        app.add_url_rule(path, path, lambda document=document: document, methods=["POST"])
    taskrouter.mount(HOME, app)
    return f"{HOME}/voice"


def measure(name: str, arrange: Callable[[worlds.TaskRouter, str], str | None]) -> None:
    """One row: each call from its first request to its end."""
    with worlds.in_process({"seed": SEED, "tenants": "one"}) as taskrouter:
        url = arrange(taskrouter, taskrouter.workspace.workflows.list()[0].sid)
        [available] = taskrouter.workspace.activities.list(friendly_name="Available")
        answer = {"instruction": "dequeue", "post_work_activity_sid": available.sid}
        taskrouter.on_assignment(lambda call: answer)
        start = perf_counter()
        calls = []
        for _ in range(CALLS):
            calls.append(taskrouter.call_in(url=url, digits=["1"]))
            taskrouter.advance(seconds=10)
        taskrouter.advance(seconds=100)
        elapsed = perf_counter() - start
        assert {call.status for call in calls} == {"completed"}
        sent = len(taskrouter.callbacks)
    print(f"{name:<44} {sent:9} {CALLS / elapsed:9.0f} {1e3 * elapsed / CALLS:9.2f}")


if __name__ == "__main__":
    print(f"{'the application':<44} {'requests':>9} {'calls/s':>9} {'ms a call':>9}")
    measure("a function", by_function)
    measure("a mounted Flask application", mounted)
