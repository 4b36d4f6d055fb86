"""Every operation of the 2010 API, on a real server, answers as Twilio's OpenAPI file says."""

import pytest
import requests

from mocktr import Server
from mocktr.web.paging import PARAMETERS as PAGING_PARAMETERS
from mocktr.web.voice.routes import VOICE_RESOURCES, operations, path_of

from ...contract.checker import check_error
from ...contract.voice import OPERATIONS, check
from ..client import ACCOUNT, NOBODY

NOUNS = {
    "Application": ("Applications",),
    "Call": ("Calls",),
    "CallRecording": ("Calls", "Recordings"),
    "Conference": ("Conferences",),
    "ConferenceRecording": ("Conferences", "Recordings"),
    "IncomingPhoneNumber": ("IncomingPhoneNumbers",),
    "Member": ("Queues", "Members"),
    "Participant": ("Conferences", "Participants"),
    "Queue": ("Queues",),
    "Recording": ("Recordings",),
}
MOUNTS = {
    noun: next(one for one in VOICE_RESOURCES if one.segments == segments)
    for noun, segments in NOUNS.items()
}
SERVED = {
    f"{operation.capitalize()}{noun}": (mount, operation)
    for noun, mount in MOUNTS.items()
    for operation in operations(mount)
}
PREFIXES = {"Calls": "CA", "Conferences": "CF", "Queues": "QU"}
FORMS = [name for name, declared in OPERATIONS.items() if "form" in declared]


def depth(operation_id):
    """How many names are in its path, behind that of the account."""
    return OPERATIONS[operation_id]["path"].count("{") - 1


NAMING = [name for name in OPERATIONS if depth(name)]
HOLD = "<Response><Pause length='600'/></Response>"
TALK = "<Response><Dial><Conference record='record-from-start'>room</Conference></Dial></Response>"


class Api:
    """Calls operations by their operationId and holds every answer against the contract."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.session.auth = (ACCOUNT, "token")

    def __call__(self, operation_id, *names, **sent):
        answer = self.ask(operation_id, *names, **sent)
        assert answer.status_code < 400, answer.text
        return answer.json() if answer.text else None

    def ask(self, operation_id, *names, **sent):
        operation = OPERATIONS[operation_id]
        path = operation["path"].replace("{AccountSid}", ACCOUNT)
        for name in names:
            before, _, rest = path.partition("{")
            path = before + name + rest.partition("}")[2]
        how = {"params" if operation["method"] == "GET" else "data": sent}
        answer = self.session.request(operation["method"], self.url + path, timeout=10, **how)
        check(operation_id, answer.status_code, answer.headers, answer.text)
        return answer


@pytest.fixture(scope="module")
def api():
    with Server() as server:
        api = Api(server.url)
        with api.session:
            yield api


def called(api, twiml):
    form = {"To": "+13051416799", "From": "+15550199", "Twiml": twiml}
    return api("CreateCall", **form)["sid"]


def queued(api):
    twiml = "<Response><Enqueue>support</Enqueue></Response>"
    sid = called(api, twiml)
    queue = next(one for one in api("ListQueue")["queues"] if one["friendly_name"] == "support")
    return queue["sid"], sid


def talked(api):
    """A conference that is over, and was recorded; its SID and that of the recording."""
    for _ in range(2):
        called(api, TALK)
    room = api("ListConference", FriendlyName="room")["conferences"][0]["sid"]
    api("UpdateConference", room, Status="completed")
    return room, api("ListConferenceRecording", room)["recordings"][0]["sid"]


def test_calls(api):
    sid = called(api, HOLD)

    assert api("FetchCall", sid)["status"] == "in-progress"
    assert api("UpdateCall", sid, Status="completed")["status"] == "completed"
    assert sid in [one["sid"] for one in api("ListCall", Status="completed")["calls"]]
    api("DeleteCall", sid)


def test_conferences_and_participants(api):
    form = {"To": "client:alice", "From": "+15550199"}
    alice = api("CreateParticipant", "meeting", **form)
    room, call = alice["conference_sid"], alice["call_sid"]
    api("CreateParticipant", room, **form, Label="other")

    assert api("FetchConference", room)["status"] == "in-progress"
    assert len(api("ListParticipant", room)["participants"]) == 2
    assert api("UpdateParticipant", room, call, Hold="true")["hold"] is True
    assert api("FetchParticipant", room, "other")["label"] == "other"
    api("DeleteParticipant", room, call)
    assert api("UpdateConference", room, Status="completed")["status"] == "completed"
    assert room in [one["sid"] for one in api("ListConference")["conferences"]]


def test_queues_and_members(api):
    queue = api("CreateQueue", FriendlyName="own", MaxSize="5")["sid"]
    assert api("UpdateQueue", queue, MaxSize="7")["max_size"] == 7
    assert api("FetchQueue", queue)["current_size"] == 0
    api("DeleteQueue", queue)

    queue, call = queued(api)
    assert api("ListMember", queue)["queue_members"][0]["call_sid"] == call
    assert api("FetchMember", queue, "Front")["position"] == 1
    assert api("UpdateMember", queue, call, Url="https://app.example/next")["call_sid"] == call


def test_recordings(api):
    room, sid = talked(api)

    assert api("FetchRecording", sid)["conference_sid"] == room
    assert sid in [one["sid"] for one in api("ListRecording")["recordings"]]
    assert api("FetchConferenceRecording", room, sid)["source"] == "Conference"
    assert api.ask("UpdateConferenceRecording", room, sid, Status="paused").status_code == 400
    api("DeleteConferenceRecording", room, sid)
    _, other = talked(api)
    api("DeleteRecording", other)


def test_recordings_of_a_call(api):
    call = called(api, HOLD)
    sid = api("CreateCallRecording", call)["sid"]

    assert api("UpdateCallRecording", call, sid, Status="paused")["status"] == "paused"
    assert api("FetchCallRecording", call, sid)["sid"] == sid
    assert len(api("ListCallRecording", call)["recordings"]) == 1
    api("DeleteCallRecording", call, sid)


def test_numbers_and_applications(api):
    application = api("CreateApplication", FriendlyName="app", VoiceUrl="https://a.example")["sid"]
    form = {"PhoneNumber": "+13051416799", "VoiceApplicationSid": application}
    number = api("CreateIncomingPhoneNumber", **form)["sid"]

    assert api("FetchIncomingPhoneNumber", number)["friendly_name"] == "(305) 141-6799"
    assert len(api("ListIncomingPhoneNumber")["incoming_phone_numbers"]) == 1
    api("UpdateIncomingPhoneNumber", number, SmsUrl="https://app.example/sms")
    api("DeleteIncomingPhoneNumber", number)
    api("UpdateApplication", application, MessageStatusCallback="https://app.example/told")
    assert len(api("ListApplication", FriendlyName="app")["applications"]) == 1
    assert api("FetchApplication", application)["voice_url"] == "https://a.example"
    api("DeleteApplication", application)


def test_all_43_operations_are_served():
    assert (len(SERVED), SERVED.keys()) == (43, OPERATIONS.keys())


@pytest.mark.parametrize("operation_id", NAMING)
def test_what_is_not_there_is_not_found(api, operation_id):
    segments = SERVED[operation_id][0].segments
    names = [PREFIXES.get(one, "XX") + NOBODY for one in segments][: depth(operation_id)]
    form = dict.fromkeys(OPERATIONS[operation_id].get("required", ()), "https://a.example")
    if operation_id == "CreateParticipant":
        form = {"To": "+1", "From": "+2"}

    answer = api.ask(operation_id, *names, **form)

    check_error(answer.status_code, answer.text, 20404)


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_routes_are_those_that_are_published(operation_id):
    mount, operation = SERVED[operation_id]
    path = path_of(mount, operation not in ("list", "create"))

    assert [one for one in path.split("/") if one[0:1] != "<"] == [
        one for one in OPERATIONS[operation_id]["path"].split("/") if one[0:1] != "{"
    ]


@pytest.mark.parametrize("operation_id", FORMS)
def test_forms_have_exactly_the_published_parameters(operation_id):
    mount, operation = SERVED[operation_id]
    declared = mount.creates if operation == "create" else mount.updates

    assert declared.keys() == OPERATIONS[operation_id]["form"].keys()
    required = {name for name, param in declared.items() if param.required}
    assert required == set(OPERATIONS[operation_id].get("required", ()))


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_have_exactly_the_published_filters(noun):
    published = OPERATIONS[f"List{noun}"]["query"].keys()

    # The one of queues is documented elsewhere.
    more = {"FriendlyName"} if noun == "Queue" else set()
    assert MOUNTS[noun].filters.keys() - more == published - PAGING_PARAMETERS
    assert published & PAGING_PARAMETERS == PAGING_PARAMETERS - {"AfterSid"}
