"""Entries that only come, of which the oldest may go."""

import copy
import pickle
from typing import NamedTuple

import pytest

from mocktr.core.ledger import LEAST, BoundedLedger, Ledger, weight


class Dated(NamedTuple):
    at: int


class Few(BoundedLedger):
    __slots__ = ()
    most = 3
    most_bytes = 10 * LEAST


def test_places_stay_when_the_oldest_go():
    ledger = Ledger("abcde")

    ledger.drop(2)
    ledger.append("f")

    assert (len(ledger), list(ledger)) == (6, ["c", "d", "e", "f"])
    assert [ledger[place] for place in (0, 1, 2, 5, -1)] == [None, None, "c", "f", "f"]
    assert (ledger[1:4], ledger[:], ledger[-2:]) == (["c", "d"], [*"cdef"], ["e", "f"])


def test_those_behind_a_place_are_as_many_as_are_there():
    ledger = Ledger("cdef", missing=2)

    assert [ledger.behind(count) for count in (0, 2, 5, 6)] == [[*"cdef"], [*"cdef"], ["f"], []]


@pytest.mark.parametrize("place", [6, -7])
def test_there_is_nothing_beyond_the_ends(place):
    ledger = Ledger("cdef", missing=2)

    with pytest.raises(IndexError):
        ledger[place]


def test_ledgers_are_the_same_where_all_that_is_left_is_and_all_that_is_gone():
    assert Ledger("ab") == Ledger("ab") == ["a", "b"]
    assert Ledger("ab") != Ledger("ab", missing=1)
    assert repr(Ledger("ab")) == "['a', 'b']"


def test_a_ledger_can_be_copied_and_begun_anew():
    ledger = Ledger("ab", missing=1)

    same, pickled = ledger.copy(), pickle.loads(pickle.dumps(ledger))
    same.append("c")
    ledger.clear()

    assert (same, pickled) == (Ledger("abc", 1), Ledger("ab", 1))
    assert (ledger, len(ledger)) == ([], 0)


def test_an_entry_can_be_replaced_at_its_place():
    ledger = Ledger("ab", missing=1)

    ledger[1] = "x"

    assert list(ledger) == ["x", "b"]


def test_what_is_too_old_goes_where_it_was_read():
    ledger = Ledger(map(Dated, (1, 2, 2, 3, 4)))

    ledger.forget(3, most=2)
    assert ledger == Ledger(map(Dated, (2, 3, 4)), missing=2)

    ledger.forget(3, most=5)
    ledger.forget(3, most=1)
    assert ledger == Ledger(map(Dated, (3, 4)), missing=3)


def test_of_too_many_the_oldest_go():
    few = Few("abcde")

    assert few == Few("cde", missing=2)
    assert few.size == 3 * weight("a")


def test_of_too_large_ones_the_oldest_go():
    few = Few(["a", "b"])

    few.append("x" * (9 * LEAST))
    assert list(few) == ["x" * (9 * LEAST)]

    few.append("y" * (10 * LEAST))
    assert (list(few), few.size, len(few)) == ([], 0, 4)


def test_what_an_entry_weighs_follows_its_changes():
    few = Few(["a", "b" * 100])

    few[1] = "c"
    assert few.size == 2 * weight("a")

    same = copy.copy(few).copy()
    same.clear()
    assert (same.size, few.size) == (0, 2 * weight("a"))


def test_data_weighs_what_its_texts_and_values_do():
    assert weight("ab") == LEAST + 2
    assert weight(["ab", b"c", 1, None]) == 5 * LEAST + 3
    assert weight({"ab": ("c",)}) == 4 * LEAST + 3
