"""A configuration is checked before it is created: all mistakes, and what is odd."""

import json

import pytest

from mocktr import AdminError
from mocktr.commands.check_workflow import checked as check_configuration
from mocktr.core.account import Settings
from mocktr.core.configuration.reader import MOST_BYTES
from mocktr.core.resources.workflow import Workflow
from mocktr.errors import Refused
from tests.core.world import World

QUEUE = "WQ" + "0" * 32


@pytest.fixture
def world():
    return World()


@pytest.fixture
def check(world):
    """Checks filters, given as dicts, or a document."""

    def check(*filters, default=None, workspace=None):
        routing = {"filters": list(filters), "default_filter": default}
        return check_configuration(world.account, json.dumps({"task_routing": routing}), workspace)

    return check


def row(*targets, expression="type == 1", **more):
    return {"expression": expression, "targets": list(targets), **more}


def errors(checked):
    return said(checked, "errors")


def warnings(checked):
    return said(checked, "warnings")


def said(checked, what):
    """Paths, without what they all start with, and messages."""
    found = checked.as_dict()[what]
    return [(one["path"].removeprefix("task_routing."), one["message"]) for one in found]


def test_a_sound_configuration_is_valid(check):
    checked = check(row({"queue": QUEUE}), default={"queue": QUEUE})

    assert checked
    assert str(checked) == "valid"
    assert checked.as_dict() == {"valid": True, "errors": [], "warnings": []}


def test_every_mistake_is_told_where_it_is(check):
    target = {
        "queue": 7,
        "timeout": 0,
        "priority": "high",
        "expression": "worker.level >",
        "skip_if": 5,
        "order_by": "worker.level UP",
        "known_worker_sid": "1",
    }

    checked = check(
        row({"queue": QUEUE}, {"timeout": 0, "expression": "a ="}, expression="type == ]"),
        row(),
        {**row({**target, "queue": QUEUE}), "filter_friendly_name": "named"},
        row({"priority": 1}, {"queue": QUEUE}, expression=7),
        "no filter",
        default={"queue": None},
    )

    assert not checked
    assert errors(checked) == [
        ("filters[0].expression", "line 1:8 no viable alternative at input ']'"),
        ("filters[0].targets[1].timeout", "expected an integer from 1 to 2147483647, got 0"),
        ("filters[0].targets[1].expression", "line 1:3 no viable alternative at input '<EOF>'"),
        ("filters[1].targets", "expected at least one target, got []"),
        ("filters[2].targets[0].timeout", "expected an integer from 1 to 2147483647, got 0"),
        ("filters[2].targets[0].priority", "expected an integer from 0 to 2147483647, got 'high'"),
        ("filters[2].targets[0].expression", "line 1:14 no viable alternative at input '<EOF>'"),
        ("filters[2].targets[0].skip_if", "expected a string, got 5"),
        (
            "filters[2].targets[0].order_by",
            "line 1:13 extraneous input 'UP' expecting {<EOF>, ',', ASC, DESC}",
        ),
        (
            "filters[2].targets[0].known_worker_sid",
            "line 1:0 mismatched input '1' expecting REFERENCE",
        ),
        ("filters[3].expression", "expected a string, got 7"),
        ("filters[3].targets[0].queue", "expected the SID of a task queue, got None"),
        ("filters[4]", "expected a JSON object, got 'no filter'"),
        ("default_filter.queue", "expected a string, got None"),
    ]


def test_a_mistake_in_an_expression_has_a_position_and_an_excerpt(check):
    checked = check(row({"queue": QUEUE}, expression="a > 1 AND\nskill-level == 1"))

    [error] = checked.as_dict()["errors"]
    assert (error["position"], error["excerpt"]) == (15, "skill-level == 1\n     ^")
    assert str(checked) == (
        "not valid\n"
        "error: task_routing.filters[0].expression: line 2:5 token recognition error at: '-l'; "
        "line 2:7 extraneous input 'evel' expecting OPERATOR\n"
        "skill-level == 1\n"
        "     ^"
    )


def test_a_target_without_queue_does_not_spoil_those_behind_it(check):
    checked = check(row({"timeout": 5}, {"timeout": 0}))

    assert errors(checked) == [
        ("filters[0].targets[0].queue", "expected the SID of a task queue, got None"),
        ("filters[0].targets[1].timeout", "expected an integer from 1 to 2147483647, got 0"),
    ]


@pytest.mark.parametrize(
    ("source", "path", "message"),
    [
        ("{", "configuration", "expected JSON (Expecting property name"),
        ("[]", "configuration", "expected a JSON object, got []"),
        ("{}", "task_routing", "expected a JSON object, got None"),
        ('{"task_routing": {"filters": {}}}', "task_routing.filters", "expected a list, got {}"),
        (" " * MOST_BYTES + "{}", "configuration", f"expected at most {MOST_BYTES} bytes"),
        ("[" * 100_000, "configuration", "expected JSON"),
    ],
)
def test_what_is_no_configuration_is_told(world, source, path, message):
    [error] = check_configuration(world.account, source).as_dict()["errors"]

    assert error["path"] == path
    assert error["message"].startswith(message)
    assert (error["position"], error["excerpt"]) == (None, None)


def test_a_key_that_taskrouter_ignores_is_told(check):
    checked = check(
        row({"queue": QUEUE, "skipif": "1==1"}, name="typo"),
        default={"queue": QUEUE, "timeout": 5},
    )

    assert checked.valid
    assert [path for path, _ in warnings(checked)] == [
        "filters[0].targets[0].skipif",
        "filters[0].name",
        "default_filter.timeout",
    ]
    assert warnings(checked)[2][1] == "unknown key, ignored; there are queue"


def test_keys_are_looked_at_also_where_there_are_mistakes(check):
    checked = check(row({"queue": QUEUE}, expression="a =", name="typo"), "no filter")

    assert len(errors(checked)) == 2
    assert [path for path, _ in warnings(checked)] == ["filters[0].name"]


def test_what_can_not_be_meant_is_told(check):
    checked = check(
        row({"queue": QUEUE}, expression="1==2"),
        row({"queue": QUEUE}, {"queue": QUEUE, "priority": 5}),
    )

    assert warnings(checked) == [
        ("filters[0].expression", "can never match"),
        (
            "filters[1].targets[0]",
            "has neither timeout nor skip_if, so what follows is not reached",
        ),
    ]
    assert str(checked).startswith("valid\nwarning: task_routing.filters[0].expression: can never")


def test_a_lenient_account_is_told_what_was_ignored(world):
    world.account.settings = Settings(lenient_expressions=True)
    document = {"task_routing": {"filters": [row({"queue": QUEUE}, expression="*(a == 1)")]}}

    checked = check_configuration(world.account, json.dumps(document))

    assert warnings(checked) == [
        ("filters[0].expression", "line 1:0 token recognition error at: '*'")
    ]


def test_with_a_workspace_the_queues_have_to_be_its_own(check, world):
    queue, wanted = world.queue().sid, "expected the SID of one of the workspace's task queues"

    checked = check(
        row({"queue": queue, "timeout": 5}, {"queue": QUEUE, "timeout": 5}, {"priority": 1}),
        default={"queue": QUEUE},
        workspace=world.workspace.friendly_name,
    )

    assert errors(checked) == [
        ("filters[0].targets[1].queue", f"{wanted}, got '{QUEUE}'"),
        ("default_filter.queue", f"{wanted}, got '{QUEUE}'"),
    ]


def test_a_workspace_that_is_not_there_is_refused(check):
    with pytest.raises(AdminError, match="workspace: no workspace 'Sales'; there are"):
        check(workspace="Sales")


DOCUMENTS = [
    {},
    {"task_routing": []},
    {"task_routing": {}},
    {"task_routing": {"filters": [row()]}},
    {"task_routing": {"filters": [row({})]}},
    {"task_routing": {"filters": [row({"queue": QUEUE})]}},
    {"task_routing": {"filters": [row({"queue": "known"})], "default_filter": {"queue": "known"}}},
    {"task_routing": {"filters": [row({"queue": "known"}, expression="a = ")]}},
    {"task_routing": {"filters": [row({"queue": "known", "timeout": "x"})]}},
    {"task_routing": {"default_filter": {"queue": QUEUE}}},
    {"task_routing": {"default_filter": {}}},
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=json.dumps)
def test_what_is_valid_is_what_can_be_created(world, document):
    """And the first error is the one of which the API tells."""
    source = json.dumps(document).replace("known", world.queue().sid)

    checked = check_configuration(world.account, source, world.workspace.sid)
    try:
        Workflow.create(world.workspace, {"friendly_name": "Main", "configuration": source})
        refused = None
    except Refused as error:
        refused = error.message

    assert checked.valid is (refused is None)
    if refused:
        first = checked.mistakes[0]
        assert refused.startswith(f"Invalid value for parameter Configuration: {first.path}: ")
