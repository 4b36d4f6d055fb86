"""The wall clock of the process may follow the virtual one."""

import sys
import time
from datetime import datetime, timezone

import pytest
import requests

from mocktr import AdminError, OptionError, Sandbox, Server, fixture

START = datetime(2030, 1, 7, 9, tzinfo=timezone.utc)


def wall():
    return datetime.now(timezone.utc)


@pytest.fixture
def world():
    options = {"seed": "support", "tenants": "one", "wall_clock": "follow"}
    with fixture.in_process(options) as taskrouter:
        yield taskrouter


def test_the_wall_clock_stands_where_the_virtual_one_stands(world):
    assert wall() == world.now == START

    world.advance(seconds=1.234)

    assert wall() == world.now
    assert time.time_ns() == world.clock["now_ms"] * 1_000_000


def test_it_stands_at_the_date_of_what_was_just_created(world):
    world.advance(minutes=10)

    assert world.task().date_created == wall()


def test_an_application_sees_each_instant_of_an_advance(world):
    """Though the advance goes on beyond it."""
    seen = []
    world.on_event(lambda call: seen.append((call.parameters["EventType"], wall())))
    world.task()

    world.advance(minutes=10)

    timeouts = [at for what, at in seen if what == "reservation.timeout"]
    assert timeouts[0] == datetime(2030, 1, 7, 9, 2, tzinfo=timezone.utc)


def test_it_goes_back_with_the_world(world):
    world.snapshot("base")
    world.advance(hours=1)

    world.restore("base")

    assert wall() == START
    with world.branch():
        world.advance(hours=2)
    assert wall() == START
    world.advance(hours=3)
    world.reset()
    assert wall() == START


def test_afterwards_the_wall_clock_is_as_it_was():
    before = time.time()

    with Sandbox(tenants="one", wall_clock="follow"):
        assert wall() == START

    assert 0 <= time.time() - before < 600


def test_worlds_inside_each_other_show_the_time_of_the_inner_one():
    with (
        Sandbox(tenants="one", wall_clock="follow"),
        Sandbox(tenants="one", wall_clock="follow", start_at="2031-01-01T00:00:00Z"),
    ):
        assert wall().year == 2031


def test_a_virtual_clock_that_shows_can_t_become_real(world):
    with pytest.raises(AdminError, match="the wall clock follows it"):
        world.set_clock(mode="real")

    assert world.clock["mode"] == "manual"


@pytest.mark.parametrize("options", [{"clock": "real", "tenants": "one"}, {"tenants": "many"}, {}])
def test_only_one_manual_clock_can_be_followed(options):
    with pytest.raises(OptionError, match=r'wall_clock: expected clock="manual" and tenants="one"'):
        Sandbox(wall_clock="follow", **options)


def test_other_words_are_refused():
    with pytest.raises(OptionError, match="wall_clock: expected real or follow, got"):
        Sandbox(wall_clock="fake")


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "time_machine", None)

    with pytest.raises(OptionError, match=r"pip install 'mocktr\[wall-clock\]'"):
        Sandbox(tenants="one", wall_clock="follow")


def test_a_connection_that_is_kept_outlives_the_hours_of_the_virtual_clock():
    """Its idleness is measured by the machine's own clock."""
    options = {"seed": "support", "tenants": "one", "wall_clock": "follow"}
    with Sandbox(**options) as sandbox, Server(sandbox) as server, requests.Session() as session:
        session.auth = ("AC" + "a" * 32, "token")
        for _ in range(3):
            session.get(f"{server.url}/v1/Workspaces").raise_for_status()
            session.post(f"{server.url}/mocktr/clock/advance", json={"hours": 5}).raise_for_status()

        [pool] = session.get_adapter(server.url).poolmanager.pools._container.values()
        assert pool.num_connections == 1
