"""What full collections of garbage look at, and when at everything."""

import gc
import weakref

import pytest

from mocktr.server import collector
from mocktr.server.collector import (
    ASK_EVERY,
    BURST,
    GROWN,
    GROWN_IN_A_CROWD,
    LEAST,
    MIDDLE,
    Collector,
)


class Heap:
    """Stands for `gc` and `sys`: so many objects, of which the frozen ones are not looked at."""

    def __init__(self):
        self.objects = self.frozen = self.new = 0
        self.plain = 0
        """Blocks of memory with objects that are never looked at."""
        self.interval = 0.0003
        self.thresholds = (700, 10, 10)
        self.crowded = False

    def is_crowded(self):
        return self.crowded

    def get_threshold(self):
        return self.thresholds

    def set_threshold(self, *thresholds):
        self.thresholds = thresholds

    def freeze(self):
        self.frozen = self.objects

    def unfreeze(self):
        self.frozen = 0

    def get_count(self):
        return self.new, 0, 0

    def getswitchinterval(self):
        return self.interval

    def setswitchinterval(self, seconds):
        self.interval = seconds

    def getallocatedblocks(self):
        return self.objects + self.plain


@pytest.fixture
def heap(monkeypatch):
    heap = Heap()
    monkeypatch.setattr(collector, "gc", heap)
    monkeypatch.setattr(collector, "sys", heap)
    return heap


def collect(heap, collecting, generation=2, times=1):
    """How many objects each collection looks at."""
    looked_at = []
    for _ in range(times):
        collecting("start", {"generation": generation})
        looked_at.append(heap.objects - heap.frozen)
        collecting("stop", {"generation": generation})
    return looked_at


def test_what_was_there_is_not_looked_at_again(heap):
    collecting = Collector(heap.is_crowded)
    heap.objects = 1000

    first = collect(heap, collecting)
    heap.objects += 10

    assert [*first, *collect(heap, collecting, times=2)] == [1000, 10, 0]


def test_small_collections_age_nothing(heap):
    collecting = Collector(heap.is_crowded)
    heap.objects = 1000

    assert collect(heap, collecting, generation=1, times=2) == [1000, 1000]


def test_a_world_that_was_loaded_is_not_looked_at(heap):
    collecting = Collector(heap.is_crowded)
    collect(heap, collecting)
    heap.objects = heap.new = BURST + 1

    assert collect(heap, collecting, generation=0) == [0]


def test_what_came_in_a_burst_is_looked_at_with_everything(heap):
    collecting = Collector(heap.is_crowded)
    heap.objects = heap.new = BURST + 1

    assert collect(heap, collecting) == [BURST + 1]


@pytest.mark.parametrize("kind", ["objects", "plain"])
@pytest.mark.parametrize(("crowded", "times"), [(False, GROWN), (True, GROWN_IN_A_CROWD)])
def test_everything_is_looked_at_once_there_is_so_much_more_in_memory(heap, kind, crowded, times):
    collecting = Collector(heap.is_crowded)
    heap.crowded, heap.objects = crowded, 10 * LEAST
    collect(heap, collecting)
    setattr(heap, kind, getattr(heap, kind) + (times - 1) * 10 * LEAST)

    assert collect(heap, collecting, times=3)[1:] == [0, 0]
    setattr(heap, kind, getattr(heap, kind) + 1)
    [_, whole, after] = collect(heap, collecting, times=3)
    assert (whole, after) == (heap.objects, 0)


def test_a_little_more_memory_is_no_reason_to_look_at_everything(heap):
    collecting = Collector(heap.is_crowded)
    heap.objects = 1000
    collect(heap, collecting)
    heap.objects += LEAST

    assert collect(heap, collecting, times=3) == [LEAST, 0, 0]


@pytest.mark.parametrize(("generation", "during"), [(1, 0.0003), (2, ASK_EVERY)])
def test_who_waits_for_pythons_lock_asks_seldom_during_a_full_collection(heap, generation, during):
    collecting = Collector(heap.is_crowded)
    intervals = []

    for phase in ("start", "stop"):
        collecting(phase, {"generation": generation})
        intervals.append(heap.interval)

    assert intervals == [during, 0.0003]


@pytest.mark.parametrize(("blocks", "collectors"), [(0, 0), (1, 1)])
def test_where_memory_is_not_counted_python_collects_as_it_always_does(heap, blocks, collectors):
    heap.plain, heap.callbacks = blocks, []

    # A process may serve several times.
    for crowded in (lambda: False, heap.is_crowded):
        collector.install(crowded)

    assert [one.is_crowded for one in heap.callbacks] == collectors * [heap.is_crowded]
    assert heap.thresholds == ((700, 10, MIDDLE) if collectors else (700, 10, 10))


def test_garbage_that_is_old_goes_with_the_collections(monkeypatch):
    """With the collector itself: a cycle that was frozen is freed after a look at everything."""

    class Node:
        pass

    collecting = Collector(lambda: True)
    node = Node()
    node.itself, gone = node, weakref.ref(node)
    monkeypatch.setattr(collector, "LEAST", 0)
    # Without that of a server which ran in this process before.
    before, gc.callbacks[:] = gc.callbacks[:], [collecting]
    try:
        gc.collect()
        del node
        gc.collect()
        assert gone() is not None
        collecting.looked = 0
        gc.collect()
        gc.collect()
        assert gone() is None
    finally:
        gc.callbacks[:] = before
        gc.unfreeze()
