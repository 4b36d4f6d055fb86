"""Both ends of the calendar: the first second of the year 1, and the last of 9999."""

import pytest

from mocktr import Sandbox

from .client import Client, to_queue

FIRST, LAST = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
DATES = (FIRST, LAST, "0001-01-01", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00+14:00")
STATISTICS = [
    *("/Statistics", "/CumulativeStatistics", "/RealTimeStatistics"),
    *("/Workers/Statistics", "/Workers/CumulativeStatistics", "/Workers/RealTimeStatistics"),
    *("{queue}/Statistics", "{queue}/CumulativeStatistics", "/TaskQueues/Statistics"),
    *("{workflow}/Statistics", "{workflow}/CumulativeStatistics", "{worker}/Statistics"),
]


class World:
    def __init__(self, sandbox):
        self.client = Client(sandbox)
        self.home = self.client.create("/Workspaces", FriendlyName="Support")["url"]
        self.activities = self.client.list(f"{self.home}/Activities")
        free = next(one["sid"] for one in self.activities if one["available"])
        queue = self.client.create(f"{self.home}/TaskQueues", FriendlyName="All")
        made = {"configuration": to_queue(queue)}
        self.names = {
            "queue": f"/TaskQueues/{queue['sid']}",
            "workflow": "/Workflows/"
            + self.client.create(
                f"{self.home}/Workflows", FriendlyName="Main", Configuration=made["configuration"]
            )["sid"],
            "worker": "/Workers/"
            + self.client.create(f"{self.home}/Workers", FriendlyName="a", ActivitySid=free)["sid"],
        }
        self.client.create(f"{self.home}/Tasks", Attributes="{}")

    def get(self, path, **query):
        return self.client.get(self.home + path.format(**self.names), **query)


@pytest.fixture(params=[FIRST, LAST])
def world(request):
    with Sandbox(start_at=request.param) as sandbox:
        yield World(sandbox)


@pytest.mark.parametrize("path", STATISTICS)
def test_statistics_reach_to_the_ends_of_the_calendar(world, path):
    assert world.get(path).status == 200
    assert world.get(path, Minutes=43200).status in (200, 400)
    for first in DATES:
        assert world.get(path, StartDate=first).status in (200, 400)
        for last in DATES:
            assert world.get(path, StartDate=first, EndDate=last).status in (200, 400)


@pytest.mark.parametrize("name", ["StartDate", "EndDate"])
@pytest.mark.parametrize("date", DATES)
def test_events_are_asked_for_at_the_ends_of_the_calendar(world, name, date):
    assert world.get("/Events", **{name: date}).status in (200, 400)
    assert world.get("/Events", Minutes=43200).status in (200, 400)


def test_a_clock_at_an_end_of_the_calendar_is_moved_and_shown(world):
    for command in ("clock", "scheduler", "state", "journal", "alerts", "seed"):
        assert world.client.ask("GET", f"http://localhost/mocktr/{command}").status == 200
    for unit in ("seconds", "minutes", "hours"):
        body = f'{{"{unit}": 5}}'.encode()
        url = "http://localhost/mocktr/clock/advance"
        assert world.client.ask("POST", url, body).status in (200, 400)


def test_a_date_that_a_zone_moves_out_of_the_calendar_is_refused(world):
    answer = world.get("/Statistics", StartDate="0001-01-01T00:00:00+14:00")

    assert answer.status == 400


def test_a_real_clock_stands_still_at_the_end_of_the_calendar(wall):
    with Sandbox(start_at=LAST, clock="real") as sandbox:
        world = World(sandbox)
        wall.ns += 10**18
        clock = world.client.ask("GET", "http://localhost/mocktr/clock").body

        assert clock["now"] == LAST
        state = world.client.ask("GET", "http://localhost/mocktr/state").text
        answer = world.client.ask("PUT", "http://localhost/mocktr/state", state.encode())
        assert answer.status == 200
