"""The table of operators drives the rest."""

import pytest

from mocktr import expressions
from mocktr.expressions.operators import BY_SPELLING, OPERATORS


@pytest.mark.parametrize("spelling", BY_SPELLING)
def test_every_spelling_in_the_table_works_in_an_expression(spelling):
    explanation = expressions.compile(f"a {spelling} b").explain({})

    assert explanation.text == f"a {BY_SPELLING[spelling].name} b"


def test_names_and_aliases_are_unique():
    spellings = [name for each in OPERATORS for name in (each.name, *each.aliases)]

    assert len(spellings) == len(set(spellings)) == len(BY_SPELLING)


VALUES = [
    *[None, True, False, 0, 1, 5, -5, 2.5, 5.0, 10**400, float("nan"), float("inf")],
    *["", "a", "b", "ab", "5", "5.0", "05", "1e999", "true", "null"],
    *[[], ["a"], ["5"], [5], [None], [True], ["a", 5, None], [["a"]], {}, {"a": 1}],
]
CONSTANTS = [value for value in VALUES if not isinstance(value, (list, dict))]
LISTS = [(), ("a",), ("a", "b"), ("5",), (5, "a"), (None,), (True, False)]


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
@pytest.mark.parametrize("constant", [*CONSTANTS, *LISTS], ids=repr)
def test_a_shortcut_answers_as_the_general_test_does(operator, constant):
    def fetch(scope):
        return scope["value"]

    right = operator.right_constant(fetch, constant)
    left = operator.left_constant(fetch, constant)

    for value in VALUES:
        if right:
            assert right({"value": value}) is operator.test(value, constant), value
        if left:
            assert left({"value": value}) is operator.test(constant, value), value
