"""The timeline: what lasted how long, for whom, and what is planned."""

import re

import pytest

pytestmark = pytest.mark.mocktr(seed="support")

OFFER = re.compile("^offer bob")


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def timeline(console):
    """The page, with its lanes."""
    console.keyboard.press("g")
    console.keyboard.press("t")

    class Timeline:
        region = console.get_by_role("region", name="Timeline")
        sight = console.get_by_role("slider", name="Time in sight")
        lanes = console.get_by_role("list", name="Lanes").get_by_role("listitem")

        def lane(self, name):
            lanes = console.get_by_role("list", name="Lanes")
            return lanes.get_by_role("listitem", name=name, exact=True)

    return Timeline()


def test_an_offer_is_a_bar_at_once_and_opens_its_task(world, timeline, inspector, expect):
    world.task(language="es")
    bar = timeline.lane("bob").get_by_role("button", name=OFFER)

    bar.click()

    expect(inspector.get_by_role("heading", name="Task")).to_be_visible()


def test_lanes_are_of_workers_tasks_or_queues(world, timeline, expect):
    task = world.task(language="es")
    world.task(language="es")
    expect(timeline.lane("bob").get_by_role("button", name=OFFER)).to_be_visible()

    timeline.region.get_by_role("radio", name="Tasks").click()
    lane = timeline.lane(f"…{task.sid[-3:]}")
    expect(lane.get_by_role("button", name=OFFER)).to_be_visible()
    timeline.region.get_by_role("radio", name="Queues").click()

    waits = timeline.lane("Spanish").get_by_role("button", name="wait, 09:00:00 on")
    expect(waits).to_be_visible()


def test_the_dots_of_a_lane_lead_to_its_events(world, console, timeline, expect):
    world.task(language="es")

    timeline.lane("bob").get_by_role("link", name=re.compile("^reservation.created")).click()

    expect(console.get_by_role("region", name=re.compile(r"^Event \d"))).to_be_visible()


def test_an_event_leads_to_its_moment(world, console, timeline, expect):
    world.task(language="es")
    world.advance(hours=2)
    console.keyboard.press("g")
    console.keyboard.press("e")
    console.get_by_role("grid", name="Events").get_by_role("row", name="task.created").click()

    console.get_by_role("link", name="Go to this moment").click()

    expect(timeline.sight).to_have_attribute("aria-valuetext", "08:55:00 to 09:05:00")
    expect(timeline.region.get_by_role("button", name=re.compile("^09:00:00"))).to_be_visible()
    expect(timeline.lane("bob").get_by_role("button", name=OFFER)).to_be_visible()


def test_all_time_fits_and_quiet_time_is_folded(world, console, timeline, expect):
    world.task(language="es")
    world.advance(hours=5)
    expect(timeline.sight).to_have_attribute("aria-valuetext", re.compile("to 14:0"))
    expect(timeline.region.get_by_role("button", name="Fit", exact=True)).to_be_enabled()

    console.keyboard.press("0")
    expect(timeline.sight).to_have_attribute("aria-valuetext", re.compile("^08:54:00 to 14:2"))
    console.keyboard.press("q")

    expect(timeline.region.get_by_role("status")).to_contain_text("h folded")
    console.keyboard.press("f")
    expect(timeline.region.get_by_role("button", name="Hold")).to_be_visible()


def test_time_is_zoomed_and_moved_by_keys(world, console, timeline, expect):
    world.task(language="es")
    expect(timeline.region.get_by_role("radio", name="15 min")).to_be_checked()
    before = timeline.sight.get_attribute("aria-valuetext")

    console.keyboard.press("+")
    expect(timeline.sight).not_to_have_attribute("aria-valuetext", before)
    console.keyboard.press("-")
    expect(timeline.sight).to_have_attribute("aria-valuetext", before)
    timeline.sight.press("ArrowLeft")

    expect(timeline.sight).not_to_have_attribute("aria-valuetext", before)


def test_words_find_lanes(world, timeline, expect):
    expect(timeline.lane("alice")).to_be_visible()

    timeline.region.get_by_role("textbox", name="Find lanes").fill("bob")

    expect(timeline.lanes).to_have_count(1)
    timeline.region.get_by_role("textbox", name="Find lanes").fill("nobody")
    expect(timeline.region).to_contain_text("No lane has all these words.")


@pytest.mark.parametrize("lanes", ["Workers", "Tasks", "Queues"])
def test_it_can_be_used_by_everybody(world, console, timeline, axe, expect, lanes):
    world.task(language="es")
    world.task(language="es")
    world.advance(minutes=3)
    timeline.region.get_by_role("radio", name=lanes).click()
    expect(timeline.lanes).not_to_have_count(0)

    axe(console)
