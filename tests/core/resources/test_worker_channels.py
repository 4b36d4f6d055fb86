import pickle

import pytest

from tests.core.world import World


@pytest.fixture
def world():
    return World()


def made(worker):
    """The task channels on which a channel of the worker was made."""
    return [channel.task_channel_unique_name for channel in worker.channels.looked_at()]


def identities(worker):
    return [(channel.sid, channel.number) for channel in worker.channels.values()]


def test_a_channel_is_made_when_it_is_looked_at(world):
    alice = world.worker("alice")
    voice, chat = (world.workspace.task_channels.find(name).sid for name in ("voice", "chat"))

    before = made(alice)
    channel = alice.channels[chat]

    assert before == []
    assert made(alice) == ["chat"]
    assert alice.channels.get(voice) is alice.channels[voice] is not channel
    assert made(alice) == ["chat", "voice"]
    assert list(alice.channels.items())[2] == (chat, channel)


def test_all_have_the_numbers_and_dates_of_the_workers_creation(world):
    alice, bob = world.workers("alice", "bob")
    world.advance(10)
    alice.channels[world.workspace.task_channels.find("sms").sid].update({"capacity": 3})

    channels = [*alice.channels.values(), *bob.channels.values()]

    first, second = alice.number, bob.number
    wanted = [*range(first + 1, first + 6), *range(second + 1, second + 6)]
    assert [channel.number for channel in channels] == wanted
    assert [int(channel.sid[-12:], 16) for channel in channels] == wanted
    assert {channel.date_created for channel in channels} == {alice.date_created}
    assert [channel.configured_capacity for channel in alice.channels.values()] == [1, 1, 1, 3, 1]


def test_what_is_no_task_channel_has_no_channel(world):
    alice = world.worker("alice")
    [voice, *_] = world.workspace.task_channels

    assert voice in alice.channels
    assert "TC1" not in alice.channels
    assert alice.channels.get("TC1") is None
    assert len(alice.channels) == len(list(alice.channels)) == 5
    assert "TC1" not in alice.channels


def test_where_a_seed_gave_one_of_the_sids_the_next_ones_are_taken(world):
    sids = world.account.sids
    sids.taken.add(sids.numbered("WC", sids.count + 3))

    alice = world.worker("alice")

    assert len(made(alice)) == 5
    assert [number - alice.number for _, number in identities(alice)] == [1, 3, 4, 5, 6]


def test_those_that_stay_keep_their_numbers_when_a_task_channel_goes(world):
    [*_, alice, bob] = world.workers("alice", "bob")
    [first, _, *rest] = identities(alice)

    world.delete(world.workspace.task_channels.find("voice"))

    assert identities(alice) == [first, *rest]
    assert [number - bob.number for _, number in identities(bob)] == [1, 3, 4, 5]


def test_a_new_task_channel_comes_behind_them(world):
    alice = world.worker("alice")

    mail = world.channel("mail")

    assert list(alice.channels)[-1] == mail.sid
    assert [number - alice.number for _, number in identities(alice)][:5] == [1, 2, 3, 4, 5]


def test_a_copy_makes_the_same(world):
    alice = world.worker("alice")
    chat = world.workspace.task_channels.find("chat").sid
    alice.channels[chat].update({"capacity": 2})

    account = pickle.loads(pickle.dumps(world.account))
    copy = account.workspaces[world.workspace.sid].workers[alice.sid]

    assert made(copy) == ["chat"]
    assert copy.channels[chat].configured_capacity == 2
    assert copy.channels[chat].worker is copy
    assert identities(copy) == identities(alice)
