"""How many file descriptors a server may have."""

import resource
from types import SimpleNamespace

import pytest

from mocktr.server import descriptors

INFINITY = resource.RLIM_INFINITY


@pytest.fixture
def system(monkeypatch):
    """Makes a system with these limits; answers what is asked of it."""

    def make(soft, hard):
        limits = [soft, hard]

        def change(what, wanted):
            limits[:] = wanted

        fake = SimpleNamespace(
            RLIMIT_NOFILE=7,
            RLIM_INFINITY=INFINITY,
            getrlimit=lambda what: tuple(limits),
            setrlimit=change,
        )
        monkeypatch.setattr(descriptors, "module", lambda: fake)
        return limits

    return make


@pytest.mark.parametrize(
    ("soft", "hard", "raised"),
    [
        (1024, 4096, 4096),
        (1024, 1_000_000, 16_384),
        (1024, INFINITY, 16_384),
        (20_000, 30_000, 20_000),
        (INFINITY, INFINITY, INFINITY),
    ],
)
def test_a_server_may_have_as_many_as_the_system_lets_it(system, soft, hard, raised):
    limits = system(soft, hard)

    descriptors.raise_limit()

    assert limits == [raised, hard]


@pytest.mark.parametrize(
    ("soft", "each", "most"),
    [(1024, 1, 768), (1024, 3, 256), (4096, 1, 1000), (2, 3, 1), (INFINITY, 3, 1000)],
)
def test_connections_leave_descriptors_to_all_else(system, soft, each, most):
    system(soft, soft)

    assert descriptors.connections(1000, each) == most


def test_what_has_no_such_limits_is_left_alone(monkeypatch):
    monkeypatch.setattr(descriptors, "module", lambda: None)

    descriptors.raise_limit()

    assert descriptors.connections(1000, 3) == 1000
