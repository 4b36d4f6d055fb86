from types import SimpleNamespace

import pytest

from mocktr.core.routing.lineup import CHOOSY, SPARE, Agenda, Lineup, Ranks


class Crew:
    """Workers with one channel each, lined up."""

    def __init__(self, *names):
        self.workers = {}
        self.lineup = Lineup("TC", self.workers)
        for number, name in enumerate(names):
            self.workers[name] = SimpleNamespace(
                channels={"TC": SimpleNamespace(serial=0, name=name)}
            )
            self.line_up(name, number)

    def line_up(self, name, since):
        channel = self.workers[name].channels["TC"]
        channel.serial += 1
        self.lineup.add_idle((since, 0, 0, channel.serial, name))

    def pick(self, most=9, but=""):
        return [one.name for one in self.lineup.pick(most, lambda channel: channel.name != but)]


def test_the_longest_idle_come_first():
    assert Crew("alice", "bob", "carol").pick(2) == ["alice", "bob"]


def test_picking_changes_nothing():
    crew = Crew("alice", "bob")

    assert crew.pick() == crew.pick() == ["alice", "bob"]


def test_who_is_not_accepted_keeps_the_place():
    crew = Crew("alice", "bob")

    assert crew.pick(but="alice") == ["bob"]
    assert crew.pick() == ["alice", "bob"]


def test_only_the_newest_entry_of_a_worker_counts():
    crew = Crew("alice", "bob")

    crew.line_up("alice", 7)

    assert crew.pick() == ["bob", "alice"]
    assert len(list(crew.lineup.live())) == 2


def test_workers_and_channels_that_are_gone_are_not_met():
    crew = Crew("alice", "bob", "carol")

    del crew.workers["alice"]
    crew.workers["bob"].channels.clear()

    assert crew.pick() == ["carol"]


def test_dead_entries_take_no_room_for_long():
    crew = Crew("alice")

    for since in range(10_000):
        crew.line_up("alice", since)

    assert len(crew.lineup.idle) <= SPARE + 2
    assert crew.pick() == ["alice"]


def test_a_lineup_is_true_while_somebody_waits():
    lineup = Lineup("TC", {})
    assert not lineup

    lineup.join(CHOOSY, (1, "WT1"))
    assert lineup


@pytest.mark.parametrize(("part", "key"), [("tasks", "WT1"), ("channels", ("WK1", "TC1"))])
def test_an_agenda_is_true_while_there_is_something_to_look_at(part, key):
    agenda = Agenda()
    assert not agenda

    getattr(agenda, part)[key] = None
    assert agenda


def test_places_are_in_order_whenever_somebody_looks():
    places = Ranks()
    for place in [(3,), (1,)]:
        places.add(place)
    before = list(places)

    places.add((2,))

    assert (before, list(places)) == ([(1,), (3,)], [(1,), (2,), (3,)])


@pytest.mark.parametrize("looked", [False, True])
def test_a_place_is_given_up_whether_somebody_looked_or_not(looked):
    places = Ranks()
    for place in [(2,), (1,)]:
        places.add(place)
    if looked:
        assert list(places) == [(1,), (2,)]

    places.remove((2,))

    assert (list(places), bool(places)) == ([(1,)], True)
    places.remove((1,))
    assert (list(places), bool(places)) == ([], False)


def test_a_place_that_is_not_looked_at_is_not_sorted():
    places = Ranks()

    places.add((1,))
    places.remove((1,))

    assert not places.ordered
