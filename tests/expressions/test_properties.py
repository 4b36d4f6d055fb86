"""What holds for every text and every scope."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr import expressions
from mocktr.expressions import ExpressionError
from mocktr.expressions.lexer import WORDS
from mocktr.expressions.operators import BY_SPELLING
from tests.examples import examples

thoroughly = settings(deadline=None, max_examples=examples(30), database=None)

NAMES = ["a", "b", "c.a", "c.b", "c.c.a", "a[0]", "c.b[1].a", "missing"]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["5", "-5", "05", "5.0", "1e999", "inf", "nan", "true", "ab", 10**999])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)
scopes = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


def spelled(constant):
    """A constant as the language writes it."""
    if isinstance(constant, str):
        return "'" + constant.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(constant)


constants = st.builds(
    spelled,
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0.5, -2.25, 5.0])
    | st.text(max_size=5)
    | st.sampled_from(["5", "ab", "true", "1e9"]),
)
lists = st.lists(constants, max_size=3).map(lambda items: f"[{', '.join(items)}]")
operands = st.sampled_from(NAMES) | constants | lists
operators = st.sampled_from(sorted(BY_SPELLING))

# Expressions as lists of pieces, which may be joined by any white space.
comparisons = st.builds(lambda *pieces: list(pieces), operands, operators, operands)


def joined(first, word, second):
    return ["(", *first, ")", word, "(", *second, ")"]


pieces = st.recursive(
    comparisons,
    lambda inner: st.builds(joined, inner, st.sampled_from(["AND", "OR"]), inner),
    max_leaves=6,
)

soup = st.lists(
    st.sampled_from([*BY_SPELLING, *WORDS, *NAMES, *"()[],'\"\\-!#.5 \n", "'x'", "-1", "é"])
).map(" ".join)
letters = st.text(alphabet="aINot05.$_'\"\\[]()=<>!-, \n\x00é\ud800")
texts = st.text() | soup | letters


def reading(read, text, **options):
    """What a text is read as: the compiled object, or the error."""
    try:
        return read(text, **options)
    except ExpressionError as error:
        return error


def answer(expression, scope):
    """The answer to all ways of asking, which must be the same."""
    value = expression.matches(scope)
    explanation = expression.explain(scope)
    assert isinstance(value, bool)
    assert explanation.value is value
    assert isinstance(explanation.sentence(), str)
    assert json.loads(json.dumps(explanation.as_dict()))["value"] is value
    return value


@thoroughly
@given(texts, st.booleans(), scopes)
def test_any_text_is_an_expression_or_refused_with_a_place(text, lenient, scope):
    result = reading(expressions.compile, text, lenient=lenient)

    if isinstance(result, ExpressionError):
        assert 0 <= result.position <= len(text)
        assert len(str(result).split("\n")) == 3
    else:
        answer(result, scope)
        assert lenient or result.warnings == ()


@thoroughly
@given(texts, st.sampled_from([expressions.ordering, expressions.reference]))
def test_any_text_is_an_ordering_or_reference_or_refused_with_a_place(text, read):
    result = reading(read, text)

    assert not isinstance(result, ExpressionError) or 0 <= result.position <= len(text)


@thoroughly
@given(pieces, scopes)
def test_an_expression_has_one_answer_for_any_scope(parts, scope):
    answer(expressions.compile(" ".join(parts)), scope)


@thoroughly
@given(comparisons, comparisons, st.sampled_from(["AND", "OR"]), scopes)
def test_the_sides_of_and_and_of_or_may_change_places(one, other, word, scope):
    there = expressions.compile(" ".join(joined(one, word, other)))
    back = expressions.compile(" ".join(joined(other, word, one)))

    assert there.matches(scope) is back.matches(scope)


@thoroughly
@given(pieces, scopes, st.sampled_from([str.lower, str.upper, str.title]))
def test_the_case_of_words_does_not_matter(parts, scope, change):
    words = {*BY_SPELLING, *WORDS, "true", "false", "null"}
    changed = [change(part) if part in words else part for part in parts]

    one, other = (expressions.compile(" ".join(each)) for each in (parts, changed))

    assert one.matches(scope) is other.matches(scope)


@thoroughly
@given(pieces, st.sampled_from(["\n", "\t  ", " \r\n "]))
def test_white_space_does_not_matter(parts, blank):
    one, other = (expressions.compile(blank.join(parts)) for blank in (" ", blank))

    assert one.explain({}) == other.explain({})


@thoroughly
@given(pieces, scopes)
def test_a_lenient_reading_of_a_correct_expression_changes_nothing(parts, scope):
    strict = expressions.compile(" ".join(parts))
    lenient = expressions.compile(" ".join(parts), lenient=True)

    assert lenient.warnings == ()
    assert lenient.matches(scope) is strict.matches(scope)


@thoroughly
@given(pieces, scopes)
def test_the_text_of_an_explanation_is_the_expression_again(parts, scope):
    explanation = expressions.compile(" ".join(parts)).explain(scope)

    assert expressions.compile(explanation.text).matches(scope) is explanation.value


@thoroughly
@given(values, values)
def test_equality_has_two_equal_sides(left, right):
    assert expressions.equal(left, right) is expressions.equal(right, left)


@thoroughly
@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers() | st.none())))
def test_a_descending_ordering_is_the_reverse_except_for_what_is_missing(scopes):
    up, down = expressions.ordering("a ASC"), expressions.ordering("a DESC")

    rising = [scope.get("a") for scope in sorted(scopes, key=up.key)]
    falling = [scope.get("a") for scope in sorted(scopes, key=down.key)]

    found = [value for value in rising if value is not None]
    assert rising[: len(found)] == found
    assert falling[: len(found)] == found[::-1]
