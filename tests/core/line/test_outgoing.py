"""Calls that a client places ring, and follow a document when they are answered."""

import pytest

from mocktr.core.line import outgoing
from mocktr.core.line.phone import Phone
from mocktr.core.line.request import Subscription

from .world import APP, FROM, TO, LineWorld

EVENTS = ("initiated", "ringing", "answered", "completed")


def placed(world, document=None, path="/voice", rings_for=60_000):
    """A call that a client has placed, when it has been answered or not."""
    told = Subscription(f"{APP}/told", events=EVENTS)
    leg = outgoing.call_out(
        world.account, to=FROM, from_=TO, rings_for=rings_for, subscription=told
    )
    assert leg.status == "queued"
    if document is None:
        outgoing.plan(leg, ("GET", APP + path))
    else:
        outgoing.plan_document(leg, document)
    world.deliver()
    return leg


def test_who_answers_hears_what_the_application_says():
    world = LineWorld({"/voice": "<Pause length='9'/>"})
    leg = placed(world)

    assert (leg.status, leg.direction) == ("in-progress", "outbound-api")
    assert world.asked()[-1] == "voice /voice"
    assert world.line.requests[-1].method == "GET"
    world.pass_time(9)
    assert world.last("completed")["CallDuration"] == "9"


def test_who_answers_hears_what_was_sent():
    world = LineWorld()
    leg = placed(world, "<Response><Pause length='9'/></Response>")

    world.pass_time(9)
    assert (leg.status, leg.duration) == ("completed", 9)


def test_a_document_that_can_not_be_followed_is_an_alert():
    world = LineWorld()
    leg = placed(world, "<Response>")

    assert (leg.status, world.codes()) == ("completed", [12100])


@pytest.mark.parametrize(
    ("phone", "status"),
    [
        (Phone(answers=False), "no-answer"),
        (Phone(busy=True), "busy"),
        (Phone(fails=True), "failed"),
    ],
)
def test_nobody_may_be_there(phone, status):
    world = LineWorld()
    world.line.phones["*"] = phone
    leg = placed(world, rings_for=20_000)
    world.pass_time(20)

    assert leg.status == status
    assert world.last("completed")["CallStatus"] == status
    assert "voice /voice" not in world.asked()
