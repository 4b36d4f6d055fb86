import pytest

from mocktr.core.clock import parse_iso
from mocktr.core.scopes import (
    clock_scope,
    filter_scope,
    hypothetical_scope,
    membership_scope,
    target_scope,
)
from tests.core.world import MONDAY, World


@pytest.fixture
def alice():
    return World().worker("alice", sid="mine", level=3, skills={"cars": 5})


def test_the_time_of_day_is_told_in_utc():
    assert clock_scope(parse_iso("2030-01-06T08:05:59+01:00")) == {
        "currentTime": 705,
        "currentHour": "07",
        "currentMin": "05",
        "dayOfWeek": "Sun",
    }


def test_a_filter_sees_the_task_with_and_without_prefix():
    scope = filter_scope('{"topic": "cars"}', MONDAY)

    assert scope["topic"] == scope["task"]["topic"] == "cars"
    assert scope["taskrouter"]["dayOfWeek"] == "Mon"


def test_a_queue_sees_the_worker_with_and_without_prefix(alice):
    scope = membership_scope(alice)

    assert scope["level"] == scope["worker"]["level"] == 3
    assert scope["friendly_name"] == "alice"
    assert scope["activity_name"] == "Available"


def test_a_field_hides_an_attribute_of_the_same_name(alice):
    assert membership_scope(alice)["sid"] == alice.sid


def test_a_target_sees_both_sides(alice):
    scope = target_scope('{"level": 1}', alice, MONDAY)

    assert (scope["level"], scope["worker"]["level"], scope["task"]["level"]) == (3, 3, 1)


def test_channels_are_seen_by_their_unique_names(alice):
    channels = membership_scope(alice)["channel"]

    assert channels["voice"] == {
        "assigned_tasks": 0,
        "configured_capacity": 1,
        "available_capacity_percentage": 100,
        "available": True,
    }
    assert list(channels) == ["default", "voice", "chat", "sms", "video"]
    assert len(channels) == 5
    assert channels.get("smoke") is None


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        ({}, {}),
        ({"worker": {"level": 1}}, {"level": 1, "worker": {"level": 1}}),
        ({"task": {"level": 2}}, {"level": 2, "task": {"level": 2}}),
        (
            {"worker": {"level": 1}, "task": {"type": "a"}},
            {"level": 1, "worker": {"level": 1}, "task": {"type": "a"}},
        ),
        ({"workers": {"available": 0}}, {"workers": {"available": 0}}),
        ({"now": MONDAY}, {"taskrouter": clock_scope(MONDAY)}),
        ({"worker": {}, "task": {"level": 2}}, {"worker": {}, "task": {"level": 2}}),
    ],
)
def test_what_only_attributes_are_known_of_has_no_other_names(given, scope):
    assert hypothetical_scope(**given) == scope
