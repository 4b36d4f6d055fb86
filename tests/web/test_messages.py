"""Messages that an application sends are answered and kept, where that is asked for."""

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from mocktr import HostRefused, OptionError, Sandbox, Server, fixture
from mocktr.server.certificates import Authority
from tests.web.client import ACCOUNT

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
AUTH = (ACCOUNT, "token")
TEXT = {"To": "+15550177", "From": "+15550199", "Body": "You missed a call"}
OPTIONS = {"seed": "support", "tenants": "one", "record": ["messages"]}


@pytest.fixture
def world():
    with fixture.in_process(OPTIONS) as taskrouter:
        yield taskrouter


def send(world, **given):
    fields = {"to": TEXT["To"], "from_": TEXT["From"], "body": TEXT["Body"], **given}
    return world.client.messages.create(**fields)


def test_a_message_is_answered_and_kept(world):
    made = send(world)

    assert made.sid.startswith("SM")
    assert (made.status, made.direction, made.num_segments) == ("queued", "outbound-api", "1")
    assert made.date_created == world.now
    [kept] = world.messages
    assert (kept.sid, kept.to, kept.from_) == (made.sid, TEXT["To"], TEXT["From"])
    assert kept.body == TEXT["Body"]
    assert kept.parameters == TEXT


def test_a_test_can_verify_what_was_sent(world):
    made = send(world)

    [entry] = world.verify("POST", "/Messages.json", kind="message", parameters=TEXT)
    assert (entry.sid, entry.status) == (made.sid, 201)
    assert entry.as_dict()["sid"] == made.sid
    assert world.count() == 0
    assert world.verify(kind="unserved", times=0) == []


def test_media_make_it_another_kind_of_message(world):
    made = send(world, body=None, media_url=["https://a.example/1", "https://a.example/2"])

    assert made.sid.startswith("MM")
    assert (made.num_media, made.body) == ("2", "")
    assert len(world.messages[0].parameters["MediaUrl"]) == 2


def test_a_service_chooses_the_sender_later(world):
    made = send(world, from_=None, messaging_service_sid="MG" + "0" * 32)

    assert (made.from_, made.status) == (None, "accepted")


@pytest.mark.parametrize(
    ("given", "code", "text"),
    [
        ({"to": ""}, 21604, "A 'To' phone number is required."),
        ({"from_": None}, 21603, "A 'From' phone number is required."),
        ({"body": None}, 21602, "Message body is required."),
        ({"to": "me"}, 21211, "The 'To' number me is not a valid phone number."),
        ({"from_": "a name that is too long"}, 21212, "is not a valid phone number, shortcode"),
        ({"from_": TEXT["To"]}, 21266, "cannot be the same"),
        ({"body": "a" * 1601}, 21617, "exceeds the 1600 character limit"),
        ({"status_callback": "here"}, 21609, "StatusCallback"),
    ],
)
def test_what_twilio_does_not_send_is_refused_with_its_code(world, given, code, text):
    with pytest.raises(TwilioRestException) as refusal:
        send(world, **given)

    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert text in refusal.value.msg
    assert world.messages == []
    [entry] = world.verify(kind="message", status=400)
    assert (entry.code, entry.sid) == (code, None)


@pytest.mark.parametrize("address", ["whatsapp:+15550177", "+49 30 1234567", "12345"])
def test_other_addresses_are_taken(world, address):
    assert send(world, to=address).to == address


def test_a_name_may_send(world):
    assert send(world, from_="My Shop").from_ == "My Shop"


def test_a_fault_may_be_planned(world):
    world.fault(kind="message", status=429)

    with pytest.raises(TwilioRestException) as refusal:
        send(world)
    assert refusal.value.status == 429
    assert world.messages == []


def test_a_reset_forgets_them(world):
    send(world)
    world.reset()

    assert world.messages == []


def test_what_was_sent_can_be_read(world):
    first, second = send(world), send(world, to="+15550178")
    messages = world.client.messages

    assert [one.sid for one in messages.list()] == [second.sid, first.sid]
    assert [one.sid for one in messages.list(to="+15550178")] == [second.sid]
    assert [one.sid for one in messages.list(from_=TEXT["To"])] == []
    assert len(messages.list(date_sent=world.now.date())) == 2
    assert [one.sid for one in messages.list(page_size=1)] == [second.sid, first.sid]
    found = messages(first.sid).fetch()
    assert (found.body, found.status, found.uri) == (TEXT["Body"], "queued", first.uri)
    assert world.messages[0].payload() == shown(found)


def shown(message):
    """A message as it came over the wire."""
    answer = requests.get(f"https://api.twilio.com{message.uri}", auth=AUTH)
    return answer.json()


def test_reading_messages_is_a_request_as_any_other(world):
    send(world)
    world.client.messages.list()

    world.verify("GET", "/Messages.json", times=1)
    world.verify(kind="message", times=1)


def test_a_message_that_was_not_sent_is_not_there(world):
    with pytest.raises(TwilioRestException) as refusal:
        world.client.messages("SM" + "0" * 32).fetch()

    assert (refusal.value.status, refusal.value.code) == (404, 20404)


def test_all_else_of_that_host_is_refused_as_ever(world):
    made = send(world)
    for act in (made.delete, made.media.list, lambda: made.update(body="")):
        with pytest.raises(HostRefused):
            act()


def test_without_being_told_messages_are_refused():
    with fixture.in_process({"seed": "support"}) as taskrouter:
        with pytest.raises(HostRefused):
            send(taskrouter)
        with pytest.raises(HostRefused):
            taskrouter.client.messages.list()
        with pytest.raises(HostRefused):
            taskrouter.client.messages("SM" + "0" * 32).fetch()
        assert taskrouter.messages == []


def test_on_a_port_it_is_under_either_name(tmp_path):
    authority, ca = Authority(), tmp_path / "ca.pem"
    authority.write_certificate(ca)
    with Server(**OPTIONS, tls=authority.context()) as server:
        proxy = {"https": server.tls_url.replace("https:", "http:")}
        answers = [
            requests.post(server.url + PATH, data=TEXT, auth=AUTH),
            requests.post(server.url + PATH, data=TEXT, auth=AUTH, headers=API),
            requests.post(f"https://api.twilio.com{PATH}", **HOW, proxies=proxy, verify=str(ca)),
        ]
        listed = requests.get(f"{server.url}/mocktr/messages").json()

    assert [one.status_code for one in answers] == [201, 201, 201]
    assert answers[0].headers["Twilio-Request-Id"].startswith("RQ")
    assert [one["sid"] for one in listed["messages"]] == [one.json()["sid"] for one in answers]
    assert listed["messages"][0]["parameters"] == TEXT


API = {"Host": "api.dublin.ie1.twilio.com"}
HOW = {"data": TEXT, "auth": AUTH}


def test_the_helper_library_finds_it_on_a_port():
    with fixture.on_a_port(OPTIONS) as taskrouter:
        assert send(taskrouter).sid == taskrouter.messages[0].sid


def test_who_is_nobody_sends_nothing():
    with Server(seed="support", record=["messages"], strict_auth=True, auth_token="t") as server:
        answer = requests.post(server.url + PATH, data=TEXT)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_another_account_s_messages_are_not_there():
    with Server(seed="support", record=["messages"]) as server:
        answer = requests.post(server.url + PATH, data=TEXT, auth=("AC" + "b" * 32, "token"))

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_pages_from_elsewhere_send_nothing():
    with Server(**OPTIONS) as server:
        headers = {"Origin": "https://evil.example"}
        answer = requests.post(server.url + PATH, data=TEXT, auth=AUTH, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("record", [["calls"], "messages", [5]])
def test_what_can_not_be_recorded_is_refused(record):
    with pytest.raises(OptionError, match="record"):
        Sandbox(record=record)
