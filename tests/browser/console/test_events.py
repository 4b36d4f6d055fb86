"""Events: what happened, as it happens, and each as TaskRouter shows it."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.mocktr(seed="support")

HOSTILE = '<img src="x" onerror="document.title=1">'


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def events(console):
    """The page, with its list and what it tells of one event."""
    console.keyboard.press("g")
    console.keyboard.press("e")

    class Events:
        region = console.get_by_role("region", name="Events", exact=True)
        grid = console.get_by_role("grid", name="Events")
        detail = console.get_by_role("region", name=re.compile(r"^Event \d"))

        def row(self, name):
            return self.grid.get_by_role("row", name=name)

    return Events()


def test_an_event_stands_there_at_once_with_what_it_is_about(world, events, inspector, expect):
    expect(events.region).to_contain_text("Nothing has happened yet")
    task = world.task(language="es")

    row = events.row("reservation.created")
    expect(row).to_contain_text("bob")
    row.get_by_role("link", name=f"…{task.sid[-3:]}").click()

    expect(inspector.get_by_role("heading", name="Task")).to_be_visible()


def test_an_event_tells_what_taskrouter_shows_and_by_which_request_it_came(
    world, console, events, expect
):
    task = world.task(language="es")
    events.row("task.created").click()

    expect(events.detail.get_by_label("Event data")).to_contain_text(task.sid)
    events.detail.get_by_role("link", name=re.compile("^#")).click()

    expect(console.get_by_role("region", name=re.compile(r"^Entry \d"))).to_contain_text("POST")


def test_a_kind_and_words_find_events(world, events, expect):
    world.task(language="es")
    expect(events.row("reservation.created")).to_be_visible()

    events.region.get_by_role("radio", name="Tasks").click()

    expect(events.row("reservation.created")).to_have_count(0)
    expect(events.row("task.created")).to_be_visible()
    events.region.get_by_role("textbox", name="Find events").fill("nobody")
    events.region.get_by_role("button", name="Show all").click()
    expect(events.row("reservation.created")).to_be_visible()


def test_a_paused_view_stands_still(world, console, events, expect):
    expect(events.region).to_contain_text("Nothing has happened yet")
    console.keyboard.press("p")
    world.task(language="es")
    expect(console.get_by_role("button", name=re.compile("Paused, . new"))).to_be_visible()
    expect(events.row("task.created")).to_have_count(0)

    console.keyboard.press("p")

    expect(events.row("task.created")).to_be_visible()


def test_events_of_another_world_take_the_place_of_all(world, events, expect):
    world.task(language="es")
    expect(events.row("task.created")).to_be_visible()

    world.reset()

    expect(events.row("task.created")).to_have_count(0)


def test_hostile_text_is_text(world, console, events, axe, expect):
    world.task(language="es", name=HOSTILE)

    events.row("task.created").click()

    expect(events.detail.get_by_text("onerror").first).to_be_visible()
    expect(console.locator("img")).to_have_count(0)
    axe(console)


@pytest.mark.parametrize("form", ["JSON", "CSV"])
def test_the_events_that_are_looked_for_go_to_a_file(world, console, events, form, expect):
    tasks = [world.task(language="es", name=name) for name in ("=1+1", "two")]
    console.get_by_role("radio", name="Tasks").click()
    expect(events.row("task.created")).to_have_count(2)

    console.get_by_role("button", name="Save these events").click()
    with console.expect_download() as saving:
        console.get_by_role("menuitem", name=form).click()

    text = Path(saving.value.path()).read_bytes().decode()
    rows = json.loads(text) if form == "JSON" else list(csv.DictReader(io.StringIO(text)))
    created = [row["task_sid"] for row in rows if row["type"] == "task.created"]
    assert created == [task.sid for task in tasks]
    assert all(row["type"].startswith("task.") for row in rows)
