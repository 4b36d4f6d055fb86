import pickle

from mocktr.core.timers import Timers


def fire(timers, now):
    """The SIDs of what is due by `now`."""
    fired = []
    while timer := timers.pop_due(now):
        fired.append(timer.sid)
    return fired


def test_timers_fire_when_they_are_due():
    timers = Timers()
    timers.set(20, "late", "b")
    timers.set(10, "early", "a")

    assert timers.next_due() == 10
    assert fire(timers, 9) == []
    assert fire(timers, 20) == ["a", "b"]
    assert timers.next_due() is None


def test_timers_of_one_instant_fire_in_the_order_they_were_set():
    timers = Timers()
    for sid in "zay":
        timers.set(10, "timer", sid)

    assert fire(timers, 10) == ["z", "a", "y"]


def test_setting_a_timer_again_moves_it():
    timers = Timers()
    timers.set(10, "timer", "a")
    timers.set(30, "timer", "a")

    assert fire(timers, 20) == []
    assert fire(timers, 30) == ["a"]


def test_a_canceled_timer_is_dropped():
    timers = Timers()
    timers.set(10, "timer", "a")
    timers.cancel("timer", "a")
    timers.cancel("timer", "never set")

    assert timers.next_due() is None
    assert fire(timers, 99) == []


def test_pending_timers_are_listed_in_the_order_they_will_fire():
    timers = Timers()
    timers.set(20, "b", "x")
    timers.set(10, "c", "x")
    timers.set(10, "a", "x")

    assert [timer.name for timer in timers.pending()] == ["c", "a", "b"]


def test_canceled_timers_take_no_room_for_long():
    timers = Timers()
    for number in range(10_000):
        timers.set(number, "timer", str(number))
        timers.cancel("timer", str(number))

    assert len(timers.heap) < 100


def test_a_copy_goes_its_own_way():
    timers = Timers()
    timers.set(10, "timer", "a")
    timers.set(20, "timer", "a")

    copy = pickle.loads(pickle.dumps(timers))
    timers.cancel("timer", "a")

    assert fire(copy, 20) == ["a"]
    assert fire(timers, 20) == []
