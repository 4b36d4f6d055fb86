"""The playground: expressions, tasks that are not created, and workflows that are edited."""

import json
import re

import pytest

pytestmark = pytest.mark.mocktr(seed="support")

HOSTILE = "<b id=hostile>x</b>\u202e"


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def playground(console, expect):
    console.get_by_role("link", name="Playground").click()
    expect(console.get_by_role("radio", name="Expression")).to_be_visible()
    return console


@pytest.fixture
def expression(playground):
    return playground.get_by_role("textbox", name="Expression")


# --- an expression


def test_an_expression_is_told_part_by_part_as_a_worker_sees_it(playground, expression, expect):
    playground.get_by_role("combobox", name="Evaluate for").select_option("bob")

    expression.fill('languages HAS "es" AND level == null')

    parts = playground.get_by_role("table", name="Parts").get_by_role("row")
    expect(parts).to_contain_text(
        [
            "Part",
            "true",
            re.compile(r'^languages HAS "es"truelanguages is \[.*"es".*\]'),
            "level is null",
        ]
    )


def test_those_it_is_true_of_are_listed_workers_or_tasks(world, playground, expression, expect):
    task = world.task(language="es")
    matches = playground.get_by_role("region", name="Matches")

    expression.fill('languages HAS "es"')
    expect(matches.get_by_role("link", name="bob")).to_be_visible()
    expression.fill('language == "es"')
    matches.get_by_role("radio", name="Tasks").click()

    expect(matches).to_contain_text("1 of 1")
    matches.get_by_role("link").click()
    inspector = playground.get_by_role("complementary", name="Inspector")
    expect(inspector).to_contain_text(task.sid[-3:])


def test_a_mistake_is_told_where_it_is(playground, expression, watch, expect):
    watch.expect("status of 400")

    expression.fill("level >")

    expect(playground.get_by_role("alert")).to_contain_text("expression: line 1:7")
    expect(playground.get_by_role("alert")).to_contain_text("^")


def test_words_of_the_language_are_offered(playground, expression, watch, expect):
    watch.expect("status of 400")
    expression.press_sequentially("language CON")

    expect(playground.get_by_role("option", name=re.compile("^CONTAINS"))).to_be_visible()
    expect(playground.get_by_role("alert")).to_contain_text("CON")


# --- a task


@pytest.fixture
def what_if(playground):
    playground.get_by_role("radio", name="What if").click()
    return playground


def test_what_would_become_of_a_task_is_told_and_nothing_is_created(world, what_if, expect):
    what_if.get_by_role("textbox", name="Attributes").fill('{"language": "es"}')

    told = what_if.get_by_role("region", name="What would become of it")
    expect(told).to_contain_text("It is offered to bob")
    filters = told.get_by_role("table", name="Filters").get_by_role("row")
    expect(filters).to_contain_text(["Priority customers", "Spanish"])
    assert world.workspace.tasks.list() == []


def test_a_key_on_a_task_begins_with_what_it_has(world, console, expect):
    world.task(language="fr", topic="billing")
    console.get_by_role("button", name=re.compile("^Task …")).click()
    expect(console.get_by_role("heading", name="How it came here")).to_be_visible()

    console.keyboard.press("w")

    attributes = console.get_by_role("textbox", name="Attributes")
    expect(attributes).to_contain_text('"topic": "billing"')
    expect(console.get_by_role("region", name="What would become of it")).to_contain_text(
        "Everyone"
    )


def test_attributes_that_are_no_object_are_not_asked_about(what_if, expect):
    what_if.get_by_role("textbox", name="Attributes").fill("[1]")

    expect(what_if.get_by_text("Attributes are a JSON object.")).to_be_visible()


# --- a workflow


@pytest.fixture
def workflow(playground, expect):
    playground.get_by_role("radio", name="Workflow").click()
    text = playground.get_by_role("textbox", name="Configuration")
    expect(text).to_contain_text("task_routing")
    return text


def everything_to(queue):
    return json.dumps({"task_routing": {"filters": [], "default_filter": {"queue": queue}}})


def test_an_edited_workflow_is_tried_on_those_who_wait_and_published(
    world, playground, workflow, steer, expect
):
    world.task(language="es")
    waits = world.task(language="es")

    workflow.fill(everything_to("English"))

    run = playground.get_by_role("region", name="Dry run")
    expect(run).to_contain_text("2 of 2 tasks that wait would go elsewhere")
    row = run.get_by_role("row", name=re.compile(waits.sid[-3:]))
    expect(row).to_contain_text("English: the default filter")
    steer(playground.get_by_role("button", name="Publish"))
    expect(playground.get_by_text(re.compile("^Published"))).to_be_visible()
    [published] = world.workspace.workflows.list()
    assert json.loads(published.configuration)["task_routing"]["filters"] == []


def test_what_is_wrong_with_it_is_told_and_it_is_not_published(playground, workflow, expect):
    workflow.fill(everything_to("Nowhere"))

    findings = playground.get_by_role("list", name="Findings")
    expect(findings).to_contain_text("task_routing.default_filter.queue")
    expect(findings).to_contain_text("'Nowhere'")
    expect(playground.get_by_role("button", name="Publish")).to_be_disabled()
    workflow.fill("{")
    expect(findings).to_contain_text("JSON")


def test_what_was_written_stays_until_it_is_taken_back(playground, workflow, expect):
    workflow.fill(everything_to("English"))
    playground.get_by_role("radio", name="Expression").click()
    playground.get_by_role("radio", name="Workflow").click()
    expect(workflow).to_contain_text("English")
    expect(workflow).not_to_contain_text("Priority customers")

    playground.get_by_role("button", name="Take back").click()

    expect(workflow).to_contain_text("Priority customers")


# --- for everybody


def test_everybody_can_use_each_view(world, playground, expression, axe, expect):
    world.task(language="es", topic=HOSTILE)
    playground.get_by_role("combobox", name="Evaluate for").select_option("bob")
    expression.fill('language == "es" OR languages HAS "es"')
    playground.get_by_role("radio", name="Tasks").click()
    expect(playground.get_by_role("region", name="Matches")).to_contain_text("hostile")
    expect(playground.get_by_role("table", name="Parts")).to_be_visible()
    axe(playground)
    playground.get_by_role("radio", name="What if").click()
    expect(playground.get_by_role("table", name="Filters")).to_be_visible()
    axe(playground)
    playground.get_by_role("radio", name="Workflow").click()
    expect(playground.get_by_role("table", name="Dry run")).to_be_visible()
    axe(playground)

    assert playground.locator("#hostile").count() == 0
