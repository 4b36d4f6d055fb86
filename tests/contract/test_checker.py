"""The checker refuses every kind of difference, names it, and lets right answers pass."""

import json

import pytest

from .checker import (
    CONTRACT,
    NESTED,
    OPERATIONS,
    SCALARS,
    SCHEMAS,
    check,
    check_error,
    shape_differences,
    shown,
)

HOST = "http://localhost:4010"
JSON = {"Content-Type": "application/json"}
VERSIONED = JSON | {"ETag": '"0"'}
AC, WS, WA, WT, WQ, WW, TC = (
    f"{prefix}{number:032x}"
    for number, prefix in enumerate(["AC", "WS", "WA", "WT", "WQ", "WW", "TC"], start=1)
)
WORKSPACE = f"{HOST}/v1/Workspaces/{WS}"
NOON = "2030-01-07T12:00:00Z"


def activity(**changes):
    record = {
        "sid": WA,
        "account_sid": AC,
        "workspace_sid": WS,
        "friendly_name": "Break",
        "available": False,
        "date_created": NOON,
        "date_updated": NOON,
        "url": f"{WORKSPACE}/Activities/{WA}",
        "links": {"workspace": WORKSPACE},
    }
    return record | changes


def task(**changes):
    record = {
        "sid": WT,
        "account_sid": AC,
        "workspace_sid": WS,
        "age": 0,
        "assignment_status": "pending",
        "attributes": '{"type": "sales"}',
        "addons": "{}",
        "date_created": NOON,
        "date_updated": NOON,
        "task_queue_entered_date": None,
        "virtual_start_time": NOON,
        "priority": 0,
        "reason": None,
        "timeout": 86400,
        "task_queue_sid": WQ,
        "task_queue_friendly_name": "Sales",
        "task_channel_sid": TC,
        "task_channel_unique_name": "default",
        "workflow_sid": WW,
        "workflow_friendly_name": "Inbound",
        "ignore_capacity": None,
        "routing_target": None,
        "url": f"{WORKSPACE}/Tasks/{WT}",
        "links": {
            "task_queue": f"{WORKSPACE}/TaskQueues/{WQ}",
            "workflow": f"{WORKSPACE}/Workflows/{WW}",
            "workspace": WORKSPACE,
            "reservations": f"{WORKSPACE}/Tasks/{WT}/Reservations",
        },
    }
    return record | changes


def workers_statistics(**changes):
    record = {
        "account_sid": AC,
        "workspace_sid": WS,
        "total_workers": 3,
        "activity_statistics": [{"sid": WA, "friendly_name": "Break", "workers": 3}],
        "url": f"{WORKSPACE}/Workers/RealTimeStatistics",
    }
    return record | changes


def meta(**changes):
    """Page 1 of three, one activity on each."""
    address = f"{WORKSPACE}/Activities?Available=true"
    record = {
        "key": "activities",
        "page": 1,
        "page_size": 1,
        "url": f"{address}&PageSize=1&Page=1&PageToken=PA{WA}",
        "first_page_url": f"{address}&PageSize=1&Page=0",
        "next_page_url": f"{address}&PageSize=1&Page=2&PageToken=PA{WA}",
        "previous_page_url": f"{address}&PageSize=1&Page=0&PageToken=PB{WA}",
    }
    return record | changes


def page(*items, **changes):
    return {"activities": list(items), "meta": meta(**changes)}


def error(**changes):
    record = {
        "code": 20404,
        "message": f"The requested resource /Workspaces/{WS} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }
    return record | changes


def without(record, name):
    return {key: value for key, value in record.items() if key != name}


def refusal(operation_id, body, status=200, headers=JSON):
    """The differences that the checker names."""
    text = body if isinstance(body, str) else json.dumps(body)
    with pytest.raises(AssertionError) as caught:
        check(operation_id, status, headers, text)
    return [line.removeprefix("  - ") for line in str(caught.value).splitlines()[1:]]


def accept(operation_id, body, status=200, headers=JSON):
    check(operation_id, status, headers, json.dumps(body))


def test_all_61_operations_are_declared_with_a_known_response():
    responses = [operation["response"] for operation in OPERATIONS.values()]

    assert len(OPERATIONS) == 61
    assert {response["kind"] for response in responses} == {"object", "list", "empty"}
    assert {each["schema"] for each in responses if "schema" in each} == SCHEMAS.keys()


def test_every_declared_type_is_one_that_the_checker_knows():
    shapes = [*SCHEMAS.values(), *CONTRACT["blocks"].values(), CONTRACT["meta"], CONTRACT["error"]]
    declared = {
        each.rstrip("?").split()[0]
        for shape in shapes
        for each in [*shape["properties"].values(), *shape.get("narrowed", {}).values()]
    }

    assert declared <= SCALARS.keys() | NESTED.keys()


@pytest.mark.parametrize("name", ["never_null", "may_be_empty", "narrowed", "optional"])
def test_what_is_said_of_a_property_names_one_that_exists(name):
    for shape in [*SCHEMAS.values(), *CONTRACT["blocks"].values()]:
        assert set(shape.get(name, ())) <= shape["properties"].keys()


def test_a_right_record_passes():
    accept("FetchActivity", activity())
    accept("FetchWorkersRealTimeStatistics", workers_statistics())


def test_a_right_record_passes_on_any_host_and_under_a_prefix():
    prefixed = "https://proxy.example/twilio/v1/Workspaces/" + WS

    accept(
        "FetchActivity",
        activity(url=f"{prefixed}/Activities/{WA}", links={"workspace": prefixed}),
    )


def test_a_missing_property_is_named():
    assert refusal("FetchActivity", without(activity(), "available")) == ["available: missing"]


def test_a_surplus_property_is_named():
    assert refusal("FetchActivity", activity(version=1)) == ["version: surplus"]


def test_all_differences_are_named_at_once():
    wrong = without(activity(version=1, friendly_name=7), "available")

    assert refusal("FetchActivity", wrong) == [
        "available: missing",
        "version: surplus",
        "friendly_name: 7 is not string",
    ]


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"age": "12"}, 'age: "12" is not integer'),
        ({"age": True}, "age: true is not integer"),
        ({"age": 1.0}, "age: 1.0 is not integer"),
        ({"ignore_capacity": "false"}, 'ignore_capacity: "false" is not boolean'),
        ({"reason": {}}, "reason: {} is not string"),
        (
            {"assignment_status": "cancelled"},
            'assignment_status: "cancelled" is not enum task_status',
        ),
        ({"attributes": {"type": "sales"}}, 'attributes: {"type": "sales"} is not string'),
        ({"attributes": "{'a': 1}"}, "attributes: \"{'a': 1}\" is not json object"),
        ({"attributes": "[1]"}, 'attributes: "[1]" is not json object'),
    ],
)
def test_a_value_of_the_wrong_type_is_named(changes, difference):
    assert refusal("FetchTask", task(**changes), headers=VERSIONED) == [difference]


@pytest.mark.parametrize("sid", ["WT1", WQ, WT + "0", WT.replace("0", "g"), 7])
def test_a_sid_of_another_form_is_refused(sid):
    assert f"sid: {json.dumps(sid)} is not sid WT" in refusal("FetchTask", task(sid=sid))


@pytest.mark.parametrize(
    "date",
    [
        "2030-01-07T12:00:00",
        "2030-01-07T12:00:00.000Z",
        "2030-01-07T12:00:00+00:00",
        "2030-02-30T12:00:00Z",
        "Mon, 07 Jan 2030 12:00:00 +0000",
        1893499200,
    ],
)
def test_a_date_of_another_form_is_refused(date):
    assert refusal("FetchActivity", activity(date_created=date)) == [
        f"date_created: {json.dumps(date)} is not date-time"
    ]


def test_null_is_refused_where_it_is_never_seen():
    assert refusal("FetchActivity", activity(available=None)) == [
        "available: null, which it never is"
    ]


def test_null_is_refused_where_it_was_never_allowed():
    assert "priority: null is not integer" in refusal("FetchTask", task(priority=None))


def test_null_passes_where_it_is_allowed():
    accept("FetchTask", task(reason=None), headers=VERSIONED)


@pytest.mark.parametrize("url", [f"/v1/Workspaces/{WS}/Activities/{WA}", "localhost:4010/v1", ""])
def test_a_url_that_is_not_absolute_is_refused(url):
    assert refusal("FetchActivity", activity(url=url)) == [f"url: {shown(url)} is not uri"]


def test_a_url_that_leads_elsewhere_is_refused():
    elsewhere = f"{WORKSPACE}/Activity/{WA}"

    assert refusal("FetchActivity", activity(url=elsewhere)) == [
        f"url: {elsewhere} does not end in /v1/Workspaces/{WS}/Activities/{WA}"
    ]


def test_links_with_other_keys_are_refused():
    links = {"workspaces": WORKSPACE}

    assert refusal("FetchActivity", activity(links=links)) == [
        "links.workspace: missing",
        "links.workspaces: surplus",
    ]


def test_a_link_that_leads_elsewhere_is_refused():
    links = {"workspace": f"{WORKSPACE}/Activities"}

    assert refusal("FetchActivity", activity(links=links)) == [
        f"links.workspace: {WORKSPACE}/Activities does not end in /v1/Workspaces/{WS}"
    ]


def test_a_null_link_is_refused_where_there_is_a_target():
    assert refusal("FetchActivity", activity(links={"workspace": None})) == [
        "links.workspace: null is not an absolute URL"
    ]


def test_a_link_is_null_where_there_is_nothing_to_point_to():
    links = task()["links"]
    direct = {"workflow_sid": None, "workflow_friendly_name": None}

    accept("FetchTask", task(**direct, links=links | {"workflow": None}), headers=VERSIONED)
    assert refusal("FetchTask", task(**direct), headers=VERSIONED) == [
        f"links.workflow: {shown(links['workflow'])} instead of null, there is nothing to point to"
    ]


def test_an_empty_string_passes_only_where_it_means_not_set():
    schema = {"properties": {"hook": "uri?", "other": "uri?"}, "may_be_empty": ["hook"]}

    assert list(shape_differences("", schema, {"hook": "", "other": ""})) == [
        'other: "" is not uri'
    ]


def test_a_difference_inside_a_statistics_block_is_named_with_its_place():
    counts = [{"sid": WA, "friendly_name": "Break", "workers": "3"}]

    assert refusal(
        "FetchWorkersRealTimeStatistics", workers_statistics(activity_statistics=counts)
    ) == ['activity_statistics[0].workers: "3" is not integer']


def test_a_value_inside_a_map_is_checked_too():
    event_data = {"worker_sid": WA, "worker_time_in_previous_activity": 26}
    schema = {"properties": {"event_data": "any?"}, "narrowed": {"event_data": "map of string"}}

    assert list(shape_differences("", schema, {"event_data": event_data})) == [
        "event_data.worker_time_in_previous_activity: 26 is not string"
    ]


def test_a_body_that_is_no_object_is_refused():
    assert refusal("FetchActivity", [activity()]) != []
    assert refusal("FetchActivity", "<html>") == ['body: "<html>" is not JSON']


def test_another_status_than_the_declared_one_is_refused():
    assert refusal("CreateActivity", activity(), status=200) == ["status: 200 instead of 201"]


def test_another_content_type_than_json_is_refused():
    html = {"Content-Type": "text/html; charset=utf-8"}

    assert refusal("FetchActivity", activity(), headers=html) == [
        "Content-Type: text/html; charset=utf-8 instead of application/json"
    ]


def test_header_names_are_read_in_any_case_and_a_charset_may_follow():
    accept("FetchActivity", activity(), headers={"content-type": "application/json;charset=utf-8"})


def test_a_versioned_resource_needs_its_etag():
    assert refusal("FetchTask", task(), headers=JSON) == ["ETag: missing"]


@pytest.mark.parametrize("etag", ["0", 'W/"0"', '"abc"', '""'])
def test_an_etag_is_a_number_in_double_quotes(etag):
    assert refusal("FetchTask", task(), headers=JSON | {"ETag": etag}) == [
        f"ETag: {etag} is not a version in double quotes"
    ]


def test_a_resource_without_version_has_no_etag():
    assert refusal("FetchActivity", activity(), headers=VERSIONED) == [
        'ETag: "0", but this resource has no version'
    ]


def test_a_delete_is_answered_with_nothing():
    check("DeleteActivity", 204, {}, "")

    assert refusal("DeleteActivity", {}, status=204) == ['body: "{}" instead of nothing']


def test_a_right_page_passes():
    accept("ListActivity", page(activity()))


def test_an_empty_first_page_passes():
    address = f"{WORKSPACE}/Activities?PageSize=50&Page=0"
    alone = {"url": address, "first_page_url": address}

    accept(
        "ListActivity",
        page(page=0, page_size=50, **alone, next_page_url=None, previous_page_url=None),
    )


def test_an_envelope_under_another_key_is_refused():
    assert refusal("ListActivity", {"items": [], "meta": meta()}) == [
        "activities: missing",
        "items: surplus",
    ]


def test_a_difference_in_an_item_is_named_with_its_position():
    items = [activity(), activity(available=None)]

    assert "activities[1].available: null, which it never is" in refusal(
        "ListActivity", page(*items, page_size=2)
    )


def test_meta_has_exactly_its_seven_fields():
    body = {"activities": [activity()], "meta": without(meta(total=3), "key")}

    assert refusal("ListActivity", body) == ["meta.key: missing", "meta.total: surplus"]


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"key": "items"}, 'meta.key: "items" instead of "activities"'),
        ({"page": "1"}, 'meta.page: "1" is not integer'),
        ({"url": None}, "meta.url: null is not uri"),
        ({"previous_page_url": None}, "meta.previous_page_url: null on page 1"),
    ],
)
def test_a_wrong_meta_field_is_named(changes, difference):
    assert refusal("ListActivity", page(activity(), **changes)) == [difference]


@pytest.mark.parametrize("size", [0, 1001])
def test_a_page_size_out_of_bounds_is_refused(size):
    assert f"meta.page_size: {size} is not between 1 and 1000" in refusal(
        "ListActivity", page(page_size=size)
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("next_page_url", "PageSize=1&Page=2"),
        ("next_page_url", f"PageSize=1&Page=3&PageToken=PA{WA}"),
        ("next_page_url", f"PageSize=2&Page=2&PageToken=PA{WA}"),
        ("next_page_url", f"PageSize=1&Page=2&PageToken=PB{WA}"),
        ("next_page_url", f"PageSize=1&Page=2&PageToken=PA{WT}"),
        ("next_page_url", f"Page=2&PageSize=1&PageToken=PA{WA}"),
        ("previous_page_url", f"PageSize=1&Page=0&PageToken=PA{WA}"),
        ("first_page_url", f"PageSize=1&Page=0&PageToken=PA{WA}"),
        ("url", "PageSize=1&Page=0"),
    ],
)
def test_a_page_url_of_another_shape_is_refused(name, wrong):
    address = f"{WORKSPACE}/Activities?Available=true&"

    (difference,) = refusal("ListActivity", page(activity(), **{name: address + wrong}))

    assert difference.startswith(f"meta.{name}: ")


def test_a_page_url_that_forgets_the_filter_is_refused():
    forgetful = f"{WORKSPACE}/Activities?PageSize=1&Page=0"

    (difference,) = refusal("ListActivity", page(activity(), first_page_url=forgetful))

    assert difference.startswith("meta.first_page_url: ")


def test_page_0_has_no_previous_page():
    address = f"{WORKSPACE}/Activities?Available=true"
    first = {"page": 0, "url": f"{address}&PageSize=1&Page=0", "next_page_url": None}

    assert "meta.previous_page_url: not null on page 0" in refusal(
        "ListActivity", page(activity(), **first)
    )


def test_a_page_that_is_not_full_has_no_next_page():
    assert refusal("ListActivity", page()) == [
        "meta.next_page_url: not null although this page is not full"
    ]


def test_a_page_holds_no_more_than_its_size():
    assert "activities: 2 on a page of 1" in refusal("ListActivity", page(activity(), activity()))


def test_a_right_error_passes():
    check_error(404, json.dumps(error()))
    check_error(404, json.dumps(error(detail="More words.")), code=20404)


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"status": 400}, "status: 400 in the body, 404 on the wire"),
        ({"code": "20404"}, 'code: "20404" is not integer'),
        ({"message": ""}, "message: empty"),
        ({"more_info": "https://www.twilio.com/docs/errors/20001"}, "more_info: https://www"),
        ({"errors": []}, "errors: surplus"),
    ],
)
def test_a_wrong_error_envelope_is_refused(changes, difference):
    with pytest.raises(AssertionError, match=difference):
        check_error(404, json.dumps(error(**changes)))


@pytest.mark.parametrize("name", ["code", "message", "more_info", "status"])
def test_an_error_that_lacks_a_field_is_refused(name):
    with pytest.raises(AssertionError, match=f"{name}: missing"):
        check_error(404, json.dumps(without(error(), name)))


def test_an_error_of_another_code_than_the_expected_one_is_refused():
    with pytest.raises(AssertionError, match="code: 20404 instead of 20001"):
        check_error(404, json.dumps(error()), code=20001)


def test_an_answer_of_400_and_above_is_checked_as_an_error():
    check("FetchActivity", 404, JSON, json.dumps(error()))

    assert refusal("FetchActivity", activity(), status=404) != []
    assert refusal("FetchActivity", error(), status=404, headers={}) == [
        "Content-Type: None instead of application/json"
    ]
