"""The words of the language, as an editor asks for them."""

from mocktr.expressions import vocabulary
from mocktr.expressions.operators import OPERATORS


def test_every_operator_is_there_with_what_it_says():
    told = vocabulary.words()["operators"]

    assert [one["name"] for one in told] == [one.name for one in OPERATORS]
    assert all(one["text"] for one in told)


def test_all_other_words_are_there():
    told = vocabulary.words()

    assert told["connectives"] == ["AND", "OR"]
    assert told["constants"] == ["true", "false", "null"]
    assert told["directions"] == ["ASC", "DESC"]
