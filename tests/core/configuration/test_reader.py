import json

import pytest

from mocktr.core.configuration.reader import (
    MOST_BYTES,
    Configuration,
    ConfigurationError,
    parse_configuration,
)
from tests.core.world import steps

QUEUE = "WQ" + "0" * 32
OTHER = "WQ" + "1" * 32


def document(*filters, **default):
    return json.dumps({"task_routing": {"filters": list(filters), **default}})


def one_target(**target):
    return document(steps({"queue": QUEUE, **target}))


def only(source):
    return parse_configuration(source).filters[0].targets[0]


def test_a_document_may_have_a_default_filter_only():
    read = parse_configuration(json.dumps({"task_routing": {"default_filter": {"queue": QUEUE}}}))

    assert read.filters == ()
    assert read.default.queue == QUEUE


def test_a_document_may_have_nothing_at_all():
    read = parse_configuration('{"task_routing": {}}')

    assert (read.filters, read.default) == ((), None)


def test_filters_and_targets_keep_their_order():
    read = parse_configuration(
        document(
            steps({"queue": QUEUE}, {"queue": OTHER}, name="first"),
            steps({"queue": OTHER}, name="second"),
            default_filter={"queue": QUEUE},
        )
    )

    assert [item.name for item in read.filters] == ["first", "second"]
    assert [target.queue for target in read.targets()] == [QUEUE, OTHER, OTHER, QUEUE]


def test_a_document_without_default_lists_its_filters_targets():
    assert [target.queue for target in parse_configuration(one_target()).targets()] == [QUEUE]


@pytest.mark.parametrize("key", ["filter_friendly_name", "friendly_name"])
def test_a_filter_has_its_name_under_either_key(key):
    row = {key: "VIP", "expression": "1==1", "targets": [{"queue": QUEUE}]}

    assert parse_configuration(document(row)).filters[0].name == "VIP"


def test_a_filter_needs_no_name():
    row = {"expression": "1==1", "targets": [{"queue": QUEUE}]}

    assert parse_configuration(document(row)).filters[0].name == ""


def test_only_the_queue_is_inherited_by_later_targets():
    first = {"queue": QUEUE, "timeout": 5, "priority": 3, "expression": "1==1", "skip_if": "1==1"}

    second = parse_configuration(document(steps(first, {}))).filters[0].targets[1]

    assert second.queue == QUEUE
    assert (second.timeout, second.priority, second.expression, second.skip_if) == (None,) * 4


@pytest.mark.parametrize("spelling", [10, "10"])
def test_numbers_may_be_spelled_as_text(spelling):
    target = only(one_target(timeout=spelling, priority=spelling))

    assert (target.timeout, target.priority) == (10_000, 10)


@pytest.mark.parametrize("key", ["expression", "skip_if", "order_by", "known_worker_sid"])
def test_an_empty_text_is_as_good_as_none(key):
    assert getattr(only(one_target(**{key: ""})), key) is None


def test_a_null_is_as_good_as_none():
    first = {"queue": QUEUE, "known_worker_sid": None, "known_worker_friendly_name": "task.agent"}
    rule = {**steps(first, {"queue": None, "timeout": None})}
    rule |= {"filter_friendly_name": None, "friendly_name": "old"}

    read = parse_configuration(document(rule)).filters[0]

    assert read.name == "old"
    assert read.targets[0].known_worker_friendly_name.source == "task.agent"
    assert read.targets[1].queue == QUEUE


def test_python_reads_words_that_json_does_not_have():
    with pytest.raises(ConfigurationError, match="configuration: expected JSON"):
        parse_configuration('{"task_routing": {"filters": [], "other": NaN}}')


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("expression", "worker.level > 1"),
        ("known_worker_sid", "task.agent"),
        ("known_worker_friendly_name", "task.agent"),
    ],
)
def test_a_step_is_choosy_when_it_may_turn_down_a_worker(key, source):
    assert only(one_target(**{key: source})).is_choosy


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("worker.channel.chat.assigned_tasks == 0", True),
        ("channel.chat.assigned_tasks == 0", True),
        ("worker.level == task.channel", False),
        ("task.channel == 'chat'", False),
    ],
)
def test_a_step_may_look_at_how_busy_a_worker_is(expression, expected):
    assert only(one_target(expression=expression)).watches_load is expected
    assert not only(one_target()).watches_load


def test_order_by_and_skip_if_turn_nobody_down():
    assert not only(one_target(order_by="worker.level DESC", skip_if="1==1")).is_choosy


def test_unknown_keys_are_ignored():
    row = {**steps({"queue": QUEUE, "color": "red"}), "timeout": 7}

    read = parse_configuration(document(row, default_filter={"queue": QUEUE, "timeout": 9}))

    assert read.default.timeout is None


def test_the_lenient_reading_takes_what_the_strict_one_refuses():
    source = document(steps({"queue": QUEUE}, expression="a == 1, 2"))

    with pytest.raises(ConfigurationError):
        parse_configuration(source)
    assert len(parse_configuration(source, True).filters) == 1


FILTER = "task_routing.filters[0]"
TARGET = f"{FILTER}.targets[0]"


@pytest.mark.parametrize(
    ("source", "path", "wanted"),
    [
        ("{", "configuration", "JSON"),
        ("[" * 100_000, "configuration", "JSON"),
        ('"' + "x" * MOST_BYTES + '"', "configuration", "at most"),
        ("[]", "configuration", "a JSON object"),
        ("{}", "task_routing", "a JSON object"),
        ('{"task_routing": 1}', "task_routing", "a JSON object"),
        ('{"task_routing": {"filters": {}}}', "task_routing.filters", "a list"),
        (document(3), FILTER, "a JSON object"),
        (document(default_filter=3), "task_routing.default_filter", "a JSON object"),
        (document(default_filter={}), "task_routing.default_filter.queue", "a string"),
        (document({**steps({}), "filter_friendly_name": 3}), f"{FILTER}.filter_friendly_name", "a"),
        (document({"targets": [{}]}), f"{FILTER}.expression", "a string"),
        (document(steps({"queue": QUEUE}, expression="a ==")), f"{FILTER}.expression", "an exp"),
        (document({"expression": "1==1"}), f"{FILTER}.targets", "a list"),
        (document(steps()), f"{FILTER}.targets", "at least one target"),
        (document(steps(3)), TARGET, "a JSON object"),
        (document(steps({})), f"{TARGET}.queue", "the SID of a task queue"),
        (one_target(timeout=0), f"{TARGET}.timeout", "an integer from 1 to"),
        (one_target(timeout="soon"), f"{TARGET}.timeout", "an integer from 1 to 2147483647"),
        (one_target(timeout="9" * 30), f"{TARGET}.timeout", "an integer from 1 to 2147483647"),
        (one_target(timeout=True), f"{TARGET}.timeout", "an integer from 1 to 2147483647"),
        (one_target(timeout=1.5), f"{TARGET}.timeout", "an integer from 1 to 2147483647"),
        (one_target(priority=-1), f"{TARGET}.priority", "an integer from 0 to"),
        (one_target(expression="worker."), f"{TARGET}.expression", "an expression"),
        (one_target(expression=3), f"{TARGET}.expression", "a string"),
        (one_target(skip_if="workers"), f"{TARGET}.skip_if", "an expression"),
        (one_target(order_by="1 DESC"), f"{TARGET}.order_by", "an order_by clause"),
        (one_target(known_worker_sid="a == 1"), f"{TARGET}.known_worker_sid", "a reference"),
        (
            one_target(known_worker_friendly_name="'x'"),
            f"{TARGET}.known_worker_friendly_name",
            "a reference",
        ),
        (
            one_target(known_worker_sid="task.a", known_worker_friendly_name="task.b"),
            TARGET,
            "either known_worker_sid or",
        ),
    ],
)
def test_a_mistake_is_named_with_its_path(source, path, wanted):
    with pytest.raises(ConfigurationError) as caught:
        parse_configuration(source)

    assert caught.value.path == path
    assert str(caught.value).startswith(f"{path}: expected {wanted}")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (
            '{"task_routing": {"more": [1, 2],\n "a": null}}',
            '{"task_routing":{"more":[1,2],"a":null}}',
        ),
        # What can't be is refused when it is used, in words that need the text.
        ("{", "{"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_a_configuration_is_stored_anew_where_it_can_be(sent, stored):
    assert Configuration().read(sent) == stored
