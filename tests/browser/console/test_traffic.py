"""Traffic: what was asked and answered in both directions, and what came of it."""

import re

import pytest

pytestmark = pytest.mark.mocktr(seed="support")

HOSTILE = '<img src="x" onerror="document.title=1">\u202e</script>'


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def traffic(console):
    """The page, with its list and what it tells of one entry."""
    console.keyboard.press("g")
    console.keyboard.press("r")

    class Traffic:
        region = console.get_by_role("region", name="Traffic")
        grid = console.get_by_role("grid", name="Traffic")

        def row(self, name):
            return self.grid.get_by_role("row", name=name)

        def detail(self, number):
            return console.get_by_role("region", name=f"Entry {number}", exact=True)

    return Traffic()


@pytest.fixture
def callbacks(world):
    """Functions of the test receive what happens, and accept every offer."""
    told = []
    world.on_assignment(lambda callback: {"instruction": "accept"})
    world.on_event(told.append)
    return told


def test_a_request_stands_there_at_once_with_what_it_caused(world, traffic, expect):
    task = world.task(language="es")

    row = traffic.row("POST …/Tasks")
    expect(row).to_contain_text("201")
    row.click()

    [entry] = world.verify("POST", "/Tasks")
    detail = traffic.detail(entry.number)
    expect(detail).to_contain_text("task.created")
    expect(detail).to_contain_text("reservation.created")
    expect(detail.get_by_role("link", name=f"…{task.sid[-3:]}").first).to_be_visible()


def test_a_callback_tells_what_it_tells_of_and_what_its_answer_caused(
    world, callbacks, traffic, expect
):
    world.task(language="es")

    traffic.row("out assignment").click()

    [entry] = [one for one in world.callbacks if one.kind == "assignment"]
    detail = traffic.detail(entry.number)
    expect(detail).to_contain_text("Instruction accept")
    expect(detail).to_contain_text("reservation.accepted")
    expect(detail.get_by_role("link", name=f"event {entry.event}")).to_be_visible()
    detail.get_by_role("link", name=re.compile("^#")).first.click()
    expect(traffic.detail(entry.number)).to_have_count(0)
    expect(traffic.grid.get_by_role("row", selected=True)).to_contain_text("POST")


def test_words_find_entries(world, traffic, expect):
    for name in ("anna", "boris"):
        world.task(language="fr", name=name)
    expect(traffic.row("POST …/Tasks")).to_have_count(2)

    traffic.region.get_by_role("textbox", name="Find in traffic").fill("boris")

    expect(traffic.row("POST …/Tasks")).to_have_count(1)
    traffic.region.get_by_role("textbox", name="Find in traffic").fill("nobody")
    expect(traffic.region).to_contain_text("Nothing with all these words.")


def test_a_long_journal_is_read_by_keyboard_and_older_entries_on_demand(
    world, console, traffic, expect
):
    world.task(language="fr", number="the first")
    for number in range(520):
        world.task(language="fr", number=number)
    expect(traffic.row("POST …/Tasks").last).to_be_visible()
    console.reload()
    expect(traffic.region).to_contain_text("the last 500 entries")

    traffic.grid.get_by_role("row").last.focus()
    console.keyboard.press("Home")

    expect(traffic.region).not_to_contain_text("the last")
    console.keyboard.press("Home")
    console.keyboard.press("j")
    console.keyboard.press("k")
    console.keyboard.press("Enter")
    expect(traffic.grid.get_by_role("row", selected=True)).to_be_focused()
    console.keyboard.press("Escape")
    expect(traffic.grid.get_by_role("row", selected=True)).to_have_count(0)


def test_a_cleared_journal_is_empty(world, traffic, expect):
    world.task(language="fr")
    expect(traffic.row("POST …/Tasks")).to_be_visible()

    world.clear_journal()

    expect(traffic.region).to_contain_text("None came yet")


def test_a_request_is_verified_as_a_test_would(world, console, traffic, expect):
    world.task(language="fr")
    traffic.row("POST …/Tasks").click()
    traffic.region.get_by_role("button", name="Verify…").last.click()
    dialog = console.get_by_role("dialog", name="Verify")

    dialog.get_by_role("button", name="Verify").click()
    expect(dialog.get_by_role("status")).to_contain_text("It is so.")
    dialog.get_by_label("Times").fill("3")
    dialog.get_by_role("button", name="Verify").click()

    expect(dialog.get_by_role("status")).to_contain_text("3 times, but it came once")


def test_hostile_text_is_text(world, console, traffic, axe, expect):
    world.task(language="fr", name=HOSTILE)

    traffic.row("POST …/Tasks").click()

    expect(traffic.region.get_by_role("region").get_by_text("onerror")).to_be_visible()
    expect(console.locator("img")).to_have_count(0)
    axe(console)
