"""The page as a whole: how it comes and stays, for everybody, and with bad neighbours."""

import re
from contextlib import contextmanager
from threading import Thread

import pytest
from werkzeug.serving import make_server

from mocktr import Sandbox, Server
from mocktr.fixture.taskrouter import TaskRouter
from mocktr.web import Application

pytestmark = pytest.mark.mocktr(seed="support")

TOKEN = "s3cret/#+"


@pytest.fixture
def world(taskrouter_server):
    return taskrouter_server


@pytest.fixture
def serve(page, watch):
    """Starts a server of the test's own, whom its page may ask, which leaves it unless it stays."""

    @contextmanager
    def serve(sandbox=None, stays=False, **options):
        with Server(sandbox, **options) as server:
            watch.origins.append(server.url)
            yield server
            if not stays:
                # A page that loses its server says so in the browser's console.
                page.goto("about:blank")

    return serve


@pytest.fixture
def live(expect):
    def live(page):
        expect(page.get_by_text("Live", exact=True)).to_be_visible()

    return live


# --- how it comes


def test_the_address_of_the_server_leads_to_the_page(world, page, live, expect):
    page.goto(world.url)

    live(page)
    expect(page).to_have_url(re.compile(f"^{world.url}/mocktr/#/AC"))


def test_a_token_in_the_address_opens_it_and_is_taken_out_of_the_address(page, serve, live):
    with serve(seed="support", admin_token=TOKEN) as server:
        page.goto(server.console_url)
        live(page)
        url = page.url
        page.reload()
        live(page)

    assert "token" not in url


def test_without_the_token_it_asks_for_it(page, serve, live, watch, expect):
    watch.expect("status of 401")
    with serve(seed="support", admin_token=TOKEN) as server:
        page.goto(f"{server.url}/mocktr/")
        page.get_by_label("This server wants its admin token:").fill(TOKEN)
        page.get_by_role("button", name="Open").click()

        live(page)
        expect(page.get_by_role("listitem", name="Spanish")).to_be_visible()


def test_one_that_only_looks_offers_nothing_to_do(page, serve, live, expect):
    with serve(seed="support", console="look") as server:
        page.goto(server.console_url)
        live(page)
        clock = page.get_by_role("region", name="Clock")

        expect(clock.get_by_role("button", name="+1 min")).to_be_disabled()
        expect(page.get_by_role("button", name="+ Task")).to_have_count(0)
        page.keyboard.press("n")
        expect(clock).to_contain_text("09:00:00")


def test_a_newcomers_world_is_shown_as_one(page, serve, live, expect):
    with serve(seed="support") as server:
        page.goto(server.console_url)
        live(page)

        expect(page.get_by_text("No account has asked for anything yet.")).to_be_visible()
        expect(page.get_by_role("listitem", name="bob")).to_be_visible()


def test_each_account_has_its_own_world(page, serve, live, expect):
    with Sandbox(seed="support") as sandbox, serve(sandbox) as server:
        for digit in "ab":
            sandbox.tenant(f"AC{digit * 32}")
        page.goto(server.console_url)
        live(page)
        page.set_viewport_size({"width": 1600, "height": 900})
        page.get_by_role("button", name=re.compile("^Account ACa")).click()
        page.get_by_role("menuitemradio", name=re.compile("AC…bbbb")).click()

        expect(page.get_by_role("button", name=re.compile("^Account ACb"))).to_be_visible()
        expect(page).to_have_url(re.compile("/ACbbbb"))


# --- how it stays


def test_when_the_server_is_gone_it_says_so_and_when_it_is_back_it_goes_on(
    page, serve, live, watch, expect
):
    watch.expect("Failed to load resource|ERR_")
    with serve(seed="support", tenants="one", stays=True) as server:
        page.goto(server.console_url)
        live(page)
        port = server.http.port

    expect(page.get_by_role("alert")).to_contain_text("Not live since")
    page.wait_for_event("requestfailed")
    with serve(seed="support", tenants="one", port=port):
        live(page)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_where_no_stream_can_be_had_it_asks_each_second(page, watch, expect):
    watch.expect("status of 501")
    with Sandbox(seed="support", tenants="one") as sandbox:
        server = make_server("127.0.0.1", 0, Application(sandbox), threaded=True)
        watch.origins.append(f"http://127.0.0.1:{server.port}")
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.port}/mocktr/")
        expect(page.get_by_text("Every second", exact=True)).to_be_visible()

        TaskRouter(sandbox).task(language="es")

        expect(page.get_by_role("button", name=re.compile("^Task …"))).to_have_count(1)
        page.close()
        server.shutdown()
        server.server_close()


def test_all_tabs_of_a_browser_share_one_stream(world, context, watch, live, expect):
    streams = []
    context.on(
        "request", lambda one: one.url.endswith("changes/stream") and streams.append(one.frame.page)
    )
    pages = [context.new_page() for _ in range(9)]
    for page in pages:
        page.goto(f"{world.url}/mocktr/")
        live(page)
    [leader] = streams
    others = [page for page in pages if page != leader]

    world.task(language="fr")
    for page in pages:
        expect(page.get_by_role("button", name=re.compile("^Task …"))).to_have_count(1)
    leader.close()
    world.task(language="fr")

    for page in others:
        expect(page.get_by_role("button", name=re.compile("^Task …"))).to_have_count(2)
    assert len(streams) == 2


# --- for everybody


def test_the_board_can_be_used_by_everybody(world, console, axe):
    world.task(language="es")
    world.task(language="es")
    console.get_by_role("button", name=re.compile("^Task …")).first.click()
    console.get_by_role("heading", name="How it came here").wait_for()

    axe(console)


def test_dialogs_can_be_used_by_everybody(console, axe, expect):
    for key, name in (("?", "Keys"), ("Control+k", "Find anything"), ("t", "New task")):
        console.keyboard.press(key)
        expect(console.get_by_role("dialog", name=name)).to_be_visible()

        axe(console)

        console.keyboard.press("Escape")
        expect(console.get_by_role("dialog")).to_have_count(0)


def test_the_main_story_needs_no_mouse(world, console, board, inspector, expect):
    world.task(language="es")
    second = world.task(language="es")
    press = console.keyboard.press

    press("Control+k")
    console.keyboard.type(second.sid[-4:])
    expect(console.get_by_role("option")).to_have_count(1)
    press("Enter")
    expect(inspector).to_contain_text("Nobody can take it now.")
    press("n")
    expect(console.get_by_role("button", name="Steer it all the same")).to_be_focused()
    press("Enter")
    clock = console.get_by_role("region", name="Clock")
    expect(clock).to_contain_text("09:02:00")
    expect(clock.get_by_role("button", name="Undo")).to_be_enabled()
    press("z")
    expect(clock).to_contain_text("09:00:00")
    press("Escape")
    expect(inspector).to_have_count(0)


def test_what_is_typed_while_a_dialog_is_on_its_way_is_not_lost(world, console, expect):
    held = []
    console.route("**/parts/palette.js", lambda route: held.append(route))
    with console.expect_request("**/parts/palette.js"):
        console.keyboard.press("Control+k")

    console.keyboard.type("next")
    [route] = held
    route.continue_()

    expect(console.get_by_role("combobox", name="Find anything")).to_have_value("next")
    assert world.now.minute == 0


def test_arrows_move_along_a_line(world, console, board, expect):
    for _ in range(3):
        world.task(language="fr")
    chips = board.line("Everyone").get_by_role("button", name=re.compile("^Task …"))
    expect(chips).to_have_count(3)
    chips.first.focus()

    console.keyboard.press("ArrowRight")
    console.keyboard.press("End")

    expect(chips.nth(2)).to_be_focused()


def test_back_goes_through_what_was_open_and_never_out_of_the_page(
    world, console, board, inspector, expect
):
    board.worker("alice").get_by_role("link", name="alice").click()
    board.worker("bob").get_by_role("link", name="bob").click()
    expect(inspector.get_by_role("heading", name="Worker bob")).to_be_visible()

    console.keyboard.press("Backspace")
    expect(inspector.get_by_role("heading", name="Worker alice")).to_be_visible()
    console.keyboard.press("Backspace")
    expect(inspector).to_have_count(0)
    console.keyboard.press("Backspace")

    expect(console.get_by_text("Live", exact=True)).to_be_visible()


def test_letters_move_from_task_to_task_and_arrows_from_line_to_line(world, console, board, expect):
    for language in ("es", "es", "fr", "fr"):
        world.task(language=language)
    spanish, everyone = (
        board.line(name).get_by_role("button", name=re.compile("^Task …"))
        for name in ("Spanish", "Everyone")
    )
    expect(everyone).to_have_count(2)

    for key, chip in (("j", spanish.nth(0)), ("j", spanish.nth(1)), ("k", spanish.nth(0))):
        console.keyboard.press(key)
        expect(chip).to_be_focused()
    console.keyboard.press("j")
    console.keyboard.press("j")
    expect(everyone.first).to_be_focused()
    console.keyboard.press("Enter")
    expect(everyone.first).to_have_attribute("aria-current", "true")


def test_attributes_can_be_hidden(world, console, inspector, expect):
    world.task(language="es", card="4111")
    console.get_by_role("button", name=re.compile("^Task …")).click()
    value = inspector.get_by_text('"4111"')
    expect(value).to_have_css("filter", "none")

    console.keyboard.press("Control+k")
    expect(console.get_by_role("combobox")).to_be_focused()
    console.keyboard.type("hide attributes")
    console.keyboard.press("Enter")

    expect(value).to_have_css("filter", "blur(5px)")


@pytest.mark.parametrize(("system", "after"), [("light", "light"), ("dark", "light")])
def test_the_theme_is_the_systems_until_it_is_chosen(console, system, after):
    def shade():
        return console.evaluate("getComputedStyle(document.body).backgroundColor")

    shades = {"light": "rgb(244, 245, 248)", "dark": "rgb(14, 19, 25)"}
    console.emulate_media(color_scheme=system)
    assert shade() == shades[system]

    console.get_by_role("button", name="Theme: as the system has it").click()

    assert shade() == shades[after]


# --- with bad neighbours


def test_no_other_page_may_show_it_in_a_frame(world, page, watch):
    watch.expect("Refused to frame|frame-ancestors|status of 403|ERR_BLOCKED")
    page.set_content(f'<iframe src="{world.url}/mocktr/"></iframe>')

    assert page.frame_locator("iframe").get_by_text("Live").count() == 0


@pytest.mark.parametrize("asks", [TaskRouter.state, TaskRouter.seed])
def test_a_page_that_is_open_changes_no_byte_of_a_story(page, serve, live, asks):
    def story(shown):
        with serve(seed="support", tenants="one") as server:
            world = TaskRouter(server.sandbox, server.url)
            if shown:
                page.goto(server.console_url)
                live(page)
            world.task(language="es")
            world.advance(minutes=5)
            if shown:
                page.get_by_text("09:05:00").first.wait_for()
            return asks(world)

    assert story(shown=True) == story(shown=False)
