import pytest

from mocktr.core.log import FORGOTTEN, WHEN, Logged, Requested, extra
from mocktr.errors import Refused
from tests.core.world import World


@pytest.fixture
def world():
    return World()


def test_an_entry_says_what_its_views_say_as_text():
    entry = Logged((5, "task.created", "WS1", "WT1", extra(age=3, old=True), extra(name=None)))

    assert (entry.at, entry.type) == (5, "task.created")
    assert (entry.workspace_sid, entry.resource_sid) == ("WS1", "WT1")
    assert entry.data() == {"age": "3", "old": "true"}


def test_the_view_that_comes_later_has_the_last_word():
    entry = Logged((5, "task.created", "WS1", "WT1", extra(name="first"), extra(name="second")))

    assert entry.data() == {"name": "second"}


def test_an_event_hides_what_taskrouter_tells_of_reservations_only():
    view = extra(task_ignore_capacity=True, task_priority=1)

    about_task = Logged((5, "task.created", "WS1", "WT1", view)).data()
    about_reservation = Logged((5, "reservation.created", "WS1", "WR1", view)).data()

    assert "task_ignore_capacity" not in about_task
    assert about_reservation["task_ignore_capacity"] == "true"


def test_an_entry_tells_by_its_class_who_caused_it():
    head = (5, "task.created", "WS1", "WT1")

    assert (Logged(head).source, Requested(head).source) == ("twilio", "API")


def test_what_is_forgotten_comes_before_all_that_is_known():
    known = Logged((-1, "task.created", "WS1", "WT1"))

    assert sorted([known, FORGOTTEN], key=WHEN) == [FORGOTTEN, known]


def test_what_follows_a_refused_request_is_the_engines_own(world):
    def refuse(account):
        world.worker("alice")
        raise Refused("no")

    with pytest.raises(Refused):
        world.account.serve(refuse)
    world.worker("bob")

    sources = [event.source for event in world.account.events[-2:]]
    assert sources == ["API", "twilio"]
