"""What holds on every page: with bad neighbours, at 200 %, by keyboard, in a large world."""

import re

import pytest

PAGES = ("Board", "Timeline", "Events", "Traffic", "Playground", "Faults", "Coverage", "World")
HOSTILE = "<img src=x onerror=alert(1)></script><b id=hostile>\u202ereversed"
LONG = "x" * 3_000
ODD = {HOSTILE: HOSTILE, "__proto__": "\u0000 \U0001f9d1\u200d\U0001f4bb", "long": LONG}
HOSTILE_WORLD = {
    "workspaces": [
        {
            "friendly_name": HOSTILE,
            "task_queues": [{"friendly_name": HOSTILE, "target_workers": "1 == 1"}],
            "workers": [{"friendly_name": HOSTILE, "attributes": {HOSTILE: HOSTILE}}],
            "workflows": [
                {
                    "friendly_name": HOSTILE,
                    "configuration": {
                        "task_routing": {"filters": [], "default_filter": {"queue": HOSTILE}}
                    },
                }
            ],
            "tasks": [{"workflow": HOSTILE, "attributes": ODD}],
        }
    ]
}
ZOOMED = (640, 400)
"""What is left of 1280x800 at 200 %."""

MOST_NODES = 3000


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def each_page(console, expect):
    """Goes to one page after the other."""

    def each_page():
        for name in PAGES:
            console.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
            main = console.get_by_role("main")
            expect(main.get_by_role("heading", name=name, exact=True).first).to_be_attached()
            expect(main.get_by_text("Asking…")).to_have_count(0)
            yield name

    return each_page


@pytest.fixture
def open_task(console):
    def open_task():
        console.get_by_role("button", name=re.compile("^Task …")).first.click()

    return open_task


@pytest.mark.mocktr(seed=HOSTILE_WORLD)
def test_hostile_names_and_attributes_are_text(
    world, console, each_page, open_task, inspector, expect
):
    world.fault(path=f"/{HOSTILE}/*", status=503)
    open_task()
    expect(inspector).to_contain_text("onerror")
    console.get_by_role("list", name="Workers").get_by_role("link").first.click()
    expect(inspector.get_by_role("heading", name=re.compile("^Worker <img"))).to_be_visible()

    for _ in each_page():
        assert console.locator("#hostile, img").count() == 0


@pytest.mark.mocktr(seed="support")
def test_at_200_percent_every_page_can_be_used(world, console, each_page, axe):
    world.task(language="es")

    for name in each_page():
        axe(console, [ZOOMED])
        wide = console.evaluate("document.documentElement.scrollWidth")
        assert (name, wide) == (name, ZOOMED[0])


@pytest.mark.mocktr(seed="support")
def test_at_200_percent_what_is_open_can_be_read(world, console, open_task, inspector, expect):
    world.task(language="es")
    open_task()
    console.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})

    last = inspector.get_by_role("heading", name="Traffic about it")
    last.scroll_into_view_if_needed()

    expect(last).to_be_in_viewport()


@pytest.mark.mocktr(seed="support")
def test_tab_stops_at_the_row_that_is_in_sight(world, console, expect):
    for _ in range(60):
        world.task(language="fr")
    console.keyboard.press("g")
    console.keyboard.press("r")
    rows = console.get_by_role("grid", name="Traffic").get_by_role("row")
    expect(rows.last).to_be_in_viewport()

    console.get_by_role("button", name="Verify…").focus()
    console.keyboard.press("Tab")

    expect(rows.last).to_be_focused()


@pytest.mark.mocktr(seed="contact_center")
def test_a_large_world_takes_no_more_nodes(world, console, each_page, expect):
    for number in range(1_000):
        world.task(workflow="Calls", topic="billing", language="de" if number % 2 else "en")
    expect(console.get_by_role("region", name="In short")).to_contain_text(re.compile("9\\d\\d"))

    for name in each_page():
        count = console.evaluate("document.querySelectorAll('*').length")
        assert (name, count < MOST_NODES) == (name, True), count
