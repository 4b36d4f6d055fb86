"""Text that anybody sends takes steps in proportion to its length, whatever it is."""

import pytest

from mocktr.journal import query, secrets
from tests.steps import TooManySteps, counted, units

SIGNS = ["?pwd", "=", '"pwd"', '\\"', "\\", '"', ":", "//", "@", "{", "%25"]
SIZES = (3, 6, 12)


def steps_of(monkeypatch, function, *arguments):
    # What tests before this one left known would take no steps.
    secrets.known_secret.cache_clear()
    with counted(monkeypatch, secrets, query) as steps:
        try:
            function(*arguments)
        except TooManySteps:
            pytest.fail(f"too many steps for {arguments[-1][:80]!r}")
    return steps.count


@pytest.mark.parametrize("unit", list(units(SIGNS)))
@pytest.mark.parametrize("start", ["", '{"pwd": '])
def test_text_of_double_the_size_takes_double_the_steps(monkeypatch, start, unit):
    few, more, most = (
        steps_of(monkeypatch, secrets.cover_text, start + unit * size) for size in SIZES
    )

    assert most - more <= 2.5 * (more - few) + 50


@pytest.mark.parametrize("path", ["/" + "a" * 32, "/a" * 16, "/" + "ab" * 16, "/"])
@pytest.mark.parametrize("unit", ["*", "*a", "*a*b", "/*", "a*/"])
def test_a_pattern_of_double_the_stars_takes_double_the_steps(monkeypatch, unit, path):
    few, more, most = (
        steps_of(monkeypatch, query.fits, f"/{unit * size}/", path * size) for size in SIZES
    )

    assert most - more <= 2.5 * (more - few) + 10
