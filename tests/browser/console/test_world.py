"""The page of the world: accounts, what is kept of it, what came of it, and what serves it."""

import json
import re

import pytest
import yaml

pytestmark = pytest.mark.mocktr(seed="support")

HOSTILE = "<b id=hostile>x"


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def shown(console, expect):
    console.get_by_role("link", name="World").click()
    expect(console.get_by_role("heading", name="This world")).to_be_visible()
    return console


@pytest.fixture
def view(shown):
    """Goes to one of the page's views, by the start of its name."""
    return lambda name: shown.get_by_role("radio", name=re.compile(f"^{name}")).click()


def test_a_world_that_is_kept_comes_back(world, shown, expect):
    shown.get_by_label("Name of the snapshot").fill("quiet")
    shown.get_by_role("button", name="Take").click()
    restore = shown.get_by_role("button", name="Restore quiet")
    expect(restore).to_be_visible()
    shown.get_by_role("button", name="+1 h").click()
    expect(shown.get_by_role("row", name=re.compile("^quiet"))).to_contain_text("1:00 h ago")

    restore.click()

    expect(shown.get_by_text("The world is that of quiet")).to_be_visible()
    assert world.now.hour == 9


def test_what_is_lost_for_good_wants_a_word(world, shown, expect):
    world.snapshot(HOSTILE)
    shown.get_by_role("button", name=f"Delete {HOSTILE}").click()
    dialog = shown.get_by_role("dialog", name="Delete the snapshot")
    agree = dialog.get_by_role("button", name="Delete the snapshot")
    expect(agree).to_be_disabled()

    dialog.get_by_role("textbox").fill("delete")
    agree.click()

    expect(shown.get_by_text("No snapshot is kept.")).to_be_visible()
    assert shown.locator("#hostile").count() == 0


def test_a_state_goes_to_a_file_and_comes_from_it(world, shown, steer, tmp_path, expect):
    task = world.task(language="es")
    with shown.expect_download() as download:
        shown.get_by_role("button", name="Save state").click()
    path = tmp_path / "state.json"
    download.value.save_as(path)
    steer(shown.get_by_role("button", name="Reset"))
    expect(shown.get_by_text("The world began anew")).to_be_visible()
    assert world.workspace.tasks.list() == []

    shown.get_by_label("Load state").set_input_files(path)

    expect(shown.get_by_text("The world is that of state.json")).to_be_visible()
    assert [one.sid for one in world.workspace.tasks.list()] == [task.sid]


def test_a_seed_goes_to_a_file(world, shown):
    with shown.expect_download() as download:
        shown.get_by_role("button", name="Save seed").click()

    saved = json.loads(download.value.path().read_text())
    assert saved == yaml.safe_load(yaml.safe_dump(world.seed()))


def test_a_file_that_is_no_world_is_told_of_and_changes_nothing(world, shown, watch, expect):
    watch.expect("status of 400")
    before = world.state()
    for text, said in (("no JSON", "expected a JSON object"), ("{}", "")):
        file = {"name": "odd.json", "mimeType": "application/json", "buffer": text.encode()}
        shown.get_by_label("Load state").set_input_files(file)
        expect(shown.get_by_role("alert")).to_contain_text(said)

    assert world.state() == before


@pytest.fixture
def refused(world):
    """A callback that nobody answers, and the alert that it makes."""
    world.workspace.workflows.list()[0].update(assignment_callback_url="http://127.0.0.1:9/none")
    world.task(language="es", topic=HOSTILE)
    world.settle()


def test_alerts_are_listed_with_what_was_sent(refused, shown, view, expect):
    view("Alerts")
    shown.get_by_role("row", name=re.compile("assign|11200|Callback")).first.click()

    alert = shown.get_by_role("region", name="Alert", exact=True)
    expect(alert).to_contain_text("http://127.0.0.1:9/none")
    expect(alert).to_contain_text("ReservationSid")
    alert.get_by_role("button", name="Close the alert").click()
    expect(alert).to_have_count(0)


def test_the_server_says_how_clients_are_led_to_it(world, shown, view, expect):
    view("Server")

    python = shown.get_by_label("Python", exact=True)
    expect(python).to_contain_text(f'base_url = "{world.url}"')
    expect(python).to_contain_text(world.account_sid)
    expect(shown.get_by_role("row", name=re.compile("^clock"))).to_contain_text("manual")


def test_everybody_can_use_each_view(refused, world, shown, view, axe, expect):
    world.snapshot("quiet")
    for name, wanted in (
        ("World", "Snapshots"),
        ("Alerts", "Alerts"),
        ("Calls", "Calls"),
        ("Agents", "Agents' pages"),
        ("Server", "Clients"),
    ):
        view(name)
        expect(shown.get_by_role("region", name=wanted, exact=True)).to_be_visible()
        axe(shown)


def test_the_world_begins_anew_from_another_seed(world, shown, watch, axe, expect):
    watch.expect("status of 400")
    shown.get_by_label("Seed", exact=True).select_option("YAML")
    yaml_text = shown.get_by_label("The seed as YAML")
    yaml_text.fill("workspaces:\n  - friendly_name: Desk\n    workers: [{name: zoe}]\n")
    begin = shown.get_by_role("button", name="Begin anew")
    begin.click()
    expect(shown.get_by_role("alert")).to_contain_text("seed:3: workspaces[0].workers[0]")
    axe(shown)

    yaml_text.fill(yaml_text.input_value().replace("name: zoe", "friendly_name: zoe"))
    begin.click()

    expect(shown.get_by_role("button", name="Workspace Desk")).to_be_visible()
    assert [row["name"] for row in world.board()["workers"]] == ["zoe"]
    shown.get_by_role("button", name="Undo", exact=True).first.click()
    expect(shown.get_by_role("button", name=re.compile("^Workspace Support"))).to_be_visible()


def test_what_is_other_than_a_snapshot_is_told_field_by_field(world, shown, axe, expect):
    world.snapshot("before")
    shown.get_by_role("button", name="Compare before").click()
    dialog = shown.get_by_role("dialog", name="What is other than before")
    expect(dialog).to_contain_text("Nothing is other.")

    world.task(language="es")
    world.advance(130)

    worker = dialog.get_by_role("group").filter(has_text="worker bob")
    expect(worker.last).to_contain_text("activity_nameAvailable → Offline")
    expect(dialog).to_contain_text(re.compile("task ….* added"))
    axe(shown)
