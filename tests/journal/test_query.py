"""Which entries criteria mean."""

import pytest

from mocktr import AdminError
from mocktr.journal import CallbackEntry, Query, RequestEntry

WORKSPACE = "/v1/Workspaces/WS1"


def request(number=1, method="POST", path=f"{WORKSPACE}/Tasks", status=201, **parameters):
    return RequestEntry(method, path, "AC1", number, parameters=parameters, status=status)


def callback(kind="event", url="https://myapp.example/hooks/events?a=b", **parameters):
    return CallbackEntry(0, kind, "WT1", "task.created", url, parameters, number=1)


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("/Tasks", "/v1/Workspaces/WS1/Tasks", True),
        ("/Tasks/", "/v1/Workspaces/WS1/Tasks", True),
        ("/Tasks", "/v1/Workspaces/WS1/Tasks/WT1", False),
        ("/Tasks", "/v1/Workspaces/WS1/OtherTasks", False),
        ("/Tasks/*", "/v1/Workspaces/WS1/Tasks/WT1", True),
        ("/Tasks/*", "/v1/Workspaces/WS1/Tasks", False),
        ("/Tasks/*", "/v1/Workspaces/WS1/Tasks/WT1/Reservations", False),
        ("/Tasks/*/Reservations", "/v1/Workspaces/WS1/Tasks/WT1/Reservations", True),
        ("/Workers/WK*", "/v1/Workspaces/WS1/Workers/WK1", True),
        ("/Workers/WK*", "/v1/Workspaces/WS1/Workers/Statistics", False),
        ("/v1/Workspaces", "/v1/Workspaces", True),
        ("/v1/Workspaces", "/v1/Workspaces/WS1/v2/Workspaces", False),
        ("/T*k*", "/v1/Workspaces/WS1/Tasks", True),
        ("/*ask*s", "/v1/Workspaces/WS1/Tasks", True),
        ("/*s*s*s", "/v1/Workspaces/WS1/Tasks", False),
        ("/Ta*ask", "/v1/Workspaces/WS1/Task", False),
        ("/*/*", "Tasks", False),
        ("/", "/v1/Workspaces", True),
        ("/Tas.s", "/v1/Workspaces/WS1/Tasks", False),
        ("/Tasks", "/v1/Workspaces/WS1/Tasks\n", False),
    ],
)
def test_a_pattern_is_held_against_the_end_of_a_path(pattern, path, is_meant):
    assert Query(path=pattern).matches(request(path=path)) is is_meant


@pytest.mark.parametrize(
    ("wanted", "sent", "is_meant"),
    [
        ("5", "5", True),
        (5, "5", True),
        (5, "50", False),
        (0.5, "0.5", True),
        (True, "true", True),
        (True, "True", True),
        (False, "true", False),
        (None, "5", False),
        ({"language": "es"}, '{ "language":"es" }', True),
        ({"language": "es"}, '{"language": "en"}', False),
        ({"language": "es"}, "no JSON", False),
        (["a", "b"], ["a", "b"], True),
        ([1], "[1]", True),
    ],
)
def test_parameters_are_compared_as_what_they_say(wanted, sent, is_meant):
    assert Query(parameters={"Name": wanted}).matches(request(Name=sent)) is is_meant


def test_other_parameters_may_have_been_sent_too():
    entry = request(Priority="5", Timeout="60")

    assert Query(parameters={"Priority": 5}).matches(entry)
    assert Query(parameters={"TaskChannel": None}).matches(entry)
    assert not Query(parameters={"TaskChannel": "voice"}).matches(entry)


def test_secrets_are_compared_as_the_journal_has_them():
    entry = request(SipAuthPassword="***")

    assert Query(parameters={"SipAuthPassword": "hunter2"}).matches(entry)


def test_callbacks_of_any_kind_are_meant_by_callback():
    assert Query(kind="callback").matches(callback("fallback"))
    assert not Query(kind="callback").matches(request())
    assert not Query(kind="event").matches(callback("assignment"))
    assert Query(kind="request").matches(request())


def test_a_callback_has_the_path_of_its_url():
    assert Query(path="/hooks/events").matches(callback())
    assert not Query(path="/hooks/events").matches(callback(url=None))


def test_methods_are_meant_in_any_case_and_numbers_after_since():
    assert Query(method="post", since=1).matches(request(number=2))
    assert not Query(method="post", since=2).matches(request(number=2))
    assert not Query(status=200).matches(request(status=201))


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ({"kind": "calls"}, 'kind: expected one of request, .*event, .*, got "calls"'),
        ({"method": 5}, "method: expected a method such as POST, got 5"),
        ({"path": "Tasks"}, 'path: expected a pattern such as /Tasks or /Tasks/\\*, got "Tasks"'),
        ({"parameters": ["a"]}, "parameters: expected an object of names and values, got"),
        ({"status": "404"}, 'status: expected an integer, got "404"'),
        ({"since": True}, "since: expected the number of an entry, got true"),
        ({"since": None}, "since: expected the number of an entry, got null"),
    ],
)
def test_criteria_that_mean_nothing_are_refused(criteria, message):
    with pytest.raises(AdminError, match=message):
        Query(**criteria)


@pytest.mark.parametrize(
    ("words", "is_meant"),
    [
        ("tasks", True),
        ("POST ws1 ES", True),
        ("language 201", True),
        ("post nobody", False),
        ("", True),
    ],
)
def test_words_are_looked_for_in_all_that_an_entry_tells(words, is_meant):
    assert Query(text=words).matches(request(language="es")) is is_meant


def test_words_may_be_in_the_answer_to_a_callback():
    one = callback()
    one.body = '{"instruction": "accept"}'

    assert Query(text="accept hooks").matches(one)
    assert not Query(text="accept").matches(callback())


def test_entries_before_a_number_may_be_meant():
    assert [Query(before=2).matches(request(number)) for number in (1, 2)] == [True, False]
