"""Posting a form to receivers that behave badly, on real sockets."""

import socket
import threading
from contextlib import contextmanager, suppress

import pytest
import responses

from mocktr.callbacks.answer import MOST_BYTES, Forbidden, Unanswered
from mocktr.callbacks.network import send
from mocktr.callbacks.reach import Reach
from tests.garbage import left_by

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
FORM = b"a=1"
SHORT = 0.25
"""Seconds in which a receiver that never answers is given up."""
TIMES = 20


@contextmanager
def server(behave):
    """The URL of a socket whose connections are given to `behave`, with an event for the end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            connection, _ = listening.accept()
            with connection:
                behave(connection, over)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


def take(connection):
    """Read the whole request: what is left unread would reset the connection at its end."""
    received = b""
    while not received.endswith(FORM):
        received += connection.recv(65_536)


def answering(*chunks):
    def behave(connection, over):
        take(connection)
        for chunk in chunks:
            connection.sendall(chunk)

    return behave


def silent(connection, over):
    take(connection)
    over.wait()


def dripping(connection, over):
    """Sends a header's byte again and again, each before a socket would time out."""
    take(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    try:
        while not over.wait(0.01):
            connection.sendall(b"x")
    except OSError:
        pass


def why(behave, timeout=5):
    with server(behave) as url, pytest.raises(Unanswered) as refusal:
        send("POST", url, FORM, HEADERS, timeout)
    return str(refusal.value)


def test_an_answer_is_status_type_and_body():
    told = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"

    with server(answering(told)) as url:
        answer = send("POST", url, FORM, HEADERS, 5)

    assert answer == (200, "text/plain", b"hi", None, ())


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(Unanswered, match=r"^connection refused$"):
        send("POST", f"http://127.0.0.1:{port}/", FORM, HEADERS, 5)


def test_a_receiver_that_is_silent_is_given_up():
    assert why(silent, SHORT) == "no answer within 0.25 seconds"


def test_a_receiver_that_drips_is_given_up():
    assert why(dripping, SHORT) == "no answer within 0.25 seconds"


@pytest.mark.parametrize(
    "begin",
    [
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    ],
)
def test_a_receiver_that_keeps_talking_is_hung_up_on(begin):
    def talking(connection, over):
        take(connection)
        connection.sendall(begin)
        try:
            while not over.wait(0.001):
                connection.sendall(b"0")
        except OSError:
            ended.set()

    ended = threading.Event()
    with server(talking) as url:
        with pytest.raises(Unanswered, match="no answer within"):
            send("POST", url, FORM, HEADERS, SHORT)
        assert ended.wait(20)
    for thread in threading.enumerate():
        if thread.name == "mocktr-callback":
            thread.join(20)
            assert not thread.is_alive()


def test_a_receiver_that_never_shakes_hands_is_hung_up_on():
    def mute(connection, over):
        while connection.recv(65_536):
            pass
        ended.set()

    ended = threading.Event()
    with server(mute) as url, pytest.raises(Unanswered, match="no answer within"):
        send("POST", url.replace("http:", "https:"), FORM, HEADERS, SHORT)
    assert ended.wait(20)


def test_without_a_thread_nobody_is_asked(monkeypatch):
    def none_left(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    with pytest.raises(Unanswered, match="can't start new thread"):
        send("POST", "http://127.0.0.1:9/", FORM, HEADERS, 5)


def test_a_receiver_that_hangs_up_has_not_answered():
    assert why(answering()) == "the connection ended before the answer did"


def test_a_receiver_that_hangs_up_in_the_middle_has_not_answered():
    told = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi"

    assert why(answering(told)) == "the connection ended before the answer did"


def test_an_answer_that_is_not_http_is_none():
    assert why(answering(b"SSH-2.0-rubbish\r\n\r\n")) == "what came is not HTTP"


@pytest.mark.parametrize(
    ("behave", "timeout"),
    [
        (answering(), 5),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi"), 5),
        (answering(b"SSH-2.0-rubbish\r\n\r\n"), 5),
        (silent, 0.02),
    ],
    ids=["hangs up", "hangs up in the middle", "is no HTTP", "is silent"],
)
def test_a_failure_is_no_work_for_the_collector_of_garbage(behave, timeout):
    def ask():
        # What `pytest.raises` knows of an error holds it in turn.
        answer = None
        with server(behave) as url, suppress(Unanswered):
            answer = send("POST", url, FORM, HEADERS, timeout)
        assert answer is None

    assert left_by(ask, TIMES) < TIMES


def test_a_redirect_is_not_followed():
    told = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    with server(answering(told)) as url:
        assert send("POST", url, FORM, HEADERS, 5).status == 302


def test_a_connection_is_closed_with_its_answer_though_the_receiver_keeps_it():
    ended = threading.Event()

    def keep(connection, over):
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")(connection, over)
        if connection.recv(1) == b"":
            ended.set()

    with server(keep) as url:
        assert send("POST", url, FORM, HEADERS, 5).body == b"hi"
        assert ended.wait(10)


def test_an_answer_is_read_up_to_a_bound():
    length = MOST_BYTES + 1
    told = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()

    assert why(answering(told, b"x" * length)) == f"an answer of more than {MOST_BYTES} bytes"


def test_the_users_own_rules_answer():
    with responses.RequestsMock() as mock:
        mock.post("https://myapp.example/assign", json={"instruction": "accept"})
        answer = send("POST", "https://myapp.example/assign", FORM, HEADERS, 5)

    assert answer[:3] == (200, "application/json", b'{"instruction": "accept"}')


def test_callbacks_leave_past_the_users_rules_where_none_matches():
    told = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    with server(answering(told)) as url, responses.RequestsMock() as mock:
        mock.add("GET", "https://elsewhere.example/", body="")
        answer = send("POST", url, FORM, HEADERS, 5)
        mock.reset()

    assert answer.status == 200


LIVE = "https://live.example/assign"


def test_the_users_own_rules_answer_for_hosts_that_nobody_allowed():
    with responses.RequestsMock() as mock:
        mock.post(LIVE, body="")

        assert send("POST", LIVE, FORM, HEADERS, 5).status == 200


def test_a_host_that_nobody_allowed_is_not_asked():
    with pytest.raises(Forbidden, match=r"live\.example is neither mounted nor this machine"):
        send("POST", LIVE, FORM, HEADERS, 5)


def test_a_host_that_nobody_allowed_is_not_asked_where_no_rule_matches():
    with responses.RequestsMock(), pytest.raises(Forbidden):
        send("POST", LIVE, FORM, HEADERS, 5)


def test_a_rule_that_lets_pass_allows_nothing():
    with responses.RequestsMock() as mock:
        mock.add_passthru("https://")
        with pytest.raises(Forbidden):
            send("POST", LIVE, FORM, HEADERS, 5)


def test_a_rule_that_raises_has_not_answered():
    with responses.RequestsMock() as mock:
        mock.post("http://localhost/assign", body=RuntimeError("broken"))
        with pytest.raises(Unanswered, match=r"^RuntimeError: broken$"):
            send("POST", "http://localhost/assign", FORM, HEADERS, 5)


def test_an_error_that_leads_back_to_itself_is_told_all_the_same():
    first, second = OSError(5, "Input/output error"), ValueError("because")
    first.__context__, second.__context__ = second, first
    with responses.RequestsMock() as mock:
        mock.post("http://localhost/assign", body=first)
        with pytest.raises(Unanswered, match=r"^input/output error$"):
            send("POST", "http://localhost/assign", FORM, HEADERS, 5)


def test_an_error_that_a_rule_keeps_still_says_where_it_was_raised():
    kept = []

    def fail(request):
        try:
            {}["worker"]
        except KeyError as error:
            kept.append(error)
            raise ValueError from error

    with responses.RequestsMock() as mock:
        mock.add_callback("POST", "http://localhost/assign", fail)
        with pytest.raises(Unanswered, match=r"^ValueError"):
            send("POST", "http://localhost/assign", FORM, HEADERS, 5)
    assert kept[0].__traceback__.tb_frame.f_code is fail.__code__


def test_an_exception_of_pytests_own_comes_through_a_rule():
    def fail(request):
        pytest.fail("wrong worker")

    with responses.RequestsMock() as mock:
        mock.add_callback("POST", "http://localhost/assign", fail)
        with pytest.raises(pytest.fail.Exception, match="wrong worker"):
            send("POST", "http://localhost/assign", FORM, HEADERS, 5)


def test_no_proxy_comes_between_a_callback_and_this_machine(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    told = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    with server(answering(told)) as url:
        assert send("POST", url, FORM, HEADERS, 5).status == 200


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:5000/", True),
        ("http://127.8.8.8/", True),
        ("http://[::1]:5000/", True),
        ("http://localhost/x", True),
        ("http://app.localhost/x", True),
        ("http://LOCALHOST/x", True),
        ("https://hooks.test/x", True),
        ("https://hooks.TEST/x", True),
        ("https://myapp.example/x", False),
        ("https://localhost.example/x", False),
        ("http://10.0.0.1/x", False),
        ("http://169.254.169.254/latest", False),
        ("http://127.0.0.1@myapp.example/x", False),
    ],
)
def test_callbacks_go_to_this_machine_and_where_they_are_allowed(url, allowed):
    assert (Reach(("*.test",)).refusal(url) is None) == allowed


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://localhost:3000/a", True),
        ("http://127.0.0.2:80", True),
        ("http://[::1]", True),
        ("https://localhost", False),
        ("http://127.0.0.1:8275/mocktr/reset", False),
        ("http://app.test:1", True),
    ],
)
def test_some_ports_of_this_machine_may_be_all_that_callbacks_reach(url, allowed):
    refusal = Reach(("*.test",), frozenset({80, 3000})).refusal(url)

    assert (refusal is None) == allowed
    assert allowed or "of this machine" in refusal
