"""The page's logic, module by module, imported by the browser itself."""

import re

import pytest

from mocktr import Server
from mocktr.web.console.files import FILES

NOW = 1_894_007_672_000
"""2030-01-07T09:14:32Z, in ms."""

MINUTE = 60_000


@pytest.fixture(scope="module")
def server():
    with Server() as server:
        yield server


@pytest.fixture(scope="module")
def evaluate(browser, server):
    """The value of what a module exports; called, as it is a function, with what is given."""
    page = browser.new_page()
    page.goto(f"{server.url}/mocktr/console/x/icon.svg")

    def evaluate(module, name, *given):
        return page.evaluate(
            "async ([module, name, given]) =>"
            " (await import(`/mocktr/console/x/${module}`))[name](...given)",
            [module, name, given],
        )

    yield evaluate
    page.close()


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (0, "00:00"),
        (59_999, "00:59"),
        (272_000, "04:32"),
        (3_600_000, "1:00:00"),
        (2 * 86_400_000 + 3 * 3_600_000, "2 d 03 h"),
        (-5, "00:00"),
    ],
)
def test_a_wait_is_told_as_on_a_stopwatch(evaluate, span, text):
    assert evaluate("time.js", "stopwatch", span) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (0, "0 s"),
        (400, "400 ms"),
        (28_000, "28 s"),
        (2 * MINUTE, "2 min"),
        (125_000, "2 min 5 s"),
        (86_100_000, "23:55 h"),
        (3 * 86_400_000, "3 d"),
        (90_000_000, "1 d 1 h"),
    ],
)
def test_a_span_of_time_is_told_in_words(evaluate, span, text):
    assert evaluate("time.js", "spanOf", span) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW, "09:14:32"),
        (NOW + 86_400_000, "+1 d 09:14"),
        (NOW - 2 * 86_400_000, "\u22122 d 09:14"),
    ],
)
def test_a_time_of_another_day_says_so(evaluate, at, text):
    assert evaluate("time.js", "moment", at, NOW) == text


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("09:30", NOW + 15 * MINUTE + 28_000),
        ("9:14:33", NOW + 1000),
        ("08:00", NOW + 86_400_000 - 4_472_000),
        ("+90 s", NOW + 90_000),
        ("2h", NOW + 120 * MINUTE),
        ("1.5 min", NOW + 90_000),
        ("2030-01-07T10:00:00Z", NOW + 45 * MINUTE + 28_000),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_to_go_to_may_be_said_in_many_ways(evaluate, said, at):
    assert evaluate("time.js", "readMoment", said, NOW) == at


def test_an_axis_has_ticks_at_round_times(evaluate):
    found = evaluate("time.js", "ticks", NOW, NOW + 15 * MINUTE, 8)

    assert found["step"] == 2 * MINUTE
    assert [at % (2 * MINUTE) for at in found["at"]] == [0] * 7


def test_instants_in_what_the_server_says_become_times_of_the_day(evaluate):
    told = evaluate("time.js", "retold", "waits until 2030-01-07T09:15:00Z", NOW)

    assert told == "waits until 09:15:00"


@pytest.mark.parametrize(
    ("sid", "text"),
    [
        ("WT00000000000000000001000000000107", "…107"),
        ("WT00000000000000000001000000000007", "…007"),
        ("WT0000000000000000000100000000a107", "…a107"),
    ],
)
def test_a_sid_is_shortened_to_its_number(evaluate, sid, text):
    assert evaluate("words.js", "short", sid) == text


def test_attributes_that_are_no_object_are_none(evaluate):
    texts = ['{"a": 1}', "[1]", "null", "{", '"x"']

    assert [evaluate("words.js", "attributesOf", text) for text in texts] == [
        {"a": 1},
        None,
        None,
        None,
        None,
    ]


def bar(start, end, reservation, kind="work"):
    return {"start_ms": start, "end_ms": end, "kind": kind, "reservation_sid": reservation}


def test_bars_at_the_same_time_lie_beside_each_other_and_one_offer_stays_on_its_track(evaluate):
    bars = [
        bar(0, 2, "WR1", "offer"),
        bar(1, None, "WR2"),
        bar(2, 4, "WR1"),
        bar(5, 6, "WR3"),
        {**bar(0, None, None, "away"), "task_sid": None},
    ]

    found = evaluate("timeline.js", "packed", bars, 9)

    tracks = [
        (one["bar"]["reservation_sid"], one["track"])
        for one in found["placed"]
        if one["bar"]["kind"] != "away"
    ]
    assert found["tracks"] == 2
    assert tracks == [("WR1", 0), ("WR2", 1), ("WR1", 0), ("WR3", 0)]


def test_a_task_that_waits_again_covers_nobody_who_took_its_place_meanwhile(evaluate):
    bars = [
        bar(0, 2, "WR1", "wait"),
        bar(2, 9, "WR2", "wait"),
        bar(4, 6, "WR1", "wait"),
        bar(6, 8, "WR3", "wait"),
        bar(6, 7, "WR1", "wait"),
    ]

    found = evaluate("timeline.js", "packed", bars, 9)

    tracks = [(one["bar"]["reservation_sid"], one["track"]) for one in found["placed"]]
    assert tracks == [("WR1", 0), ("WR2", 0), ("WR1", 1), ("WR1", 1), ("WR3", 2)]


def test_a_density_counts_what_is_under_way(evaluate):
    bars = [bar(0, 5, "a"), bar(2, None, "b"), bar(3, 4, "c"), bar(-9, -8, "d")]

    corners = evaluate("timeline.js", "density", bars, 1, 10)

    assert corners == [[1, 1], [2, 2], [3, 3], [4, 2], [5, 1], [10, 1]]


ADVANCE = {
    "name": "advance",
    "method": "POST",
    "path": "clock/advance",
    "values": {"seconds": 10},
}


def test_a_command_is_told_as_others_do_it(evaluate, server):
    told = dict(evaluate("recipes.js", "recipes", ADVANCE))

    assert told["mocktr ctl"] == f"mocktr ctl --url {server.url} advance --seconds 10"
    assert told["Python"] == "taskrouter.advance(seconds=10)"
    assert told["Scenario"] == "- advance: 10 seconds"
    assert told["curl"].endswith(f"-d '{{\"seconds\":10}}' {server.url}/mocktr/clock/advance")


COMMAND = re.compile(r'name: "([a-z-]+)",\s*method: "')
COMMANDS = sorted(
    {
        name
        for path in FILES.values()
        if path.suffix == ".js"
        for name in COMMAND.findall(path.read_text("utf-8"))
    }
)


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_copied_as_python_is_there(evaluate, taskrouter, name):
    command = {"name": name, "method": "POST", "path": name, "values": {"seconds": 1}}

    text = dict(evaluate("recipes.js", "recipes", command)).get("Python")

    if text is None:
        assert not hasattr(taskrouter, name.replace("-", "_"))
    else:
        found = getattr(taskrouter, text.removeprefix("taskrouter.").partition("(")[0])
        assert callable(found) == text.endswith(")")


def test_a_request_is_told_as_the_helper_library_makes_it(evaluate, server):
    told = dict(
        evaluate(
            "recipes.js",
            "recipes",
            {
                "method": "POST",
                "request": "/v1/Workspaces/WS1/Tasks/WT1",
                "parameters": {"AssignmentStatus": "canceled"},
            },
        )
    )

    assert told["curl"].endswith(f" {server.url}/v1/Workspaces/WS1/Tasks/WT1")
    assert told["Python"] == (
        'client.taskrouter.v1.workspaces("WS1").tasks("WT1").update(assignment_status="canceled")'
    )


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (-5, "0 s"),
        (59_999, "59 s"),
        (MINUTE, "1 min"),
        (3 * 3_600_000, "3 h"),
        (900_000_000, "10 d"),
    ],
)
def test_a_span_is_told_roughly(evaluate, span, text):
    assert evaluate("time.js", "roughly", span) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/v1/Workspaces", "/v1/Workspaces"),
        (f"/v1/Workspaces/WS{'1' * 32}/Tasks", "…/Tasks"),
        (f"/v1/Workspaces/WS{'1' * 32}/Tasks/WT{'0' * 29}04f", "…/Tasks/WT…04f"),
    ],
)
def test_a_path_is_told_as_far_as_it_differs(evaluate, path, text):
    assert evaluate("entries.js", "ending", path) == text


def test_rows_that_changed_take_the_place_of_what_they_were(evaluate):
    known = [{"number": number, "status": None} for number in (1, 2, 3)]
    come = [{"number": 2, "status": 200}, {"number": 4, "status": 201}]

    merged = evaluate("series.js", "merged", known, come)

    assert [(row["number"], row["status"]) for row in merged] == [
        (1, None),
        (2, 200),
        (3, None),
        (4, 201),
    ]


SHORT = {"start_ms": NOW, "end_ms": NOW + MINUTE, "planned_ms": None}
LATER = {"start_ms": NOW + 500 * MINUTE, "end_ms": None, "planned_ms": None}


def test_quiet_time_is_folded(evaluate):
    end = NOW + 501 * MINUTE
    folded = evaluate(
        "pages/timeline_folds.js", "foldedAt", {"from": NOW, "to": end}, [SHORT, LATER], end
    )

    [[start, stop]] = folded["folds"]

    assert NOW + MINUTE < start < stop < NOW + 500 * MINUTE
    assert folded["kept"] == end - NOW - (stop - start)


def test_time_in_which_things_happen_is_not_folded(evaluate):
    end = NOW + MINUTE
    bars = [{**LATER, "start_ms": at} for at in range(NOW, end, 4000)]
    folded = evaluate("pages/timeline_folds.js", "foldedAt", {"from": NOW, "to": end}, bars, end)

    assert folded["folds"] == []


@pytest.mark.parametrize(
    ("spans", "gaps"),
    [
        ([], [[0, 9]]),
        ([[0, 9]], []),
        ([[1, 3], [2, 4], [6, 7]], [[0, 1], [4, 6], [7, 9]]),
    ],
)
def test_what_lies_between_spans_is_the_rest(evaluate, spans, gaps):
    assert evaluate("pages/timeline_folds.js", "between", spans, 0, 9) == gaps


@pytest.mark.parametrize(
    ("event", "look"),
    [
        ("task.created", "waiting"),
        ("reservation.created", "offered"),
        ("reservation.accepted", "assigned"),
        ("task.wrapup", "wrapping"),
        ("task.completed", "done"),
        ("task-queue.timeout", "bad"),
        ("worker.activity.update", "away"),
    ],
)
def test_an_event_looks_like_the_state_it_leads_to(evaluate, event, look):
    assert evaluate("events.js", "lookOf", event) == look


# --- what is edited, planned and counted


@pytest.mark.parametrize(
    ("path", "position", "place"),
    [
        ("filters[0].expression", None, '"a == \\"b\\""'),
        ("filters[0].expression", 6, 'b\\""'),
        ("filters[0].targets[0].queue", None, '{"timeout": 5}'),
        ("filters[1]", None, "[]"),
        ("elsewhere", None, "all"),
    ],
)
def test_a_finding_is_marked_where_it_stands(evaluate, path, position, place):
    text = '{"filters": [{"expression": "a == \\"b\\"", "targets": [{"timeout": 5}]}]}'
    finding = {"path": path, "message": "odd", "position": position}

    [found] = evaluate("workflow_draft.js", "remarksOf", text, [finding], [])

    whole = {"all": text, "[]": text[len('{"filters": ') : -1]}.get(place, place)
    assert text[found["from"] : found["to"]] == whole


@pytest.mark.parametrize(
    ("text", "at"),
    [('{"a": }', 6), ("{", 0), ('[1, {"b" 2}]', 9), ('{"a": [1 2]}', 9), ("[nul]", 1), ("[] x", 3)],
)
def test_what_is_no_json_is_marked(evaluate, text, at):
    [found] = evaluate("workflow_draft.js", "brokenAt", text)

    assert (found["from"], found["severity"]) == (at, "error")


def rule(**given):
    usual = {"kind": "request", "method": None, "path": None, "status": None, "effect": None}
    numbers = {"skip": 0, "every": 1, "probability": 1, "times": None, "latency": 0}
    return {**usual, **numbers, "retry_after": None, "when": "before", "fired": 0, **given}


@pytest.mark.parametrize(
    ("given", "often", "outcome"),
    [
        ({"times": 1, "status": 503}, "the next one", "the answer is 503"),
        ({"times": 2, "effect": "lose"}, "the next 2", "it is never sent"),
        ({"every": 3, "skip": 1, "latency": 500}, "each 3rd, after the first one", "0.5 s late"),
        (
            {"probability": 0.1, "times": 5, "effect": "cut", "when": "after"},
            "each, with 10 %, 5 times",
            "the connection is cut, though it was done",
        ),
        (
            {"status": 429, "retry_after": 1, "every": 12},
            "each 12th",
            "the answer is 429, to come again after 1 s",
        ),
    ],
)
def test_a_fault_is_told_in_words(evaluate, given, often, outcome):
    assert evaluate("fault_words.js", "howOften", rule(**given)) == often
    assert evaluate("fault_words.js", "outcome", rule(**given)) == outcome


def item(path, hits=1):
    never = [] if hits else ["entered"]
    return {
        "kind": "target",
        "path": path,
        "label": path,
        "hits": {"entered": hits},
        "never": never,
    }


def shape(branches):
    return {one["path"]: shape(one["below"]) for one in branches}


def test_branches_are_those_of_the_configuration(evaluate):
    items = [item("a[0]"), item("a[0].b[0]"), item("a[0].b[0].c", 0), item("a[10]"), item("a[1]")]
    branches = evaluate("branches.js", "branchesOf", items)

    assert shape(branches) == {"a[0]": {"a[0].b[0]": {"a[0].b[0].c": {}}}, "a[10]": {}, "a[1]": {}}
    missing = evaluate("branches.js", "missingOf", branches)
    assert shape(missing) == {"a[0]": {"a[0].b[0]": {"a[0].b[0].c": {}}}}


def test_rows_as_csv_are_quoted_and_no_formulas(evaluate):
    rows = [{"a": 1, "b": 'say "hi",\nthere'}, {"a": None, "c": "=1+1"}, {"a": -2, "c": [1]}]

    assert evaluate("files.js", "tableOf", rows) == (
        "a,b,c\r\n" + '1,"say ""hi"",\nthere",\r\n' + ",,'=1+1\r\n" + "-2,,[1]\r\n"
    )
