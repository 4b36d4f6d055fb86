"""JSON is what the standard says, and all else is none."""

import pytest

from mocktr.json_text import decode


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, null, "é"]}', {"a": [1, None, "é"]}),
        (b'"\xc3\xa9"', "é"),
        (" 5 ", 5),
        ("true", True),
    ],
)
def test_text_and_bytes_are_read(text, value):
    assert decode(text) == value


@pytest.mark.parametrize(
    "text", ["", "{", "NaN", "-Infinity", '{"a": NaN}', b"NaN", b"\xff", None, 5, "[" * 100_000]
)
def test_what_is_no_json_is_none(text):
    assert decode(text) is None
