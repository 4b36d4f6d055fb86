"""Whatever is given as a seed ends in a world, or in an error that says what is wrong."""

import json

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.errors import SeedError
from mocktr.seed import read
from mocktr.seed.document import parse
from mocktr.seed.keys import SECTIONS, WORKSPACE_KEYS
from mocktr.seed.top import read_seed
from tests.examples import examples
from tests.seed.worlds import build_all

ROW_KEYS = sorted({key for section in SECTIONS.values() for key in section.keys})
SIDS = [section.record.prefix + digit * 32 for section in SECTIONS.values() for digit in "12"]
NAMES = ["A", "B", "Offline", "Available", "voice", "chat", "Sample Queue", "FIFO", "1 == 1", ""]
WORDS = st.sampled_from([*NAMES, *SIDS, "https://example.com", "2020-01-01"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS
CONFIGURATION_KEYS = ["task_routing", "filters", "default_filter", "targets", "queue", "timeout",
                      "expression", "skip_if", "order_by", "known_worker_sid"]  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(CONFIGURATION_KEYS) | st.text(), inner, max_size=3)
    ),
    max_leaves=10,
)
CONFIGURATIONS = st.builds(
    lambda expression, target, queue: {
        "task_routing": {
            "filters": [{"expression": expression, "targets": [target]}],
            "default_filter": {"queue": queue},
        }
    },
    WORDS,
    st.dictionaries(st.sampled_from(CONFIGURATION_KEYS), WORDS | ANYTHING, max_size=3),
    WORDS,
)
CHANNELS = st.dictionaries(WORDS, st.integers(0, 3) | ANYTHING, max_size=2)
VALUES = st.one_of(WORDS, WORDS, SCALARS, ANYTHING, CONFIGURATIONS)


def rows(section):
    keys = st.sampled_from([*section.keys, *section.own_keys])
    names = {section.identity: WORDS} if section.identity else {}
    more = {"channels": CHANNELS} if section.label == "worker" else {}
    more |= {"configuration": CONFIGURATIONS} if section.label == "workflow" else {}
    return st.builds(
        lambda row, extra: {**extra, **row},
        st.fixed_dictionaries(names, optional=more),
        st.dictionaries(keys, VALUES, max_size=1),
    )


WORKSPACES = st.builds(
    lambda fields, inside: {"friendly_name": "Here", **fields, **inside},
    st.dictionaries(st.sampled_from(sorted(WORKSPACE_KEYS)), VALUES, max_size=1),
    st.fixed_dictionaries(
        {}, optional={name: st.lists(rows(one), max_size=3) for name, one in SECTIONS.items()}
    ),
)
WORLDS = st.fixed_dictionaries({"workspaces": st.lists(WORKSPACES, max_size=2)})


def outcome(make):
    """The lines of the error that a seed ends in, or its accounts."""
    try:
        return build_all(make())
    except SeedError as error:
        return error.problems


@settings(max_examples=examples(100), deadline=None)
@given(WORLDS | ANYTHING.filter(lambda value: isinstance(value, dict)))
def test_any_dict_ends_in_a_world_or_in_an_error(document):
    assert outcome(lambda: read(document))


@settings(max_examples=examples(50), deadline=None)
@given(WORLDS)
def test_a_dict_and_the_same_in_yaml_end_alike(document):
    text = json.dumps(document)

    one = outcome(lambda: read(document))
    other = outcome(lambda: read_seed(*parse(text, "seed")))

    # What no JSON holds ends the reading of a dict at once.
    assert {type(each) for each in one} == {type(each) for each in other}


@settings(max_examples=examples(80), deadline=None)
@given(ANYTHING)
def test_any_yaml_ends_in_a_world_or_in_an_error(value):
    text = yaml.safe_dump(value)

    assert outcome(lambda: read_seed(*parse(text, "seed.yaml")))


@settings(max_examples=examples(100), deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!<>|#'\"\\%@`,?~ \n\t01\x00\ufeffU\u2028")))
def test_any_text_ends_in_a_world_or_in_an_error(text):
    assert outcome(lambda: read_seed(*parse(text, "seed.yaml")))
