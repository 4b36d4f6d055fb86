"""Where seeds come from: shipped names, paths, dicts, nothing."""

import enum
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from mocktr.errors import SeedError
from mocktr.seed import read, shipped
from tests.seed.worlds import build_all

WORLD = "workspaces: [friendly_name: Here]\n"


def refusal(*arguments):
    with pytest.raises(SeedError) as refused:
        read(*arguments)
    assert refused.value.problems == [str(refused.value)]
    return str(refused.value)


def written(path, content):
    path.write_bytes(content)
    return path


def test_the_shipped_seeds_have_names():
    assert shipped() == ["contact_center", "empty", "minimal", "support"]
    assert read("support").name == "support.yaml"


def test_no_seed_is_an_empty_world():
    assert read(None).shared.workspaces == []
    assert read({}).shared.workspaces == []


def test_an_empty_world_has_a_name_too():
    assert read("empty").shared.workspaces == []


def test_a_path_may_be_relative_to_a_root(tmp_path):
    written(tmp_path / "mine.yaml", WORLD.encode())

    for seed in (read("mine.yaml", tmp_path), read(Path("mine.yaml"), tmp_path)):
        assert seed.shared.workspaces == [{"friendly_name": "Here"}]


def test_a_byte_order_mark_and_windows_line_ends_are_no_trouble(tmp_path):
    path = written(tmp_path / "mine.yaml", b"\xef\xbb\xbfworkspaces:\r\n- friendly_name: Here\r\n")

    assert read(path).shared.workspaces == [{"friendly_name": "Here"}]


def test_a_seed_that_did_not_change_is_read_once(tmp_path):
    path = written(tmp_path / "mine.yaml", WORLD.encode())
    before = read(path)

    assert read(path) is before
    written(path, b"workspaces: []\n")
    assert read(path) is not before


def test_a_dict_of_the_same_content_is_the_same_seed():
    assert read({"workspaces": ({"friendly_name": "A"},)}) is read(
        {"workspaces": [{"friendly_name": "A"}]}
    )


class Colour(str, enum.Enum):
    """A string that shows itself as something else."""

    RED = "red"


def test_a_dict_may_hold_subclasses_of_plain_types():
    seed = read({"workspaces": [{"friendly_name": Colour.RED, "multi_task_enabled": True}]})

    account = build_all(seed)[0]

    assert [one.friendly_name for one in account.workspaces.values()] == ["red"]


def attributes(value):
    workers = [{"friendly_name": "a", "attributes": value}]
    return {"workspaces": [{"friendly_name": "Here", "workers": workers}]}


ENDLESS = {}
ENDLESS["self"] = ENDLESS
WIDE = ["x"] * 1000
PLACE = "seed: workspaces[0].workers[0].attributes"


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ({1: 2}, "seed: expected a string as key, got 1"),
        ({("a",): 2}, 'seed: expected a string as key, got ["a"]'),
        ({"worlds": []}, "seed: worlds: unknown key; there are workspaces, numbers, accounts, "
         "expressions"),
        (attributes({"at": datetime(2030, 1, 7)}),
         f"{PLACE}.at: expected a value that YAML can hold, got datetime"),
        (attributes({"n": 10**5000}), f"{PLACE}.n: expected at most 1000 digits"),
        (attributes({"n": float("nan")}),
         f"{PLACE}.n: expected a number within the range of a double"),
        (attributes({"s": "\ud800"}),
         f"{PLACE}.s: expected Unicode text, got half a surrogate pair"),
        (attributes(ENDLESS), "seed: nested more than 100 deep"),
        (attributes({"a": [WIDE] * 501}),
         f"{PLACE}.a[499][499]: more than 500000 values"),
    ],
)  # fmt: skip
def test_what_a_dict_may_not_hold_is_an_error_with_its_path(seed, expected):
    found = refusal(seed)

    assert re.sub(r"\[\d+\]\[\d+\]: more", "[499][499]: more", found) == expected


def test_numbers_of_a_dict_keep_their_types():
    seed = read(attributes({"a": 1, "b": 1.5, "c": None, "d": False}))

    assert seed.shared.workspaces[0]["workers"][0]["attributes"] == {
        "a": 1, "b": 1.5, "c": None, "d": False,
    }  # fmt: skip


THERE_ARE = (
    "no such file, and no seed of this name; there are contact_center, empty, minimal, support"
)


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("nowhere", f"nowhere: {THERE_ARE}"),
        ("fixtures", f"fixtures: {THERE_ARE}"),
        (Path("no/where.yaml"), f"no/where.yaml: {THERE_ARE}"),
        ("a: 1\nb: 2\n", f'"a: 1\\nb: 2\\n": {THERE_ARE}'),
        ("x" * 5000, f"{'x' * 5000}: {THERE_ARE}"),
        ("a\0b", f'"a\\u0000b": {THERE_ARE}'),
        (5, "seed: expected a name, a path or a mapping, got int"),
        (["support"], "seed: expected a name, a path or a mapping, got list"),
    ],
)
def test_what_is_no_seed_is_a_clear_error(seed, expected):
    assert refusal(seed) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: 1\nb: \xff\n", "mine.yaml:2: not UTF-8: invalid start byte"),
        ("a: 1".encode("utf-16"), "mine.yaml:1: not UTF-8: invalid start byte"),
        (
            b"",
            "mine.yaml: empty; expected a mapping with workspaces, numbers, accounts, expressions",
        ),
    ],
)
def test_a_file_that_can_not_be_read_is_a_clear_error(tmp_path, content, expected):
    assert refusal(written(tmp_path / "mine.yaml", content)) == expected


def test_a_file_that_may_not_be_read_is_a_clear_error(tmp_path, monkeypatch):
    path = written(tmp_path / "mine.yaml", WORLD.encode())

    def refuse(*arguments, **options):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_text", refuse)
    assert refusal(path) == f"{path}: cannot be read: Permission denied"
