"""The board: who waits, who works, why, and what the clock does to all that."""

import re
from threading import Event

import pytest

pytestmark = pytest.mark.mocktr(seed="support")

TASK = re.compile("^Task …")


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


def chips(line):
    return line.get_by_role("button", name=TASK)


def test_a_task_that_comes_stands_in_its_line_without_asking(world, console, board, expect):
    world.task(language="es")

    expect(chips(board.line("Spanish"))).to_have_accessible_name(re.compile("offered to bob"))


def test_those_who_wait_stand_in_the_order_of_the_server(world, console, board, expect):
    world.task(language="es")
    waiting = [world.task(language="es", priority=priority).sid[-3:] for priority in (1, 9, 5)]

    first, second, third = waiting[1], waiting[2], waiting[0]

    expect(chips(board.line("Spanish"))).to_have_count(4)
    expect(chips(board.line("Spanish"))).to_contain_text([first, second, third, "offered to"])


def test_a_worker_who_goes_away_is_away(world, console, board, expect):
    expect(board.worker("alice")).to_contain_text("Available")

    world.workspace.workers(world.worker_sid("alice")).update(
        activity_sid=world.workspace.activities.list(friendly_name="Offline")[0].sid
    )

    expect(board.worker("alice")).to_contain_text("Offline")


def test_a_click_tells_why_a_task_waits(world, console, board, inspector, expect):
    world.task(language="es")
    world.task(language="es")

    board.line("Spanish").get_by_role("button", name=re.compile("waits")).click()

    expect(inspector.get_by_role("heading", name="Task")).to_be_visible()
    expect(inspector).to_contain_text("Nobody can take it now.")
    filters = inspector.get_by_role("table", name="Filters").get_by_role("row")
    expect(filters).to_contain_text(["Priority customers", "Spanish"])
    expect(inspector.get_by_role("row", name=re.compile("^bob"))).to_contain_text(
        "busy, default 1 of 1"
    )
    expect(inspector.get_by_role("row", name="POST …/Tasks")).to_contain_text("201")


def test_the_address_brings_back_what_is_shown(world, console, board, inspector, page, expect):
    task = world.task(language="es")
    chips(board.line("Spanish")).first.click()
    expect(page).to_have_url(re.compile(task.sid))

    page.reload()

    expect(inspector.get_by_text("offered to bob").first).to_be_visible()


def test_the_clock_goes_on_by_a_button_and_comes_back(world, console, board, steer, expect):
    world.task(language="es")
    clock = console.get_by_role("region", name="Clock")

    steer(clock.get_by_role("button", name="+1 min"))

    expect(clock).to_contain_text("09:01:00")
    clock.get_by_role("button", name="Undo").click()
    expect(clock).to_contain_text("09:00:00")
    expect(chips(board.line("Spanish"))).to_contain_text(["offered to"])


def test_the_next_timer_is_told_and_gone_to(world, console, board, steer, expect):
    world.task(language="es")
    following = console.get_by_role("button", name="Next timer")
    expect(following).to_contain_text("09:02:00")

    steer(following)

    expect(board.worker("bob")).to_contain_text("Offline")


def test_words_find_tasks(world, console, board, expect):
    for name in ("anna", "boris"):
        world.task(language="fr", name=name)
    expect(chips(board.line("Everyone"))).to_have_count(2)

    console.get_by_role("textbox", name="Filter tasks").fill("boris")

    expect(chips(board.line("Everyone"))).to_have_count(1)


def test_an_expression_finds_tasks(world, console, board, expect):
    for number in (1, 2, 3):
        world.task(language="fr", number=number)

    console.get_by_role("textbox", name="Filter tasks").fill("number > 1")

    expect(console.get_by_text("true of 2 tasks of 3")).to_be_visible()
    expect(chips(board.line("Everyone"))).to_have_count(2)


def test_a_view_that_is_paused_stands_still(world, console, board, expect):
    console.keyboard.press("p")
    world.task(language="es")
    expect(console.get_by_role("button", name=re.compile("Paused, . new"))).to_be_visible()
    expect(chips(board.line("Spanish"))).to_have_count(0)

    console.keyboard.press("p")

    expect(chips(board.line("Spanish"))).to_have_count(1)


def test_routing_that_is_held_goes_on_by_single_steps(world, console, board, steer, expect):
    routing = console.get_by_role("region", name="Routing")
    routing.get_by_role("radio", name="Held").click()
    expect(routing.get_by_role("radio", name="Held")).to_be_checked()
    world.task(language="es")
    expect(chips(board.line("Spanish"))).to_have_accessible_name(re.compile("waits"))

    steer(routing.get_by_role("button", name="Step"))

    expect(chips(board.line("Spanish"))).to_have_accessible_name(re.compile("offered to bob"))


def test_a_task_is_accepted_and_completed_by_hand(world, console, board, inspector, steer, expect):
    task = world.task(language="es")
    chips(board.line("Spanish")).first.click()

    steer(inspector.get_by_role("button", name="Accept"))
    inspector.get_by_role("button", name="Complete").click()

    expect(inspector.get_by_text("completed", exact=True).first).to_be_visible()
    assert task.fetch().assignment_status == "completed"


def test_a_task_is_canceled_by_hand_and_that_is_undone(
    world, console, board, inspector, steer, expect
):
    world.task(language="fr")
    chips(board.line("Everyone")).first.click()

    steer(inspector.get_by_role("button", name="Cancel", exact=True))
    expect(chips(board.line("Everyone"))).to_have_count(0)
    console.get_by_role("status").get_by_role("button", name="Undo").click()

    expect(chips(board.line("Everyone"))).to_have_count(1)


def test_a_callback_on_its_way_is_shown_and_holds_up_no_look(world, console, board, steer, expect):
    answered = Event()
    world.sandbox.on_event(lambda call: answered.wait(20) and None)
    world.workspace.update(event_callback_url="http://app.test/events")
    world.task(language="es")

    expect(console.get_by_title(re.compile("callbacks? on the way"))).to_be_visible()
    expect(chips(board.line("Spanish"))).to_have_count(1)
    steer(console.get_by_role("button", name="+10 s"))
    expect(console.get_by_text(re.compile("waits for \\d callback"))).to_be_visible()
    answered.set()

    expect(console.get_by_title(re.compile("on the way"))).to_have_count(0)
    expect(console.get_by_text("09:00:10Z")).to_be_visible()


def test_a_reset_is_told(world, console, board, expect):
    world.task(language="es")
    expect(chips(board.line("Spanish"))).to_have_count(1)

    world.reset()

    expect(console.get_by_text("The world is another one")).to_be_visible()
    expect(chips(board.line("Spanish"))).to_have_count(0)


def test_a_world_that_a_test_uses_is_left_alone_unless_told(world, console, steer, expect):
    world.task(language="es")
    clock = console.get_by_role("region", name="Clock")
    asked = []
    console.on("request", lambda one: asked.append(one.url) if "/journal?kind" in one.url else None)

    clock.get_by_role("button", name="+1 min").dblclick()
    expect(
        console.get_by_text(re.compile("A test seems to be using AC…0001: . requests"))
    ).to_be_visible()
    assert len(asked) == 1
    console.get_by_role("button", name="Leave it").click()
    expect(clock).to_contain_text("09:00:00")
    steer(clock.get_by_role("button", name="+1 min"))
    expect(clock).to_contain_text("09:01:00")
    clock.get_by_role("button", name="+10 s").click()

    expect(clock).to_contain_text("09:01:10")


def test_a_task_is_made_by_hand(console, board, inspector, expect):
    console.keyboard.press("t")
    console.get_by_label("Attributes").fill('{"language": "es"}')
    console.get_by_label("Priority").fill("7")
    console.get_by_role("button", name="Create").click()

    expect(chips(board.line("Spanish"))).to_have_accessible_name(re.compile("offered to bob"))
    expect(inspector).to_contain_text("P7")


def test_what_the_server_refuses_is_told(world, console, board, inspector, steer, watch, expect):
    world.task(language="es")
    chips(board.line("Spanish")).first.click()
    inspector.get_by_role("button", name="Edit").click()
    console.get_by_role("textbox", name="Attributes").fill("[")

    steer(console.get_by_role("button", name="Save"))

    expect(console.get_by_text(re.compile("Attributes"))).not_to_have_count(0)
    expect(console.get_by_role("dialog")).to_be_visible()


def test_a_worker_tells_which_queues_they_are_in_and_goes_away_by_hand(
    console, board, inspector, expect
):
    board.worker("bob").get_by_role("link", name="bob").click()
    expect(
        inspector.get_by_role("row", name=re.compile("^Experts tier >= 2 is false"))
    ).to_be_visible()

    inspector.get_by_role("button", name="Another activity").click()
    console.get_by_role("menuitemradio", name="Offline").click()

    expect(board.worker("bob")).to_contain_text("Offline")


def test_a_worker_begins_to_act_by_themselves(world, console, board, inspector, expect):
    board.worker("bob").get_by_role("link", name="bob").click()
    inspector.get_by_role("button", name="Behaviour").click()
    console.get_by_label(re.compile("^Behaviour")).fill('{"accept_after": 3}')
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_text("bob behaves so from the next offer on")).to_be_visible()

    world.task(language="es")
    world.advance(seconds=3)

    expect(board.line("Spanish")).to_contain_text("1 in hand")


def test_a_queue_tells_who_is_in_it(world, console, board, inspector, expect):
    world.task(language="es")
    world.task(language="es")

    board.line("Spanish").get_by_role("link", name="Spanish").click()

    expect(inspector).to_contain_text("1 wait")
    expect(inspector.get_by_role("row", name=re.compile("^bob"))).to_be_visible()
    expect(
        inspector.get_by_role("row", name=re.compile('^alice languages HAS "es" is false'))
    ).to_be_visible()


def test_a_workflow_tells_what_was_exercised(world, console, inspector, expect):
    world.task(language="es")
    console.keyboard.press("Control+k")
    expect(console.get_by_role("combobox")).to_be_focused()
    console.keyboard.type("By language")
    console.get_by_role("option", name=re.compile("^By language")).click()

    expect(inspector.get_by_role("row", name=re.compile("filter 2 .*matched"))).to_be_visible()


def test_the_table_has_all_tasks(world, console, expect):
    for number in range(60):
        world.task(language="fr", number=number)

    console.get_by_role("radio", name="Table").click()
    grid = console.get_by_role("grid", name="Tasks")

    expect(grid).to_have_attribute("aria-rowcount", "61")
    grid.get_by_role("row").nth(1).focus()
    console.keyboard.press("End")
    expect(grid.get_by_role("row", selected=False).last).to_be_focused()
    console.keyboard.press("Enter")
    expect(console.get_by_role("complementary", name="Inspector")).to_be_visible()


def test_a_command_is_copied_as_others_do_it(world, console, board, inspector, context, expect):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    task = world.task(language="es")
    chips(board.line("Spanish")).first.click()

    inspector.get_by_role("button", name="Copy as").click()
    console.get_by_role("menuitem", name=re.compile("mocktr ctl")).click()

    expect(console.get_by_text("Copied as mocktr ctl")).to_be_visible()
    assert console.evaluate("navigator.clipboard.readText()") == (
        f"mocktr ctl --url {world.url} --account {world.account_sid} explain {task.sid}"
    )


def test_where_no_page_may_copy_the_text_is_shown(world, console, board, inspector, expect):
    console.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    task = world.task(language="es")
    chips(board.line("Spanish")).first.click()

    inspector.get_by_role("button", name="Copy SID").click()

    expect(console.get_by_role("textbox", name="Text to copy")).to_have_value(task.sid)


def test_calls_that_go_on_stand_on_the_board(world, console, axe, expect):
    world.on_call(lambda asked: "<Response><Enqueue>support</Enqueue></Response>")
    calls = console.get_by_role("region", name="Calls")
    expect(calls).to_have_count(0)

    call = world.call_in("+15550100", "+15550199")

    expect(calls.get_by_role("row")).to_contain_text(
        re.compile(r"\+15550100 → \+15550199\s*waits in support")
    )
    axe(console)
    calls.get_by_role("button", name="Hang up").click()
    expect(calls).to_have_count(0)
    assert call.status == "completed"
