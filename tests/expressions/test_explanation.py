"""Explanations say which part decided and what it saw."""

import json
import math
from types import MappingProxyType, SimpleNamespace

from mocktr import expressions

ALICE = {"languages": ["en"], "level": 3, "worker": {"name": "alice"}}


def explain(source, scope=ALICE):
    return expressions.compile(source).explain(scope)


def sentence(source, scope=ALICE):
    return explain(source, scope).sentence()


def test_a_comparison_names_what_its_references_are():
    assert sentence("languages HAS 'es'") == 'languages HAS "es" is false, languages is ["en"]'
    assert sentence("level = 3") == "level == 3 is true, level is 3"
    assert sentence("missing != null") == "missing != null is false, missing is null"


def test_both_sides_may_be_references_and_one_is_named_once():
    assert sentence("worker.name == missing") == (
        'worker.name == missing is false, worker.name is "alice", missing is null'
    )
    assert sentence("level == level") == "level == level is true, level is 3"


def test_a_comparison_of_constants_saw_nothing():
    assert sentence("1 = 0") == "1 == 0 is false"
    assert explain("1 = 0").saw == {}


def test_an_operator_of_lists_that_met_text_says_so():
    scope = {"languages": "en", "skills": '["en"]'}

    assert sentence("languages HAS 'en'", scope) == (
        'languages HAS "en" is false, languages is "en" (HAS needs a list, and languages is text)'
    )
    assert sentence("languages NOT IN skills", scope).endswith(
        "(NOT IN needs a list, and skills is text)"
    )
    assert sentence("level HAS 3").endswith("level is 3 (HAS needs a list, and level is no list)")


def test_an_operator_of_lists_that_met_nothing_gives_no_hint():
    assert sentence("missing HAS 'en'") == 'missing HAS "en" is false, missing is null'


def test_a_false_and_names_the_parts_that_failed():
    assert sentence("level > 2 AND languages HAS 'es' AND level > 5") == (
        'languages HAS "es" is false, languages is ["en"]; level > 5 is false, level is 3'
    )


def test_a_true_and_names_all_its_parts():
    assert sentence("level > 2 AND level < 4") == (
        "level > 2 is true, level is 3; level < 4 is true, level is 3"
    )


def test_a_true_or_names_the_parts_that_held():
    assert sentence("level > 5 OR level > 2") == "level > 2 is true, level is 3"


def test_a_false_or_names_all_its_parts():
    assert sentence("level > 5 OR (level > 2 AND missing == 1)") == (
        "level > 5 is false, level is 3; missing == 1 is false, missing is null"
    )


def test_the_text_is_canonical_with_parentheses_around_inner_parts():
    source = "a='x' and (b >- 5 or c not in [TRUE,null]) or d<-e"

    assert explain(source).text == '(a == "x" AND (b HAS 5 OR c NOT IN [true, null])) OR d IN e'


def test_the_parts_of_an_explanation_are_explanations():
    explanation = explain("level > 5 OR level > 2")

    assert (explanation.value, explanation.saw) == (True, {})
    assert [(part.text, part.value, part.saw) for part in explanation.parts] == [
        ("level > 5", False, {"level": 3}),
        ("level > 2", True, {"level": 3}),
    ]


def test_an_outline_has_a_line_for_the_whole_and_for_each_part():
    assert list(explain("level > 5 OR (level > 2 AND missing == 1)").outline()) == [
        "level > 5 OR (level > 2 AND missing == 1) is false",
        "  level > 5 is false, level is 3",
        "  level > 2 AND missing == 1 is false",
        "    level > 2 is true, level is 3",
        "    missing == 1 is false, missing is null",
    ]


def test_it_can_be_had_as_plain_data():
    assert explain("languages HAS 'es' OR 1 == 1").as_dict() == {
        "text": 'languages HAS "es" OR 1 == 1',
        "value": True,
        "saw": {},
        "parts": [
            {
                "text": 'languages HAS "es"',
                "value": False,
                "saw": {"languages": ["en"]},
                "parts": [],
            },
            {"text": "1 == 1", "value": True, "saw": {}, "parts": []},
        ],
    }


def test_text_is_shown_as_it_is():
    assert sentence("a == 'größe'", {"a": "✓"}) == 'a == "größe" is false, a is "✓"'


def test_whatever_a_scope_holds_can_be_shown():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    odd = {
        "mapping": MappingProxyType({"x": (1, 2)}),
        "lazy": SimpleNamespace(get={}.get),
        "long": 10**9999,
        "infinite": -math.inf,
        "none": math.nan,
        "deep": deep,
    }
    shown = explain(" OR ".join(f"{name} == 0" for name in odd), odd).as_dict()["parts"]
    saw = {name: value for part in shown for name, value in part["saw"].items()}

    assert saw.pop("deep") == json.loads("[" * 19 + '"..."' + "]" * 19)
    assert saw == {
        "mapping": {"x": [1, 2]},
        "lazy": "...",
        "long": "...",
        "infinite": "-inf",
        "none": "nan",
    }


def test_of_long_values_the_beginning_is_told():
    values = {"text": "a" * 5000, "list": ["b"] * 5000, "dict": {"c" * 5000: 1, "d": 2}}
    source = " OR ".join(f"{name} == 0" for name in values)

    shown = [part["saw"] for part in explain(source, values).as_dict()["parts"]]

    text, items, mapping = (one for saw in shown for one in saw.values())
    assert text == "a" * 4095 + "..."
    assert (items[:3], items[-1], len(items)) == (["b"] * 3, "...", 2049)
    assert mapping == {"c" * 4095 + "...": 1, "...": "..."}
