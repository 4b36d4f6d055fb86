"""A module is loaded when it is first used, once, whoever comes first."""

import sys
from threading import Barrier, Thread

import pytest

from mocktr.commands.deferred import Deferred

SLOW = """
import time
time.sleep(0.05)
made = object()
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The name of a module that nobody has loaded, and that takes a while to."""
    (tmp_path / "late_module.py").write_text(SLOW)
    monkeypatch.syspath_prepend(tmp_path)
    yield "late_module"
    sys.modules.pop("late_module", None)


def test_it_is_loaded_when_something_of_it_is_asked_for(module):
    late = Deferred(module)
    assert module not in sys.modules

    made = late.made

    assert made is sys.modules[module].made


def test_threads_that_come_first_together_get_the_same(module):
    late, together, got = Deferred(module), Barrier(4), []

    def ask():
        together.wait()
        got.append(late.made)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 4
    assert len(set(got)) == 1


def test_what_it_has_not_is_missed_as_in_the_module():
    with pytest.raises(AttributeError, match="module 'json' has no attribute 'nothing'"):
        _ = Deferred("json").nothing
