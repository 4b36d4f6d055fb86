"""Lists in pages, as Twilio's clients follow them (sources: rest)."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from mocktr import Sandbox

from .client import HOST, NOBODY, Client, names, refusal, sids


@pytest.fixture
def place(workspace):
    return workspace["links"]["workers"]


@pytest.fixture
def crowd(client, place):
    """Seven workers, a to g."""
    return [client.create(place, FriendlyName=letter) for letter in "abcdefg"]


def pages(client, url, direction="next_page_url", **query):
    """The pages from a URL on."""
    body = client.read(url, **query)
    yield body
    while body["meta"][direction]:
        body = client.read(body["meta"][direction])
        yield body


def joined(bodies, key):
    return [item for body in bodies for item in body[key]]


def letters(body):
    return "".join(names(body["workers"]))


def ending(url):
    return url.partition("?")[2]


def test_a_page_has_fifty_items_unless_told(client, workspace):
    for number in range(51):
        client.create(workspace["links"]["activities"], FriendlyName=f"Break {number}")

    first, second = pages(client, workspace["links"]["activities"])
    assert (len(first["activities"]), len(second["activities"])) == (50, 4)
    assert (first["meta"]["page_size"], second["meta"]["page"]) == (50, 1)


def test_meta_has_exactly_seven_fields(client, workspace):
    meta = client.read("/Workspaces")["meta"]

    assert meta == {
        "page": 0,
        "page_size": 50,
        "first_page_url": f"{HOST}/v1/Workspaces?PageSize=50&Page=0",
        "previous_page_url": None,
        "url": f"{HOST}/v1/Workspaces?PageSize=50&Page=0",
        "next_page_url": None,
        "key": "workspaces",
    }


@pytest.mark.parametrize(
    ("collection", "key"),
    [
        ("activities", "activities"),
        ("events", "events"),
        ("task_channels", "channels"),
        ("task_queues", "task_queues"),
        ("tasks", "tasks"),
        ("workers", "workers"),
        ("workflows", "workflows"),
    ],
)
def test_the_key_names_the_list(client, workspace, collection, key):
    body = client.read(workspace["links"][collection])

    assert body["meta"]["key"] == key
    assert body.keys() == {key, "meta"}


def test_tokens_name_the_items_beside_the_page(client, place, crowd):
    first, second, third = pages(client, place, PageSize=3)

    assert ending(first["meta"]["next_page_url"]) == (
        f"PageSize=3&Page=1&PageToken=PA{crowd[2]['sid']}"
    )
    assert ending(second["meta"]["url"]) == ending(first["meta"]["next_page_url"])
    assert ending(second["meta"]["previous_page_url"]) == (
        f"PageSize=3&Page=0&PageToken=PB{crowd[3]['sid']}"
    )
    assert ending(third["meta"]["first_page_url"]) == "PageSize=3&Page=0"
    assert [first["meta"]["previous_page_url"], third["meta"]["next_page_url"]] == [None, None]


@pytest.mark.parametrize(
    ("size", "cuts"),
    [(1, ["a", "b", "c", "d", "e", "f", "g"]), (3, ["abc", "def", "g"]), (6, ["abcdef", "g"])],
)
def test_pages_are_followed_forwards_and_backwards(client, place, crowd, size, cuts):
    forwards = list(pages(client, place, PageSize=size))
    last = forwards[-1]["meta"]["url"]
    backwards = list(pages(client, last, "previous_page_url"))

    assert [letters(body) for body in forwards] == cuts
    assert [letters(body) for body in backwards] == cuts[::-1]
    assert [body["meta"]["page"] for body in backwards] == list(range(len(cuts)))[::-1]


@pytest.mark.parametrize("size", [7, 8, 1000])
def test_a_page_that_is_just_full_is_the_last(client, place, crowd, size):
    body = client.read(place, PageSize=size)

    assert (letters(body), body["meta"]["next_page_url"]) == ("abcdefg", None)


def test_past_the_end_the_page_is_empty(client, place, crowd):
    body = client.read(place, Page=1, PageToken="PA" + crowd[-1]["sid"])

    assert (body["workers"], body["meta"]["next_page_url"]) == ([], None)


def test_before_the_beginning_the_page_is_empty(client, place, crowd):
    body = client.read(place, Page=0, PageToken="PB" + crowd[0]["sid"])

    assert (body["workers"], body["meta"]["next_page_url"]) == ([], None)


def test_filters_come_first_in_urls_in_the_order_they_were_sent(client, place, crowd):
    body = client.read(
        f"{place}?PageSize=2&TargetWorkersExpression=friendly_name%20!%3D%20%27b%27"
        "&Colour=red&Available=false&Page=0&Ordering=DateStatusChanged%3Aasc"
    )

    filters = "TargetWorkersExpression=friendly_name+%21%3D+%27b%27&Available=false"
    filters += "&Ordering=DateStatusChanged%3Aasc"
    token = f"PageSize=2&Page=1&PageToken=PA{crowd[2]['sid']}"
    assert letters(body) == "ac"
    assert ending(body["meta"]["url"]) == f"{filters}&PageSize=2&Page=0"
    assert ending(body["meta"]["first_page_url"]) == f"{filters}&PageSize=2&Page=0"
    assert ending(body["meta"]["next_page_url"]) == f"{filters}&{token}"


def test_repeated_filters_are_repeated_in_urls(client, workspace, task):
    body = client.read(workspace["links"]["tasks"], AssignmentStatus=["pending", "reserved"])

    sent = [("AssignmentStatus", "pending"), ("AssignmentStatus", "reserved")]
    assert parse_qsl(urlsplit(body["meta"]["url"]).query)[:2] == sent


def test_an_ordering_is_no_filter_where_there_is_none(client, workspace):
    body = client.read(workspace["links"]["activities"], Ordering="Colour:asc")

    assert ending(body["meta"]["url"]) == "PageSize=50&Page=0"


def test_filters_hold_for_all_pages(client, place, crowd):
    found = list(pages(client, place, PageSize=2, TargetWorkersExpression="friendly_name != 'c'"))
    back = pages(client, found[-1]["meta"]["url"], "previous_page_url")

    assert [letters(body) for body in found] == ["ab", "de", "fg"]
    assert [letters(body) for body in back] == ["fg", "de", "ab"]


def test_orderings_hold_for_all_pages(client, place, crowd, activities):
    for worker in crowd[::-2]:
        client.advance(1)
        client.change(worker["url"], ActivitySid=activities["Unavailable"])

    found = list(pages(client, place, PageSize=3, Ordering="DateStatusChanged:desc"))
    back = pages(client, found[-1]["meta"]["url"], "previous_page_url")

    assert [letters(body) for body in found] == ["ace", "gbd", "f"]
    assert [letters(body) for body in back] == ["f", "gbd", "ace"]


def test_events_are_paged_from_the_newest(client, workspace):
    place = workspace["links"]["events"]
    everything = client.list(place)

    found = list(pages(client, place, PageSize=4))
    back = list(pages(client, found[-1]["meta"]["url"], "previous_page_url"))

    assert joined(found, "events") == everything
    assert [body["events"] for body in back] == [body["events"] for body in found][::-1]


def test_events_that_happen_meanwhile_do_not_move_the_pages(client, workspace, place):
    first = client.read(workspace["links"]["events"], PageSize=4)
    expected = client.list(workspace["links"]["events"])[4:8]
    client.create(place, FriendlyName="Late")

    second = client.read(first["meta"]["next_page_url"])

    assert second["events"] == expected


def test_items_created_meanwhile_come_last(client, place, crowd):
    first = client.read(place, PageSize=6)
    client.create(place, FriendlyName="h")

    assert letters(client.read(first["meta"]["next_page_url"])) == "gh"


def test_every_item_can_be_deleted_while_paging_forwards(client, place, crowd):
    seen = ""
    for body in pages(client, place, PageSize=2):
        seen += letters(body)
        for worker in body["workers"]:
            client.remove(worker["url"])

    assert (seen, client.list(place)) == ("abcdefg", [])


def test_every_item_can_be_deleted_while_paging_backwards(client, place, crowd):
    *_, last = pages(client, place, PageSize=2)
    seen = []
    for body in pages(client, last["meta"]["url"], "previous_page_url"):
        seen.append(letters(body))
        for worker in body["workers"]:
            client.remove(worker["url"])

    assert seen == ["g", "ef", "cd", "ab"]


def test_a_page_back_knows_whether_anything_follows_it_still(client, place, crowd):
    *_, last = pages(client, place, PageSize=4)
    for worker in crowd[4:]:
        client.remove(worker["url"])

    body = client.read(last["meta"]["previous_page_url"])

    assert (letters(body), body["meta"]["next_page_url"]) == ("abcd", None)


def test_the_middle_may_be_deleted_between_two_pages(client, place, crowd):
    first, second, *_ = pages(client, place, PageSize=2)
    for worker in crowd[1:3]:
        client.remove(worker["url"])

    assert letters(client.read(first["meta"]["next_page_url"])) == "de"
    assert letters(client.read(second["meta"]["previous_page_url"])) == "a"


def test_deleting_items_with_sids_of_their_own_does_not_disturb_paging():
    """A seed's SID does not tell the place of its record, unlike one that was handed out."""
    rows = [{"friendly_name": letter, "sid": f"WK{5 - n:032x}"} for n, letter in enumerate("abcde")]
    with Sandbox({"workspaces": [{"friendly_name": "Support", "workers": rows}]}) as sandbox:
        client = Client(sandbox)
        (workspace,) = client.list("/Workspaces")

        seen = ""
        for body in pages(client, workspace["links"]["workers"], PageSize=2):
            seen += letters(body)
            for worker in body["workers"]:
                client.remove(worker["url"])

    assert seen == "abcde"


def test_an_item_that_left_the_filter_still_marks_its_place(client, place, crowd, activities):
    first = client.read(place, PageSize=2, Available="false")
    client.change(crowd[1]["url"], ActivitySid=activities["Available"])

    assert letters(client.read(first["meta"]["next_page_url"])) == "cd"


def test_with_an_ordering_the_place_of_a_deleted_item_is_lost_and_that_is_said(
    client, place, crowd
):
    first = client.read(place, PageSize=2, Ordering="DateStatusChanged:desc")
    client.remove(crowd[1]["url"])

    message = refusal(client.get(first["meta"]["next_page_url"]))

    assert "PageToken: expected the SID of an item that still exists" in message


@pytest.mark.parametrize("size", ["1001", "5000", "99999999999"])
def test_a_page_above_1000_is_too_large(client, size):
    message = refusal(client.get("/Workspaces", PageSize=size), 400, 20007)

    assert message == "Page size must not be greater than 1000"


@pytest.mark.parametrize("size", ["0", "-1", "ten", "", "1.5", "٣"])
def test_a_page_size_that_is_no_positive_number_is_refused(client, size):
    message = refusal(client.get("/Workspaces", PageSize=size))

    assert (
        message
        == f"Invalid value {size!r} for parameter PageSize: expected an integer of at least 1"
    )


@pytest.mark.parametrize("page", ["-1", "one", ""])
def test_a_page_number_that_is_no_number_is_refused(client, page):
    assert "parameter Page: expected an integer" in refusal(client.get("/Workspaces", Page=page))


@pytest.mark.parametrize("page", [1, 2, 100])
def test_absolute_paging_is_refused(client, place, crowd, page):
    message = refusal(client.get(place, Page=page, PageSize=2), 400, 40153)

    assert "next_page_url" in message


def test_page_zero_needs_no_token(client, place, crowd):
    assert letters(client.read(place, Page=0, PageSize=2)) == "ab"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "PA",
        "PX" + "WK" + NOBODY,
        "WK" + NOBODY,
        "PAWK" + NOBODY,
        "PAWQ" + "a" * 20 + "000000000001",
        "PAnobody",
        "PBWK1",
    ],
)
def test_a_token_that_was_never_given_is_refused(client, place, crowd, token):
    message = refusal(client.get(place, Page=1, PageToken=token))

    assert "parameter PageToken: expected" in message


def test_after_sid_is_a_place_too_as_the_worker_sdk_has_it(client, place, crowd):
    body = client.read(place, AfterSid=crowd[4]["sid"])

    assert letters(body) == "fg"
    for sid in ["WQxxx", "WK" + NOBODY]:
        assert client.get(place, AfterSid=sid).status == 400


@pytest.mark.parametrize("collection", ["channels", "reservations"])
def test_lists_below_a_worker_are_paged_alike(client, workspace, worker, workflow, collection):
    for channel in ["default", "voice", "chat"]:
        client.create(workspace["links"]["tasks"], TaskChannel=channel)
    url = worker["links"][collection]
    everything = client.list(url)

    found = list(pages(client, url, PageSize=2))
    back = list(pages(client, found[-1]["meta"]["url"], "previous_page_url"))

    assert len(everything) >= 3
    assert joined(found, collection) == everything
    assert [body[collection] for body in back] == [body[collection] for body in found][::-1]


def test_an_unknown_list_is_not_found_before_its_query_is_read(client):
    answer = client.get(f"/Workspaces/WS{NOBODY}/Workers", PageSize=5000)

    assert refusal(answer, 404, 20404)


@pytest.fixture(scope="module")
def thousands():
    """2,500 workers, whose names are their numbers."""
    rows = [{"friendly_name": f"{number}"} for number in range(2500)]
    with Sandbox({"workspaces": [{"friendly_name": "Big", "workers": rows}]}) as sandbox:
        yield Client(sandbox)


@pytest.mark.parametrize("size", [1000, 999, 50])
def test_thousands_of_items_are_paged_without_loss(thousands, size):
    (workspace,) = thousands.list("/Workspaces")

    found = list(pages(thousands, workspace["links"]["workers"], PageSize=size))

    assert len(found) == -(-2500 // size)
    shown = [name for body in found for name in names(body["workers"])]
    assert shown == [f"{number}" for number in range(2500)]


def test_thousands_of_items_are_filtered_page_by_page(thousands):
    (workspace,) = thousands.list("/Workspaces")
    expression = "friendly_name IN ['3', '1999', '2000']"

    url = workspace["links"]["workers"]
    found = list(pages(thousands, url, PageSize=2, TargetWorkersExpression=expression))

    assert [names(body["workers"]) for body in found] == [["3", "1999"], ["2000"]]


def test_pages_do_not_overlap(thousands):
    (workspace,) = thousands.list("/Workspaces")

    found = pages(thousands, workspace["links"]["workers"], PageSize=100)

    every = [sid for body in found for sid in sids(body["workers"])]
    assert len({*every}) == len(every) == 2500


@pytest.mark.parametrize(
    ("collection", "filters"),
    [
        ("workers", {"TargetWorkersExpression": ""}),
        ("workers", {"ActivitySid": "", "Available": "", "FriendlyName": ""}),
        ("tasks", {"AssignmentStatus": "", "Priority": "", "EvaluateTaskAttributes": ""}),
        ("activities", {"Available": ""}),
        ("events", {"EventType": "", "Minutes": "", "TaskSid": ""}),
    ],
)
def test_a_filter_that_is_empty_counts_as_not_given(client, workspace, collection, filters):
    url = workspace["links"][collection]

    assert sids(client.list(url, **filters)) == sids(client.list(url))
