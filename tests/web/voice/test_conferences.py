"""Conferences are found, listed, announced to and ended."""

import pytest

from mocktr.core.line.phone import Phone

from ..client import NOBODY, refusal
from .conftest import APP

TOLD = {
    "ConferenceStatusCallback": f"{APP}/told",
    "ConferenceStatusCallbackEvent": "start end join leave mute hold modify announcement",
}


@pytest.fixture
def talk(api, app):
    """A conference of two; the URI of the conference and their payloads."""
    alice, bob = api.conference("client:alice", "client:bob", **TOLD)
    uri = f"/Conferences/{alice['conference_sid']}"
    return uri, alice, bob


def test_a_conference_is_in_progress_when_two_are_there(api, app):
    [alice] = api.conference("client:alice", **TOLD)
    [room] = api.items("/Conferences.json")
    assert (room["status"], room["friendly_name"]) == ("init", "room")

    api.conference("client:bob")

    room = api.fetch(room)
    assert (room["status"], room["sid"]) == ("in-progress", alice["conference_sid"])
    assert (room["region"], room["reason_conference_ended"]) == ("us1", None)
    assert app.told("StatusCallbackEvent") == [
        *("participant-join", "participant-join", "conference-start"),
    ]


def test_a_conference_is_ended_for_all(api, app, talk):
    uri, *_ = talk
    app.heard.clear()

    over = api.change(f"{uri}.json", Status="completed")

    assert over["status"] == "completed"
    assert over["reason_conference_ended"] == "conference-ended-via-api"
    assert over["call_sid_ending_conference"] is None
    assert app.told("StatusCallbackEvent") == [
        *("participant-leave", "participant-leave", "conference-end"),
    ]
    assert app.told("ReasonParticipantLeft")[:2] == ["conference_ended_via_api"] * 2
    assert app.told("ReasonConferenceEnded")[-1] == "conference-ended-via-api"
    assert app.told("CallSidEndingConference")[-1] is None
    assert [one["status"] for one in api.items("/Calls.json")] == ["completed", "completed"]


def test_a_conference_that_is_over_stays_as_it_is(api, app, talk):
    uri, *_ = talk
    over = api.change(f"{uri}.json", Status="completed")
    app.heard.clear()

    assert api.change(f"{uri}.json", Status="completed", AnnounceUrl=f"{APP}/hear") == over
    assert app.heard == []


def test_all_hear_an_announcement(api, app, talk):
    uri, *_ = talk
    app.heard.clear()

    api.change(f"{uri}.json", AnnounceUrl=f"{APP}/hear", AnnounceMethod="get")

    assert [path for path, _ in app.heard] == ["/hear", "/told"]
    assert app.told("StatusCallbackEvent") == ["announcement-end"]
    assert app.told("AnnounceUrl") == [f"{APP}/hear"]


def test_nobody_hears_an_announcement_where_nobody_is(api, app, tenant):
    tenant.account.line.phones["*"] = Phone(answers=False)
    [alice] = api.conference("client:alice")

    api.change(f"/Conferences/{alice['conference_sid']}.json", AnnounceUrl=f"{APP}/hear")

    assert app.heard == []


def test_conferences_are_listed_newest_first_and_filtered(api, talk):
    uri, *_ = talk
    api.change(f"{uri}.json", Status="completed")
    api.advance(90_000)
    api.conference("client:carol")

    def statuses(**query):
        return [one["status"] for one in api.items("/Conferences.json", **query)]

    assert statuses() == statuses(FriendlyName="room") == ["init", "completed"]
    assert statuses(FriendlyName="other") == []
    assert statuses(Status="completed") == ["completed"]
    assert statuses(DateCreated="2030-01-07") == ["completed"]
    assert statuses(**{"DateUpdated>": "2030-01-08"}) == ["init"]


def test_a_bridge_is_no_conference(api, app, tenant):
    app.documents["/voice"] = "<Dial>+15550777</Dial>"
    api.call()
    [room] = tenant.account.line.rooms

    assert api.items("/Conferences.json") == []
    refusal(api.get(f"/Conferences/{room}.json"), 404, 20404)


def test_a_conference_that_is_not_there_is_not_found(api):
    refusal(api.get(f"/Conferences/CF{NOBODY}.json"), 404, 20404)
    refusal(api.post(f"/Conferences/CF{NOBODY}.json", Status="completed"), 404, 20404)
