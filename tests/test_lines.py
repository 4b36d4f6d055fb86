"""Whose turn it is among those who wait."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocktr.lines import MOST_AHEAD, Lines


@pytest.fixture
def lines():
    return Lines()


def wait(lines, names):
    """Let jobs wait, each under its first letter."""
    for name in names.split():
        lines.add(name[0], name)


def take(lines, count=None):
    """The jobs whose turn it is, one after the other."""
    return " ".join(lines.take()[1] for _ in range(len(lines) if count is None else count))


@pytest.mark.parametrize(
    ("waiting", "taken", "then", "rest"),
    [
        pytest.param("a1 a2 a3 b1 b2 c1", "a1 b1 c1", "", "a2 b2 a3", id="lines take turns"),
        pytest.param(
            "a1 a2 a3 a4 b1 b2 b3",
            "a1 b1 a2",
            "c1 c2",
            "c1 b2 a3 c2 b3 a4",
            id="who is new comes ahead of those who ask for more",
        ),
        pytest.param(
            "a1 a2 b1 b2 c1",
            "a1 b1 c1",
            "c2",
            "a2 b2 c2",
            id="who comes back at once does not come ahead",
        ),
        pytest.param(
            "a1 a2 a3 b1 c1 c2 c3",
            "a1 b1 c1 a2 c2",
            "b2",
            "b2 a3 c3",
            id="who comes back when the others had their part comes ahead",
        ),
        pytest.param(
            "a1 a2 a3 b1 b2",
            "a1 b1 a2",
            "c d e f g h i j k l",
            "c d e f g h i j b2 k l a3",
            id="however many come ahead, the others have their turns",
        ),
        pytest.param(
            "a b c d e f g h i j1 j2",
            "a b c d e f g h i j1",
            "k",
            "k j2",
            id="who came ahead of nobody is not counted",
        ),
    ],
)
def test_whose_turn_it_is(lines, waiting, taken, then, rest):
    wait(lines, waiting)
    assert take(lines, len(taken.split())) == taken
    wait(lines, then)

    assert take(lines) == rest


@pytest.mark.parametrize(
    ("before", "after", "rest"),
    [
        ("", "c2", "c2 a2 b2"),
        ("c2", "", "c2 a2 b2"),
        ("c2 c3", "", "a2 b2 c2 c3"),
        ("", "", "a2 b2"),
    ],
    ids=["comes then", "waits already", "waits with others", "does not come"],
)
def test_who_has_nothing_under_way_comes_ahead_again(lines, before, after, rest):
    wait(lines, "a1 a2 b1 b2 c1")
    assert take(lines, 3) == "a1 b1 c1"
    wait(lines, before)
    lines.calm("c")
    wait(lines, after)

    assert take(lines) == rest


def test_who_may_not_begin_keeps_the_turn(lines):
    wait(lines, "a1 a2 b1 b2 c1")
    assert take(lines, 1) == "a1"

    def others(share):
        return share != "b"

    assert [lines.take(others) for _ in range(3)] == [("c", "c1"), ("a", "a2"), None]
    assert not lines.has(others)
    assert take(lines) == "b1 b2"


@pytest.mark.parametrize(
    ("gone", "rest"), [("a2", "a1 c1 b2"), ("b2", "a1 c1 a2"), ("c1", "a1 b2 a2")]
)
def test_who_waits_no_longer_has_no_turn(lines, gone, rest):
    wait(lines, "b1 a1 a2 b2")
    assert take(lines, 1) == "b1"
    wait(lines, "c1")

    lines.remove(gone[0], gone)

    assert take(lines) == rest


@pytest.mark.parametrize("is_gone", [False, True])
def test_nobody_is_remembered_when_nothing_waits(lines, is_gone):
    wait(lines, "a1 b1 c1")
    take(lines, 2)
    if is_gone:
        lines.remove("c", "c1")
    else:
        take(lines)

    assert not lines
    assert [*lines.modest, *lines.others, *lines.served] == []
    assert lines.take() is None


MOVES = st.lists(st.one_of(st.sampled_from("abcde"), st.none()), max_size=60)


@given(MOVES)
def test_all_are_taken_once_each_line_in_its_order_and_nobody_is_overtaken_often(moves):
    lines, made, taken = Lines(), Counter(), []
    turns = {}
    for move in moves:
        if move is None:
            one = lines.take()
            if one is None:
                continue
            taken.append(one[1])
            for share in set(lines.shares()) - {one[0]}:
                turns.setdefault(share, Counter())[one[0]] += 1
            turns.pop(one[0], None)
        else:
            made[move] += 1
            lines.add(move, (move, made[move]))
        # While one waits for its turn no other one has more than modest ones have in a row.
        assert all(count <= MOST_AHEAD for counts in turns.values() for count in counts.values())
    while lines:
        taken.append(lines.take()[1])

    assert sorted(taken) == sorted((share, n + 1) for share in made for n in range(made[share]))
    for share in made:
        mine = [number for name, number in taken if name == share]
        assert mine == sorted(mine)
