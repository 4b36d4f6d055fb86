"""The page of coverage: each workflow as a tree, with what was seen and what never was."""

import re

import pytest

pytestmark = pytest.mark.mocktr(seed="support")


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def coverage(console, expect):
    console.get_by_role("link", name="Coverage").click()
    expect(console.get_by_role("heading", name="Exercised")).to_be_visible()
    return console


@pytest.fixture
def branch(coverage):
    """Finds a branch, with all that lies below it, by the start of what it is called."""
    return lambda name: coverage.get_by_role("listitem").filter(has_text=re.compile(f"^{name}"))


def test_each_branch_says_what_was_seen_and_what_never_was(world, branch, expect):
    world.task(language="es")
    world.task(language="es")

    expect(branch("filter 2 'Spanish'")).to_contain_text(
        re.compile("^filter 2 'Spanish'matched 2never passed")
    )
    expect(branch("filter 2 'Spanish'").get_by_role("listitem").first).to_contain_text("entered 2")
    expect(branch("filter 3")).to_contain_text("never matched")


def test_what_was_exercised_can_be_left_out(world, coverage, branch, expect):
    world.task(language="es")
    expect(branch("queue Spanish")).to_contain_text("entered 1")

    coverage.get_by_role("radio", name="Never exercised").click()

    expect(branch("queue Spanish")).to_have_count(0)
    expect(branch("queue English")).to_contain_text("never entered")


def test_to_forget_wants_a_word(world, coverage, branch, steer, expect):
    world.task(language="es")
    expect(branch("queue Spanish")).to_contain_text("entered 1")
    coverage.get_by_role("button", name="Forget").click()
    dialog = coverage.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("forget")

    steer(dialog.get_by_role("button", name="Forget what was exercised"))

    expect(branch("queue Spanish")).to_contain_text("never entered")
    assert world.coverage()["exercised"] == 0


def test_everybody_can_use_the_page(world, coverage, branch, axe, expect):
    world.task(language="es")
    expect(branch("queue Spanish")).to_contain_text("entered 1")

    axe(coverage)
