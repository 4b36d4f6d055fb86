import pytest

from mocktr.core.sids import Sids, is_sid
from tests.core.world import ACCOUNT


def test_a_sid_is_prefix_account_and_counter():
    assert Sids(ACCOUNT).next("WT") == (1, "WT00000000000000000001000000000001")


def test_the_order_of_sids_is_the_order_of_creation():
    sids = Sids(ACCOUNT)

    made = [sids.next(prefix) for prefix in ("WT", "WR", "WT")]

    assert [number for number, _ in made] == [1, 2, 3]
    assert sorted(sid[2:] for _, sid in made) == [sid[2:] for _, sid in made]


def test_an_explicit_sid_takes_a_number_too():
    sids = Sids(ACCOUNT)

    assert sids.take("WT" + "a" * 32) == 1
    assert sids.next("WT")[0] == 2


def test_an_explicit_sid_is_never_handed_out_again():
    sids = Sids(ACCOUNT)
    sids.take("WT00000000000000000001000000000002")

    assert sids.next("WT") == (3, "WT00000000000000000001000000000003")


def test_several_numbers_are_taken_at_once():
    sids = Sids(ACCOUNT)

    assert sids.reserve("WC", 3)
    assert sids.next("WT")[0] == 4


def test_numbers_are_not_taken_at_once_where_one_of_their_sids_was_given():
    sids = Sids(ACCOUNT)
    sids.taken.add("WC00000000000000000001000000000002")

    assert not sids.reserve("WC", 2)
    assert sids.reserve("WC", 1)
    assert sids.next("WC")[0] == 3


@pytest.mark.parametrize("text", ["WT" + "0" * 32, "WT" + "aF" * 16])
def test_a_sid_is_its_prefix_and_32_hex_digits(text):
    assert is_sid(text, "WT")


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "WT",
        "WT" + "0" * 31,
        "WT" + "0" * 33,
        "WK" + "0" * 32,
        "WT" + "g" * 32,
        "WT" + "0" * 32 + "\n",
    ],
)
def test_anything_else_is_none(text):
    assert not is_sid(text, "WT")
