"""Routing coverage of the shipped worlds, held against tables that were made by hand."""

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from mocktr import Sandbox
from mocktr.core.resources.task import Task
from mocktr.fixture import in_process

SUPPORT = """
                                     exercised                          never

    Support: By language             13 of 16, 81.2 %
      filter 1 'Priority customers'  matched 1, passed 2
        target 1 -> Experts          entered 1, reserved 1, reviewed 1
          timeout 300 s              timed out 1
        target 2 -> Everyone         entered 1, reserved 1
      filter 2 'Spanish'             matched 1, passed 1
        target 1 -> Spanish          entered 1, reserved 1, reviewed 1
      filter 3 'English'             passed 1                           matched
        target 1 -> English                                             entered
      default filter -> Everyone     entered 1
      queue Experts                  entered 1, reserved 1
      queue Everyone                 entered 2, reserved 1
      queue Spanish                  entered 1, reserved 1
      queue English                                                     entered

    total                            13 of 16, 81.2 %
"""

CONTACT_CENTER = """
                                                         exercised              never

    Contact Center: Calls                                25 of 53, 47.1 %
      filter 1 'Known agent'                             matched 1, passed 7
        target 1 -> Everyone                             entered 1, reserved 1
          known_worker_friendly_name task.last_agent     reserved 1
          skip_if workers.available == 0                                        skipped, stayed
          timeout 30 s                                                          timed out
        target 2 -> Support                                                     entered
          timeout 120 s                                                         timed out
        target 3 -> Everyone                                                    entered
      filter 2 'Gold customers'                          matched 3, passed 4
        target 1 -> Senior                               entered 3, reserved 1
          skip_if workers.available == 0                 skipped 2              stayed
          timeout 60 s                                                          timed out
        target 2 -> Supervisors                          entered 2, reserved 1
          skip_if workers.available == 0                 stayed 1               skipped
          timeout 60 s                                   timed out 1
        target 3 -> Everyone                             entered 1, reserved 1
          order_by worker.level DESC                     decided 1
      filter 3 'Spanish'                                 passed 4               matched
        target 1 -> Spanish                                                     entered
          timeout 180 s                                                         timed out
        target 2 -> Senior                                                      entered
          expression worker.languages HAS task.language                         reserved
      filter 4 'German'                                  matched 1, passed 3
        target 1 -> German                               entered 1
      filter 5 'Billing'                                 matched 3              passed
        target 1 -> Billing                              entered 3, reserved 3
          order_by worker.level DESC                     decided 2
          timeout 120 s                                                         timed out
        target 2 -> Senior                                                      entered
          timeout 300 s                                                         timed out
        target 3 -> Everyone                                                    entered
      filter 6 'Sales'                                                          matched, passed
        target 1 -> Sales                                                       entered
          timeout 60 s                                                          timed out
        target 2 -> Support                                                     entered
      default filter -> Support                                                 entered
      queue Everyone                                     entered 2, reserved 2
      queue Support                                                             entered
      queue Senior                                       entered 3, reserved 1
      queue Supervisors                                  entered 2, reserved 1
      queue Spanish                                                             entered
      queue German                                       entered 1
      queue Billing                                      entered 3, reserved 3
      queue Sales                                                               entered

    Contact Center: Chats                                7 of 18, 38.8 %
      filter 1 'Gold customers'                          passed 2               matched
        target 1 -> Senior                                                      entered
          skip_if workers.available == 0                                        skipped, stayed
          timeout 60 s                                                          timed out
        target 2 -> Chat                                                        entered
      filter 2 'Speaks the language'                     matched 1, passed 1
        target 1 -> Chat                                 entered 1, reserved 1
          expression worker.languages HAS task.language  reserved 1
          timeout 120 s                                                         timed out
        target 2 -> Everyone                                                    entered
          expression worker.languages HAS task.language                         reserved
      default filter -> Chat                             entered 1, reserved 1
      queue Senior                                                              entered
      queue Chat                                         entered 2, reserved 2
      queue Everyone                                                            entered

    total                                                32 of 71, 45.0 %
"""


DOCS = Path(__file__).parents[1] / "docs" / "coverage.rst"


def accept(task):
    [reservation] = task.reservations.list()
    reservation.update(reservation_status="accepted")


def shown(taskrouter):
    return f"\n{taskrouter.coverage()}\n"


def test_a_small_world_is_covered_as_counted_by_hand(taskrouter):
    """Carol lets the gold customer ring out, bob the Spaniard; nobody speaks French."""
    taskrouter.task(customer_tier="gold")
    taskrouter.task(language="es")
    taskrouter.advance(minutes=5)
    taskrouter.task(language="fr")

    assert shown(taskrouter) == dedent(SUPPORT)


@pytest.mark.mocktr(seed="contact_center")
def test_a_contact_center_is_covered_as_counted_by_hand(taskrouter):
    """A known agent, three who ask for billing, three gold customers, two chats, a German."""

    def call(**attributes):
        return taskrouter.task(workflow="Calls", channel="voice", attributes=attributes)

    accept(call(last_agent="ada"))
    call(language="de")
    for _ in range(3):
        # The third time vic alone is left, so that order_by has nothing to decide.
        accept(call(topic="billing"))
    accept(call(customer_tier="gold"))
    [offline] = taskrouter.workspace.activities.list(friendly_name="Offline")
    for name in ("ivan", "julia", "lena"):
        [worker] = taskrouter.workspace.workers.list(friendly_name=name)
        worker.update(activity_sid=offline.sid)
    accept(call(customer_tier="gold"))
    call(customer_tier="gold")
    taskrouter.advance(seconds=60)
    accept(taskrouter.task(workflow="Chats", channel="chat", language="fr"))
    taskrouter.task(workflow="Chats", channel="chat")

    assert shown(taskrouter) == dedent(CONTACT_CENTER)


def test_the_documentation_shows_the_same_table():
    """As it stands here."""
    text = re.sub(r"(?m)^   ", "", DOCS.read_text(encoding="utf-8"))

    assert dedent(SUPPORT) in text


def test_it_is_data_too(taskrouter):
    """With the paths of the configuration."""
    taskrouter.task(customer_tier="gold")

    report = taskrouter.coverage()

    assert json.loads(json.dumps(report)) == report
    [workflow] = report["workflows"]
    assert {name: workflow[name] for name in workflow if name != "items"} == {
        "workspace": "Support",
        "workflow": "By language",
        "configuration": None,
        "exercised": 3,
        "outcomes": 16,
        "percent": 18.7,
    }
    assert workflow["items"][:3] == [
        {
            "kind": "filter",
            "path": "task_routing.filters[0]",
            "label": "filter 1 'Priority customers'",
            "hits": {"matched": 1, "passed": 0},
            "never": ["passed"],
        },
        {
            "kind": "target",
            "path": "task_routing.filters[0].targets[0]",
            "label": "target 1 -> Experts",
            "hits": {"entered": 1, "reserved": 1, "reviewed": 0},
            "never": [],
        },
        {
            "kind": "timeout",
            "path": "task_routing.filters[0].targets[0].timeout",
            "label": "timeout 300 s",
            "hits": {"timed_out": 0},
            "never": ["timed_out"],
        },
    ]


def hits(taskrouter, path="task_routing.default_filter"):
    """What was seen of an item."""
    [workflow] = taskrouter.coverage()["workflows"]
    return next(item["hits"] for item in workflow["items"] if item["path"] == path)


def test_a_reset_keeps_what_was_exercised(taskrouter):
    """The world is another one, the test run is the same."""
    taskrouter.task()
    taskrouter.reset()
    taskrouter.task()
    taskrouter.reset()

    assert hits(taskrouter) == {"entered": 2, "reserved": 2, "reviewed": 0}


def test_what_was_tried_counts_once_though_the_world_goes_back(taskrouter):
    taskrouter.task()
    with taskrouter.branch():
        taskrouter.task()
    taskrouter.snapshot("here")
    for _ in range(2):
        taskrouter.restore("here")
        taskrouter.load_state(taskrouter.state(events=True))

    assert hits(taskrouter) == {"entered": 2, "reserved": 2, "reviewed": 0}


@pytest.mark.mocktr(clock="real")
def test_a_reset_under_a_real_clock_keeps_it_too(taskrouter):
    """The world is built anew then, and not loaded."""
    taskrouter.task()
    taskrouter.reset()

    assert hits(taskrouter) == {"entered": 1, "reserved": 1, "reviewed": 0}


def test_counting_can_begin_anew(taskrouter):
    """Also of what was before a reset."""
    taskrouter.task()
    taskrouter.reset()
    taskrouter.task()

    taskrouter.tenant.forget_coverage()

    assert hits(taskrouter) == {"entered": 0, "reserved": 0, "reviewed": 0}


TASKS = {
    "workspaces": [
        {
            "friendly_name": "Seeded",
            "task_queues": [{"friendly_name": "All"}],
            "workflows": [
                {
                    "friendly_name": "Main",
                    "configuration": {"task_routing": {"default_filter": {"queue": "All"}}},
                }
            ],
            "tasks": [{"attributes": {"n": 1}}],
            "workers": [{"friendly_name": "alice", "activity": "Offline"}],
        }
    ]
}


@pytest.mark.parametrize("clock", ["manual", "real"])
def test_a_task_of_the_seed_counts_from_when_the_test_begins(clock):
    """It entered before; but that it found a worker is of the test's making."""
    with in_process({"seed": TASKS, "tenants": "one", "clock": clock}) as taskrouter:
        taskrouter.reset()
        before = hits(taskrouter)

        [alice] = taskrouter.workspace.workers.list()
        [available] = taskrouter.workspace.activities.list(friendly_name="Available")
        alice.update(activity_sid=available.sid)

        assert before == {"entered": 0, "reserved": 0, "reviewed": 0}
        assert hits(taskrouter) == {"entered": 0, "reserved": 1, "reviewed": 0}


def test_what_is_only_asked_does_not_count(taskrouter):
    """Explanations and coverage change nothing that they look at."""
    task = taskrouter.task(language="es")
    before = taskrouter.coverage()

    taskrouter.what_if()
    taskrouter.explain(task)

    assert taskrouter.coverage() == before


def test_the_accounts_of_a_sandbox_add_up():
    """Their queues have other SIDs and the same names."""

    def create(account):
        [workspace] = account.workspaces.values()
        Task.create(workspace, {})
        return workspace.workflows

    with Sandbox(seed="support") as sandbox:
        alice, bob = (sandbox.tenant("AC" + letter * 32) for letter in "ab")
        assert alice.run(create).keys().isdisjoint(bob.run(create))

        [workflow] = (alice.coverage() + bob.coverage()).report()["workflows"]

    assert workflow["items"][0]["hits"] == {"matched": 0, "passed": 2}
