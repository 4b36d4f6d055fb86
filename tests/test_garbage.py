"""What is made without Python's collector of garbage."""

import gc

import pytest

from mocktr.garbage import uncollected


@pytest.fixture
def collector():
    yield
    gc.enable()


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_off_meanwhile_and_then_as_it_was(collector, was_on):
    if not was_on:
        gc.disable()

    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled() is was_on


def test_an_error_puts_it_back_too(collector):
    with pytest.raises(ValueError, match="no"), uncollected():
        raise ValueError("no")

    assert gc.isenabled()
