"""The page of faults: what is planned to go wrong, and whom it met."""

import re

import pytest
from twilio.base.exceptions import TwilioRestException

pytestmark = pytest.mark.mocktr(seed="support")


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def faults(console, expect):
    console.get_by_role("link", name="Faults").click()
    expect(console.get_by_role("heading", name="What they hit")).to_be_visible()
    return console


def test_a_preset_plans_what_it_says(world, faults, expect):
    faults.get_by_role("button", name="The next create fails with 503").click()

    faults.get_by_role("button", name="Plan it").click()

    row = faults.get_by_role("table", name="Rules").get_by_role("row").nth(1)
    expect(row).to_contain_text("POST /Tasks requeststhe next onethe answer is 503")
    with pytest.raises(TwilioRestException, match="503"):
        world.task(language="es")
    expect(row).to_contain_text("1, spent")
    hit = faults.get_by_role("table", name="What they hit").get_by_role("row").nth(1)
    expect(hit).to_contain_text(re.compile(r"POST /v1/Workspaces/\w+/Tasks.*503"))


def test_what_cannot_be_is_told_at_the_form_and_nothing_is_planned(world, faults, watch, expect):
    watch.expect("status of 400")
    faults.get_by_role("combobox", name="Effect", exact=True).select_option("lose")
    faults.get_by_role("spinbutton", name="Status").fill("")

    faults.get_by_role("button", name="Plan it").click()

    expect(faults.get_by_role("alert")).to_contain_text("lose is for callbacks")
    assert world.faults == []


def test_a_rule_is_taken_away_and_all_are_by_keyboard(world, faults, expect):
    for status in (429, 500, 503):
        world.fault(path="/Tasks", status=status)

    faults.get_by_role("button", name="Remove fault 2").press("Enter")
    expect(faults.get_by_role("button", name="Remove fault 2")).to_have_count(0)
    faults.get_by_role("button", name="Clear all").press("Enter")

    expect(faults.get_by_text("Nothing is planned to go wrong.")).to_be_visible()
    assert world.faults == []


def test_a_hostile_path_is_text_and_everybody_can_use_the_page(world, faults, axe, expect):
    hostile = "/<img src=x onerror=alert(1)>"
    world.fault(path=hostile, effect="cut", every=3, times=2)

    expect(faults.get_by_role("cell", name=re.compile("onerror"))).to_contain_text(hostile)
    axe(faults)
