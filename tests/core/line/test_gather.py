"""Keys and words are asked for, and come or not."""

import pytest

from mocktr.core.line import callers
from mocktr.core.line.script import KEYS, PAUSE, SPEECH
from mocktr.errors import AdminError

from .world import LineWorld, heard


def menu(attributes="", nested="", **more):
    """A world that begins with a menu; a caller who presses nothing gets to a pause."""
    document = f"<Gather action='/menu' {attributes}>{nested}</Gather><Pause length='60'/>"
    return LineWorld({"/voice": document, **more})


def test_the_keys_that_a_caller_planned_are_pressed_at_once():
    world = menu("numDigits='1'")
    world.call_in(digits=["1"])

    assert world.asked() == ["voice /voice", "Gather action /menu"]
    told = world.last()
    assert (told["Digits"], told["msg"], told["FinishedOnKey"]) == ("1", "Gather End", "")
    assert told["CallStatus"] == "in-progress"


def test_a_caller_has_keys_for_each_time():
    world = menu("numDigits='1'", **{"/menu": "<Gather action='/more' numDigits='2'/>"})
    world.call_in(digits=["1", "23"])

    assert world.last()["Digits"] == "23"


def test_without_a_number_of_keys_the_time_after_the_last_decides():
    world = menu("timeout='4'")
    call = world.call_in(digits=["12"])
    world.pass_time(3.9)
    assert heard(call) == KEYS

    world.pass_time(0.1)

    assert world.last("Gather action")["Digits"] == "12"


@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished"),
    [
        ("", "12#", "12", "#"),
        ("finishOnKey='*'", "1#*", "1#", "*"),
        ("finishOnKey='' numDigits='2'", "1#", "1#", ""),
        ("numDigits='2'", "123", "12", ""),
    ],
)
def test_a_key_or_a_number_of_keys_ends_them(attributes, keys, digits, finished):
    world = menu(attributes)
    world.press(world.call_in(), keys)

    told = world.last("Gather action")
    assert (told["Digits"], told["FinishedOnKey"]) == (digits, finished)


def test_no_key_leads_to_the_next_verb():
    world = menu()
    call = world.call_in()
    world.pass_time(5)

    assert (heard(call), world.asked()) == (PAUSE, ["voice /voice"])


def test_the_finish_key_alone_is_no_input():
    world = menu()
    call = world.call_in(digits=["#"])

    assert heard(call) == PAUSE


def test_no_key_may_be_an_answer_too():
    world = menu("actionOnEmptyResult='true'")
    world.call_in()
    world.pass_time(5)

    assert world.last("Gather action")["Digits"] == ""


def test_the_time_begins_when_all_is_said():
    world = menu(nested="<Say>Press one</Say><Pause length='3'/>")
    call = world.call_in()
    world.pass_time(7.9)
    assert heard(call) == KEYS

    world.pass_time(0.1)

    assert heard(call) == PAUSE


def test_without_action_the_document_itself_is_asked_again():
    world = LineWorld({"/voice": "<Gather numDigits='1'/>"})
    world.call_in(digits=["1"])

    assert world.asked() == ["voice /voice", "Gather action /voice"]


def test_a_caller_who_hangs_up_has_pressed_nothing():
    world = menu()
    world.hang_up(world.call_in())
    world.pass_time(60)

    assert world.asked() == ["voice /voice"]


def test_keys_that_nobody_asked_for_are_refused():
    world = LineWorld({"/voice": "<Pause/>"})
    call = world.call_in()

    with pytest.raises(AdminError, match="is asked for no keys now; it is in-progress"):
        callers.press(call, "1")


# --- words -------------------------------------------------------------------------------------


def test_what_a_caller_planned_to_say_is_heard_at_once():
    world = menu("input='speech'")
    world.call_in(says=["Sales, please"])

    told = world.last("Gather action")
    assert (told["SpeechResult"], told["Confidence"]) == ("Sales, please", "0.9")
    assert "Digits" not in told


def test_what_the_test_says_is_heard_as_surely_as_it_says():
    world = menu("input='speech'")
    call = world.call_in()
    assert heard(call) == SPEECH

    world.say(call, "Sails", confidence="0.31")

    told = world.last("Gather action")
    assert (told["SpeechResult"], told["Confidence"]) == ("Sails", "0.31")


def test_who_says_nothing_gets_to_the_next_verb():
    world = menu("input='speech' timeout='7'")
    call = world.call_in(says=[""])
    world.pass_time(6.9)
    assert heard(call) == SPEECH

    world.pass_time(0.1)

    assert (heard(call), world.asked()) == (PAUSE, ["voice /voice"])


def test_keys_are_no_answer_to_who_listens_for_words_alone():
    world = menu("input='speech'")
    call = world.call_in(digits=["1"])

    assert (heard(call), call.caller.digits) == (SPEECH, ["1"])
    with pytest.raises(AdminError, match="is asked for no keys now"):
        callers.press(call, "1")


def test_words_are_no_answer_to_who_asks_for_keys_alone():
    world = menu()
    call = world.call_in(says=["one"])

    assert (heard(call), len(call.caller.says)) == (KEYS, 1)
    with pytest.raises(AdminError, match="is not listened to now; it is in-progress"):
        world.say(call, "one")


@pytest.mark.parametrize(
    ("plan", "key", "value"),
    [
        ({"digits": ["1"], "says": ["two"]}, "Digits", "1"),
        ({"digits": [""], "says": ["two"]}, "SpeechResult", "two"),
        ({"says": ["two"]}, "SpeechResult", "two"),
    ],
)
def test_of_keys_and_words_what_comes_first_is_taken(plan, key, value):
    world = menu("input='dtmf speech' numDigits='1'")
    world.call_in(**plan)

    told = world.last("Gather action")
    assert told[key] == value
    assert ("Digits" in told) != ("SpeechResult" in told)


def test_where_both_are_asked_for_either_may_come_later():
    world = menu("input='dtmf speech' numDigits='1'", **{"/menu": "<Redirect>/voice</Redirect>"})
    call = world.call_in()
    world.say(call, "two")
    world.press(call, "1")

    told = [dict(one.parameters) for one in world.line.requests if one.about == "Gather action"]
    assert [one.get("SpeechResult", one.get("Digits")) for one in told] == ["two", "1"]


def test_nobody_listens_to_a_call_that_is_over():
    world = LineWorld({"/voice": "<Hangup/>"})
    call = world.call_in()

    with pytest.raises(AdminError, match="is not listened to now; it is completed"):
        world.say(call, "hello")
