"""Which entries a journal keeps."""

import pytest

from mocktr.journal import CallbackEntry, Journal, RequestEntry
from mocktr.journal import journal as journals
from mocktr.journal.journal import size_of


def request(**parameters):
    return RequestEntry("POST", "/v1/Workspaces", "AC1", parameters=parameters)


def callback():
    return CallbackEntry(0, "event", "WT1", "task.created", "https://x.example/a", {"a": "b"})


@pytest.fixture
def room(monkeypatch):
    """For so many bytes."""

    def set_room(size):
        bound = journals.JOURNAL_BYTES._replace(most=size)
        monkeypatch.setattr(journals, "JOURNAL_BYTES", bound)

    return set_room


def numbers(journal):
    return [entry.number for entry in journal.entries]


@pytest.mark.parametrize(("most", "kept"), [(0, []), (2, [4, 5]), (9, [1, 2, 3, 4, 5])])
def test_the_latest_entries_are_kept(most, kept):
    journal = Journal(most)
    for _ in range(5):
        journal.add(request())

    assert numbers(journal) == kept
    assert (journal.count, journal.dropped) == (5, 5 - len(kept))


def test_large_entries_make_more_of_the_others_go(room):
    room(4 * size_of(request()))
    journal = Journal()
    for _ in range(3):
        journal.add(request())

    journal.add(request(Attributes="x" * size_of(request())))

    assert numbers(journal) == [3, 4]
    assert journal.dropped == 2


def test_an_answer_that_comes_later_counts(room):
    room(2 * size_of(callback()) + 100)
    journal = Journal()
    first, second = callback(), callback()
    journal.add(first)
    journal.add(second)

    journal.grow(second, 100)
    assert numbers(journal) == [1, 2]
    journal.grow(second, 1)
    journal.grow(first, 1_000_000)

    assert numbers(journal) == [2]
    assert journal.size == second.size == size_of(callback()) + 101


def test_a_journal_that_was_cleared_has_room_again(room):
    room(size_of(request()))
    journal = Journal()
    first = request()
    journal.add(first)
    journal.add(request())

    assert journal.clear() == 1
    journal.grow(first, 1)
    assert (journal.size, journal.dropped, journal.count) == (0, 0, 2)
