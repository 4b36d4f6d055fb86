"""Steps that can't be read, and steps that fail."""

import pytest

from mocktr.errors import SeedError
from tests.scenario.messages import matches

STEP_MISTAKES = {
    "- 5": "*:5: scenarios[0].steps[0]: expected a mapping, got 5",
    "- {}": '*:5: scenarios[0].steps[0][""]: unknown step; there are create_task, *',
    "- acept: call": "*:5: scenarios[0].steps[0].acept: unknown step; there are create_task, *",
    "- accept: call\n  from: bob": "*:6: *steps[0].from: unknown key; there are accept, by, "
    "refused",
    "- create_task: a\n- accept: a\n- transfer: a": "*:7: *steps[2]: "
    "expected one of to_worker, to_queue",
    "- create_task: a\n- accept: a\n- transfer: a\n  to_queue: Everyone\n  mode: x": "*:9: *mode: "
    'expected WARM or COLD, got "x"',
    "- accept: call": '*:5: *steps[0].accept: no task "call"; there are none',
    "- accept: 5": "*:5: *steps[0].accept: expected a string, got 5",
    "- create_task: 5": "*:5: *steps[0].create_task: expected a string, got 5",
    "- create_task: now": "*:5: *: expected another name than now, events, timers, calls",
    "- create_task: a\n- create_task: a": '*:6: *: there was a task "a" before',
    "- create_task: a\n  attributes: 5": "*:6: *attributes: expected a mapping or a string, got 5",
    "- create_task: a\n  workflow: W": '*:6: *workflow: no workflow "W"; there are Anything',
    "- call_in: a": "*:5: *steps[0].url: no twiml *; there are none",
    "- call_in: a\n  url: 5": "*:6: *url: expected a string, got 5",
    "- call_in: a\n  workflow: W": '*:6: *workflow: no workflow "W"; there are Anything',
    "- call_in: a\n  workflow: Anything\n  digits: 5": "*:7: *digits: expected a list of texts *",
    "- call_in: a\n  workflow: Anything\n- call_in: a": "*:7: *: there was a call or a task *",
    "- hang_up: a": '*:5: *hang_up: no call "a"; there are none',
    "- call_in: a\n  workflow: Anything\n- hang_up: a\n  by: zoe": '*:8: *by: no worker "zoe"; *',
    "- call_in: a\n  workflow: Anything\n- then: {calls: {a: {b: 1}}}": "*:7: *a.b: unknown key*",
    "- create_workflow: W": "*:5: *steps[0]: the key configuration is missing",
    "- create_queue: Q\n  target_workers: a ==": "*:6: *target_workers: expected an expression*",
    "- update_worker: zoe": '*:5: *update_worker: no worker "zoe"; there are alice',
    "- update_worker: alice\n  channels: 5": "*:6: *channels: expected a mapping, got 5",
    "- update_worker: alice\n  channels: {fax: 1}": '*:6: *channels.fax: no task channel "fax"; *',
    "- update_worker: alice\n  channels: {voice: {size: 1}}": "*:6: *voice.size: unknown key; *",
    "- update_worker: alice\n  channels: {voice: many}": "*:6: *voice*: expected an integer, *",
    "- update_workspace: Mine": '*:5: *update_workspace: expected "Minimal", got "Mine"',
    "- delete_queue: Q": '*:5: *delete_queue: no task queue "Q"; there are Everyone',
    "- advance: soon": "*:5: *advance: expected seconds, `2 minutes`, or `to 17:30`, got *",
    "- advance: true": "*:5: *advance: expected seconds, `2 minutes`, or `to 17:30`, got true",
    "- advance: to noon": "*:5: *advance: expected an ISO 8601 date-time such as 2030-*, got *",
    "- advance: to 25:00": "*:5: *advance: expected an ISO 8601 date-time such as 2030-*, got *",
    "- repeat: 0\n  steps: []": "*:5: *repeat: expected an integer from 1 to 10000, got 0",
    "- repeat: 2": "*:5: *steps[0].steps: expected a list, got null",
    "- repeat: 2\n  steps:\n  - acept: a": "*:7: *steps[0].steps[0].acept: unknown step; *",
    "- create_task: a\n- cancel: a\n  reason: 5": "*:7: *reason: expected a string, got 5",
    "- create_task: a\n- reject: a\n  activity: Out": '*:7: *activity: no activity "Out"; *',
    "- create_task: a\n- accept: a\n  by: zoe": '*:7: *by: no worker "zoe"; there are alice',
    "- create_task: a\n- accept: a\n- accept: a\n  refused: no": "*:8: *refused.status: expected "
    'an integer, got "no"',
    "- create_task: a\n- accept: a\n- accept: a\n  refused: {why: x}": "*:8: *refused.why: unknown"
    " key; there are status, code, message",
    "- then: 5": "*:5: *then: expected a mapping, got 5",
    "- then: {zoe: Offline}": '*:5: *then.zoe: no task, worker or queue "zoe"; there are *',
    "- then:\n    alice: {mood: good}": "*:6: *then.alice.mood: unknown key; there are activity, *",
    "- then: {now: noon}": "*:5: *then.now: expected an ISO 8601 date-time *",
    "- create_worker: Everyone\n- then: {Everyone: Offline}": '*:6: *then.Everyone: "Everyone" is '
    "the name of a worker and of a queue",
    "- create_task: alice\n- then: {alice: pending}": '*:6: *then.alice: "alice" is the name of a '
    "task and of a worker",
}


@pytest.mark.parametrize(("steps", "message"), STEP_MISTAKES.items())
def test_a_mistake_in_a_step_is_one_clear_line(run, steps, message):
    """With file, line and place."""
    with pytest.raises(SeedError) as caught:
        run(steps)

    # An expression is shown below the line, with a caret.
    matches(str(caught.value).split("\n")[0], message)


def test_with_several_offers_by_has_to_say_whose(run):
    """A scenario does not depend on who happens to be first."""
    with pytest.raises(SeedError, match="offered to alice, zoe; expected `by` and one of them"):
        run("""
            - create_worker: zoe
              activity: Available
            - update_queue: Everyone
              max_reserved_workers: 2
            - create_task: call
            - accept: call
        """)


def test_a_failure_says_where_and_what_and_explains_the_task(failure):
    """File, line, place, expected, got; then the task's story."""
    lines = failure("""
        - create_task: call
        - then:
            call: {status: pending}
    """)

    assert lines[0] == (
        "stories.taskrouter.yaml:7: scenarios[0].steps[1].then.call.status: "
        'expected "pending", got "reserved"'
    )
    assert lines[1:3] == ["", 'task "call":']
    assert "  2030-01-07T09:00:00Z entered workflow Anything" in lines
    assert any("alice: is offered the task" in line for line in lines)


def test_lists_stand_one_item_to_a_line(failure):
    """So that two lists of events can be compared."""
    lines = failure("""
        - create_task: call
        - then: {events: [task.created of call]}
    """)

    assert lines[:8] == [
        "stories.taskrouter.yaml:6: scenarios[0].steps[1].then.events: expected",
        "    - task.created of call",
        "  got",
        "    - workflow.entered of call",
        "    - task-queue.entered Everyone of call",
        "    - task.created of call",
        "    - workflow.target-matched of call",
        "    - reservation.created alice of call",
    ]


def test_a_failure_about_something_else_explains_the_task_named_last(failure):
    """Workers and events change because of tasks."""
    lines = failure("""
        - create_task: call
        - then: {alice: Offline}
    """)

    assert lines[0].endswith('then.alice: expected "Offline", got "Available"')
    assert lines[2] == 'task "call":'


def test_without_a_task_there_is_nothing_to_explain(failure):
    """Only the line."""
    [line] = failure("- then: {now: 10:00}")

    assert line.endswith('expected "2030-01-07T10:00:00Z", got "2030-01-07T09:00:00Z"')


def test_a_task_that_is_gone_is_explained_too(failure):
    """Its events are still there."""
    lines = failure("""
        - create_task: call
        - delete_task: call
        - accept: call
    """)

    assert lines[0].endswith('steps[2].accept: task "call" is gone')
    assert "  2030-01-07T09:00:00Z deleted" in lines


FAILURES = {
    "- create_task: a\n- complete: a": "steps[1].complete: expected no error, got 400/20001: "
    'Cannot complete task * in workspace "Minimal" for account this account because *',
    "- advance: 1000000000000": "steps[0].advance: expected no error, got 400: *9999",
    "- advance: -5": "steps[0].advance: expected no error, got 400: time can't go back *",
    "- create_task: a\n  refused: 400": "steps[0].refused: expected 400, but it was done",
    "- create_task: a\n- complete: a\n  refused: 410": "steps[1].refused.status: expected 410, "
    "got 400/20001: *",
    "- create_task: a\n- complete: a\n  refused: {code: 1}": "refused.code: expected 1, got *",
    "- create_task: a\n- complete: a\n  refused: {message: never}": "refused.message: expected "
    '"never", got *',
    "- advance: -5\n  refused: {code: 1}": "refused.code: expected 1, got 400: *",
    "- create_worker: zoe\n- create_task: a\n- accept: a\n  by: zoe": "steps[2].accept: task "
    '"a" has no reservation for zoe',
    "- update_worker: alice\n  activity: Offline\n- create_task: a\n- accept: a": "steps[2].accept"
    ': task "a" has no reservation',
    "- create_task: a\n- transfer: a\n  to_queue: Everyone": "steps[1].transfer: expected "
    '`by`, since 0 workers have accepted "a"',
    "- create_task: a\n- cancel_transfer: a": 'steps[1].cancel_transfer: task "a" has no transfer',
    "- create_task: a\n- delete_task: a\n- then: {a: {queue: Everyone}}": "then.a.queue: expected "
    '"Everyone", got "gone"',
    "- then: {alice: {available: 1}}": "then.alice.available: expected 1, got true",
}


@pytest.mark.parametrize(("steps", "message"), FAILURES.items())
def test_what_is_not_as_it_should_be_fails(failure, steps, message):
    """Each with the place and both sides."""
    matches(failure(steps)[0], f"*{message}")
