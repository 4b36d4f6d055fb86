"""Documents as text, in pieces."""

import json

import pytest

from mocktr.state.text import pieces


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        {"a": []},
        {"a": {}, 'b"': [1, "x", {"c": [{"d": [{"e": [1, 2]}]}]}]},
        [[[[[1], 2], 3], 4], 5],
    ],
)
def test_pieces_are_the_whole_text(value):
    assert "".join(pieces(value)) == json.dumps(value)


def test_a_long_list_comes_in_many_pieces():
    document = {"workspaces": [{"tasks": [{"sid": str(number)} for number in range(100)]}]}

    assert max(map(len, pieces(document))) < 20
