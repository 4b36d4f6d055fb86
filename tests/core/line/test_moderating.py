"""Clients bring people into conferences, hold, mute, move and kick them."""

import pytest

from mocktr.core.line import leading, moderating, talk
from mocktr.core.line.phone import Phone
from mocktr.core.line.request import Subscription
from mocktr.core.line.room import Participant

from .world import APP, FROM, TO, LineWorld

EVENTS = ("start", "end", "join", "leave", "mute", "hold", "modify", "announcement")


@pytest.fixture
def world():
    """A conference, of whose events all are told."""
    world = LineWorld()
    world.room = talk.opened(world.account, "room")
    world.room.subscription = Subscription(f"{APP}/told", events=EVENTS)
    return world


def join(world, **participant):
    """Someone who is called, and there if they answer."""
    leg = moderating.bring_in(
        world.account, world.room, Participant(**participant), to=FROM, from_=TO, rings_for=20_000
    )
    world.deliver()
    return leg


def told(world):
    """What was told since this was read last."""
    return [one.partition(" ")[0] for one in world.asked()]


def test_two_who_are_brought_in_talk(world):
    first, second = join(world), join(world)

    assert told(world) == ["participant-join", "participant-join", "conference-start"]
    assert list(world.room.participants) == [first.sid, second.sid]
    assert world.room.coming == {}


def test_who_is_called_is_on_their_way(world):
    world.line.phones["*"] = Phone(answer_after=5_000)
    leg = join(world, label="alice")

    assert world.room.coming[leg.sid].label == "alice"
    world.pass_time(5)
    assert list(world.room.participants) == [leg.sid]


def test_who_does_not_come_is_told_of(world):
    join(world)
    world.line.phones["*"] = Phone(answers=False)
    late = join(world)
    world.pass_time(20)

    assert told(world)[-1] == "participant-leave"
    assert world.last("participant-leave")["ReasonParticipantLeft"] == "participant_add_failed"
    assert late.status == "no-answer"
    assert not world.room.is_over


def test_a_conference_to_which_nobody_comes_is_over(world):
    world.line.phones["*"] = Phone(fails=True)
    join(world)

    assert (world.room.reason, told(world)[-1]) == ("last-participant-left", "conference-end")


def test_there_can_not_be_two_of_one_label(world):
    join(world, label="alice")
    again = join(world, label="alice")

    assert (again.status, world.codes()) == ("completed", [16025])
    assert len(world.room.participants) == 1


@pytest.mark.parametrize(
    ("changes", "events"),
    [
        ({"muted": True}, ["participant-mute"]),
        ({"muted": False}, []),
        ({"hold": True}, ["participant-hold"]),
        ({"ends": True, "hold": False}, ["participant-modify"]),
    ],
)
def test_what_changes_is_told(world, changes, events):
    leg = join(world)
    told(world)
    moderating.modify(world.room, leg, changes)

    assert told(world) == events


def test_what_changed_may_change_back(world):
    leg = join(world, muted=True, hold=True)
    moderating.modify(world.room, leg, {"muted": False, "hold": False})

    assert told(world)[-2:] == ["participant-unmute", "participant-unhold"]


def test_who_is_on_their_way_can_be_changed_and_called_off(world):
    join(world)
    world.line.phones["*"] = Phone(answers=False)
    leg = join(world)
    moderating.modify(world.room, leg, {"muted": True})
    moderating.call_off(leg)

    assert told(world)[-2:] == ["participant-mute", "participant-leave"]
    assert (leg.status, world.room.coming) == ("canceled", {})


def test_who_coaches_is_told_with_whom(world):
    alice = join(world)
    join(world, coaches=alice.sid)

    assert world.last("participant-join")["CallSidToCoach"] == alice.sid


def test_an_announcement_is_asked_for_and_over(world):
    leg = join(world)
    moderating.announce(world.room, [leg], ("GET", f"{APP}/hear"))

    assert told(world)[-2:] == ["announcement", "announcement-end"]
    assert world.last("announcement-end")["AnnounceUrl"] == f"{APP}/hear"
    assert "CallSid" not in world.last("announcement-end")


def test_who_is_kicked_leaves_and_is_over(world):
    first, second = join(world), join(world)
    moderating.kick(first)

    assert (first.status, second.status) == ("completed", "in-progress")
    assert world.last("participant-leave")["ReasonParticipantLeft"] == "participant_updated_via_api"


def test_who_is_kicked_goes_on_with_their_document(world):
    world.app["/voice"] = "<Dial action='/after'><Conference>room</Conference></Dial>"
    world.app["/after"] = "<Pause length='9'/>"
    join(world)
    call = world.call_in()
    moderating.kick(call)
    world.deliver()

    assert call.status == "in-progress"
    assert world.last("Dial action")["DialCallStatus"] == "answered"


def test_the_last_who_is_kicked_ends_it(world):
    moderating.kick(join(world))

    assert world.room.reason == "last-participant-kicked"


def test_who_is_led_elsewhere_leaves(world):
    first, _ = join(world), join(world)
    leading.lead(first, "<Response><Pause length='9'/></Response>")
    world.deliver()

    assert world.last("participant-leave")["ReasonParticipantLeft"] == "participant_updated_via_api"
    assert first.status == "in-progress"


def test_a_conference_is_ended_for_all_also_for_who_is_on_their_way(world):
    first = join(world)
    world.line.phones["*"] = Phone(answers=False)
    late = join(world)
    moderating.break_up(world.account, world.room)

    assert (first.status, late.status) == ("completed", "canceled")
    assert world.last("conference-end")["ReasonConferenceEnded"] == "conference-ended-via-api"
    assert "CallSidEndingConference" not in world.last("conference-end")
    assert world.last("participant-leave")["ReasonParticipantLeft"] == "conference_ended_via_api"
