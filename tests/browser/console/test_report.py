"""A report: the console from a file, as it was at that moment, without a server."""

import json
import re

import pytest

pytestmark = pytest.mark.mocktr(seed="support")

NASTY = "</script><img src=x onerror=document.title=1>"


@pytest.fixture
def origins():
    """It is a file, and asks nobody."""
    return ["file://"]


@pytest.fixture
def report(page, taskrouter, tmp_path, expect):
    """The page of a world in which something happened, from a file."""
    taskrouter.task(language="es", name=NASTY)
    taskrouter.task(language="es")
    taskrouter.advance(30)
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(taskrouter.report(tmp_path / "world.html", "My test").as_uri())
    expect(page.get_by_role("list", name="Lines")).to_be_visible()
    return page


@pytest.fixture
def inside(report):
    """The page, with what is at its right."""
    return report.get_by_role("complementary", name="Inspector")


def test_the_board_stands_as_it_was(report, axe, expect):
    line = report.get_by_role("list", name="Lines").get_by_role("listitem", name="Spanish")

    expect(line.get_by_role("button")).to_have_count(2)
    expect(report.get_by_role("region", name="Clock")).to_contain_text("09:00:30")
    expect(report.get_by_text("My test")).to_be_visible()
    assert report.title() == "My test"
    axe(report)


def test_each_task_tells_why_it_is_where_it_is(report, inside, expect):
    report.get_by_role("button", name=re.compile("offered to bob")).click()

    expect(inside).to_contain_text("It is offered to bob")
    expect(inside.get_by_role("row", name="POST …/Tasks")).to_contain_text("201")
    assert report.locator("img").count() == 0


def test_a_worker_and_a_queue_are_explained(report, inside, expect):
    report.get_by_role("link", name="dave").click()
    expect(inside).to_contain_text("dave is offered nothing while Offline")

    report.get_by_role("link", name="Spanish").first.click()
    expect(inside).to_contain_text("Members")


def test_what_overlapped_stands_on_the_timeline(report, expect):
    report.get_by_role("link", name="Timeline").click()

    expect(report.get_by_role("button", name=re.compile("^offer bob"))).to_be_visible()
    report.get_by_role("radio", name="Queues").click()
    expect(report.get_by_role("button", name=re.compile("^wait")).last).to_be_visible()


def test_events_are_found_and_told_whole(report, expect):
    report.get_by_role("link", name="Events").click()
    report.get_by_role("textbox", name="Find events").fill("bob created")
    rows = report.get_by_role("grid", name="Events").get_by_role("row")
    expect(rows).to_have_count(2)

    rows.nth(1).click()

    expect(report.get_by_label("Event data")).to_contain_text("bob")


def test_traffic_tells_what_each_request_caused(report, expect):
    report.get_by_role("link", name="Traffic").click()
    report.get_by_role("grid", name="Traffic").get_by_role("row").nth(1).click()

    entry = report.get_by_role("region", name=re.compile(r"^Entry \d"))
    expect(entry).to_contain_text("reservation.created")
    expect(report.get_by_role("button", name="Verify")).to_have_count(0)


def test_nothing_can_be_done_to_it(report, expect):
    expect(report.get_by_role("button", name="+10 s")).to_be_disabled()
    expect(report.get_by_role("link", name="Playground")).to_have_count(0)
    expect(report.get_by_role("button", name="+ Task")).to_have_count(0)


def test_who_runs_no_scripts_sees_it_too(browser, taskrouter, tmp_path, expect):
    taskrouter.task(language="es")
    path = taskrouter.report(tmp_path / "world.html", "My test")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(path.as_uri())

    expect(page.get_by_role("heading", name="Queues")).to_be_visible()
    expect(page.get_by_role("heading", name="Traffic")).to_be_visible()
    documents = page.locator("#documents").text_content()
    assert json.loads(documents)["board"]["counts"]["tasks"] == 1
    context.close()
