"""The tables under tests/cases: a new case is a line there, not a test here."""

import json
from pathlib import Path

import pytest

from mocktr import expressions
from mocktr.expressions import ExpressionError
from tests import tables

CASES = Path(__file__).parents[1] / "cases"
EVALUATIONS = ["operators", "coercion", "nulls", "precedence", "literals", "production"]
READERS = {
    "expression": expressions.compile,
    "ordering": expressions.ordering,
    "reference": expressions.reference,
    "json": json.loads,
}


def table(name):
    return tables.read(CASES / f"{name}.yaml")


def cases(name, key="text"):
    """The entries of a table that have this key, each named after its file and text."""
    entries = [entry for entry in table(name) if key in entry]
    return [pytest.param(entry, id=f"{name}.yaml: {entry['text']}") for entry in entries]


def evaluations():
    for name in EVALUATIONS:
        for entry in table(name):
            for expected, key in ((True, "holds"), (False, "fails")):
                for text in entry[key]:
                    label = f"{name}.yaml: {entry['why']}: {text}"
                    yield pytest.param(text, entry["scope"], expected, id=label)


def corpus():
    for entry in table("corpus"):
        for text in entry["texts"]:
            yield pytest.param(text, entry, id=f"corpus.yaml: {entry['context']} {text}")


@pytest.mark.parametrize(("text", "scope", "expected"), list(evaluations()))
def test_an_expression_has_the_expected_answer(text, scope, expected):
    expression = expressions.compile(text)

    assert expression.matches(scope) is expected
    assert expression.explain(scope).value is expected


@pytest.mark.parametrize("case", cases("syntax"))
def test_a_text_that_is_no_expression_is_refused_with_its_reason_and_place(case):
    with pytest.raises(ExpressionError) as refused:
        expressions.compile(case["text"])

    assert refused.value.message == case["message"]
    assert refused.value.position == case["position"]


@pytest.mark.parametrize("case", cases("lenient", "means"))
def test_a_lenient_reading_ignores_what_a_strict_one_refuses(case):
    lenient = expressions.compile(case["text"], lenient=True)
    clean = expressions.compile(case["means"])

    assert list(lenient.warnings) == case["warnings"]
    assert lenient.explain({}) == clean.explain({})
    with pytest.raises(ExpressionError):
        expressions.compile(case["text"])


@pytest.mark.parametrize("case", cases("lenient", "message"))
def test_a_lenient_reading_still_refuses_what_has_no_meaning(case):
    with pytest.raises(ExpressionError) as refused:
        expressions.compile(case["text"], lenient=True)

    assert refused.value.message == case["message"]


@pytest.mark.parametrize("case", cases("ordering", "sorted"))
def test_an_ordering_sorts_scopes(case):
    ordering = expressions.ordering(case["text"])

    assert [scope["id"] for scope in sorted(case["scopes"], key=ordering.key)] == case["sorted"]


@pytest.mark.parametrize("case", cases("ordering", "inapplicable"))
def test_an_ordering_has_no_key_for_what_is_no_integer(case):
    ordering = expressions.ordering(case["text"])

    assert [ordering.key(scope) for scope in case["inapplicable"]] == [None] * len(
        case["inapplicable"]
    )


@pytest.mark.parametrize("case", cases("ordering", "message"))
def test_a_text_that_is_no_ordering_is_refused(case):
    with pytest.raises(ExpressionError) as refused:
        expressions.ordering(case["text"])

    assert refused.value.message == case["message"]


@pytest.mark.parametrize(("text", "entry"), list(corpus()))
def test_the_corpus_is_read_as_what_it_is(text, entry):
    is_expression = entry["kind"] == "expression"

    assert verdict(READERS[entry["kind"]], text) == entry["strict"]
    assert verdict(expressions.compile, text, lenient=True) == (
        entry["lenient"] if is_expression else "refused"
    )


def verdict(read, text, **options):
    try:
        read(text, **options)
    except ExpressionError:
        return "refused"
    return "parses"
