"""Lists are cut into pages, which clients follow by relative URIs."""

import pytest
from twilio.rest import Client as Twilio

from mocktr import Server, fixture

from ..client import ACCOUNT, NOBODY, refusal

LIST = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"


@pytest.fixture
def sids(api):
    """Five calls, the newest first."""
    return [api.call(Status="x")["sid"] for _ in range(5)][::-1]


def test_an_empty_list_has_an_envelope_of_its_own(api):
    assert api.read("/Calls.json") == {
        "calls": [],
        "first_page_uri": f"{LIST}?PageSize=50&Page=0",
        "previous_page_uri": None,
        "next_page_uri": None,
        "uri": f"{LIST}?PageSize=50&Page=0",
        "page": 0,
        "page_size": 50,
        "start": 0,
        "end": 0,
    }


def test_pages_lead_to_each_other(api, sids):
    first = api.read("/Calls.json", PageSize=2)
    second = api.read(first["next_page_uri"])
    third = api.read(second["next_page_uri"])

    assert first["next_page_uri"] == f"{LIST}?PageSize=2&Page=1&PageToken=PA{sids[1]}"
    pages = [[call["sid"] for call in page["calls"]] for page in (first, second, third)]
    assert pages == [sids[:2], sids[2:4], sids[4:]]
    assert [(page["start"], page["end"]) for page in (first, second, third)] == [
        *((0, 1), (2, 3), (4, 4)),
    ]
    assert (third["next_page_uri"], first["previous_page_uri"]) == (None, None)
    back = api.read(third["previous_page_uri"])
    assert [call["sid"] for call in back["calls"]] == sids[2:4]


def test_filters_stay_in_the_links(api, sids):
    page = api.read("/Calls.json", PageSize=1, **{"StartTime>": "2030-01-07"})

    assert "?StartTime%3E=2030-01-07&PageSize=1&Page=1" in page["next_page_uri"]


def test_a_page_behind_a_call_that_is_gone_is_found_by_its_number(api, sids):
    first = api.read("/Calls.json", PageSize=2)
    api.remove(f"/Calls/{sids[1]}.json")

    second = api.read(first["next_page_uri"])
    assert [call["sid"] for call in second["calls"]] == sids[3:]


def test_pages_that_can_not_be_are_refused(api):
    refusal(api.get("/Calls.json", PageSize=1001), code=20007)
    refusal(api.get("/Calls.json", Page=1), code=40153)
    refusal(api.get("/Calls.json", PageToken=NOBODY))


def test_the_helper_library_reads_all_pages_at_a_plain_url():
    with Server() as server:
        client = Twilio(ACCOUNT, "token")
        client.api.base_url = server.url
        for number in range(3):
            client.calls.create(to=f"+1555010{number}", from_="+2", twiml="<Response/>")

        assert [one.to[-1] for one in client.calls.stream(page_size=1)] == list("210")


def test_the_helper_library_reads_all_pages():
    with fixture.in_process({}):
        client = Twilio(ACCOUNT, "token")
        for number in range(5):
            client.calls.create(to=f"+1555010{number}", from_="+2", twiml="<Response/>")

        assert [one.to[-1] for one in client.calls.stream(page_size=2)] == list("43210")
