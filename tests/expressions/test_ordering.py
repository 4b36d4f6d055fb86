"""Orderings as objects; what they sort by is in tests/cases/ordering.yaml."""

import pytest

from mocktr.expressions import Clause, ExpressionError, ordering


def test_an_ordering_shows_its_clauses():
    by = ordering("worker.a DESC, worker.b[0]")

    assert by.source == "worker.a DESC, worker.b[0]"
    assert by.clauses == (
        Clause(path=("worker", "a"), descending=True),
        Clause(path=("worker", "b", 0), descending=False),
    )


def test_the_same_source_gives_the_same_ordering():
    assert ordering("a DESC") is ordering("a DESC")


def test_keys_are_plain_tuples_that_compare_with_each_other():
    by = ordering("a DESC, b")

    assert by.key({"a": 10**400, "b": 1}) < by.key({"a": 1}) < by.key({"b": 1}) < by.key({})


def test_a_long_ordering_is_refused():
    assert ordering("a DESC", max_length=6)
    with pytest.raises(ExpressionError, match="limit of 5 characters"):
        ordering("a DESC", max_length=5)
