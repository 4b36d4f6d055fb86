"""A world with calls goes on from a document as it would have gone on by itself."""

import json

import pytest

from mocktr import AdminError
from mocktr.core.line import moderating, talk, taping
from mocktr.core.line.number import Listed, PhoneNumber, VoiceApplication, take_number
from mocktr.core.line.phone import Phone
from mocktr.core.line.request import Subscription
from mocktr.core.line.room import Participant
from mocktr.state import State, dump, load
from mocktr.state.line import reader_of

from ..core.line.test_dial import dialling
from ..core.line.test_enqueue import only_task
from ..core.line.test_orders import ALL, order, ringing


def copied(world):
    """The world, read from a document of itself."""
    document = json.loads(json.dumps(dump(State(world.account), events=True)))
    account = load(document).account
    assert dump(State(account), events=True) == document
    world.account = account
    [world.workspace] = account.workspaces.values()
    world.call = account.line.calls[world.call.sid]
    return document


def story(world):
    """What is left of a world after some minutes."""
    world.pass_time(300)
    return dump(State(world.account), events=True)


@pytest.mark.parametrize("name", ["dequeue", "conference", "call"])
def test_a_phone_that_rings_goes_on_ringing(name):
    worlds = []
    for copies in (False, True):
        world = ringing(Phone(answer_after=9_000, talk_for=60_000))
        order(world, name, CallUrl="https://app.example/hello", **ALL)
        if copies:
            copied(world)
        worlds.append(story(world))

    assert worlds[0] == worlds[1]


def test_a_talk_goes_on():
    world = ringing(Phone(talk_for=60_000))
    order(world, "conference", **ALL)
    copied(world)
    world.pass_time(60)

    assert only_task(world).assignment_status == "wrapping"
    assert world.call.status == "completed"


def test_nouns_and_verbs_are_held():
    world = dialling("<Number url='/whisper'>+1</Number>", phone=Phone(answer_after=1_000))
    world.call = world.call_in(patience=3, digits=["1"])
    copied(world)

    assert world.call.script.verb.nouns[0].attributes == {"url": "/whisper"}
    assert (world.call.caller.patience, world.call.caller.digits) == (3_000, ["1"])


def test_a_mistake_is_told_with_its_place():
    world = ringing()
    document = dump(State(world.account))
    document["line"]["calls"][world.call.sid]["status"] = 7

    with pytest.raises(AdminError, match=rf"line\.calls\.{world.call.sid}\.status: expected a str"):
        load(document)


def test_a_type_that_no_document_can_hold_is_refused():
    with pytest.raises(TypeError, match="no document can hold"):
        reader_of(set[str])


def test_what_clients_did_over_rest_is_held():
    world = dialling("<Conference>room</Conference>", phone=Phone(answer_after=9_000))
    world.call = world.call_in()
    room = talk.running(world.account, "room")
    late = Participant(label="late", coaches=world.call.sid)
    moderating.bring_in(world.account, room, late, to="+1", from_="+2", rings_for=20_000)
    taping.tape(world.call, Subscription("https://app.example/told"))
    take_number(world.account, "+2", PhoneNumber())
    world.line.listed["+2"].kept["sms_url"] = "https://app.example/sms"
    application = VoiceApplication("AP1", PhoneNumber(), Listed(0, 0, "client"))
    world.line.applications["AP1"] = application
    world.deliver()
    copied(world)

    world.pass_time(9)
    [again] = world.line.rooms.values()
    assert [one.label for one in again.participants.values()] == ["", "late"]
    world.hang_up(world.call)
    assert [one.duration for one in world.line.recordings.values()] == [9]
