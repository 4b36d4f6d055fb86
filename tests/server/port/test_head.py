"""What stands before the body of an answer is what waitress itself writes, byte for byte."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from waitress.task import WSGITask

from mocktr.server.port.channel import RequestTask
from mocktr.server.port.head import write_head
from tests.examples import examples

from .test_parser import parsed

PLAIN = [("Content-Type", "application/json"), ("Content-Length", "2")]
NAMES = ["Content-Type", "ETAG", "etag", "x", "X-a", "x-A-b", "Connection"]
RARE = ["server", "Date", "www-authenticate", "sec-ch-ua", "--", "a%s", "\xe4", ""]

names = st.sampled_from(NAMES + RARE)
values = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"))
# waitress takes no other lengths from an application.
lengths = st.tuples(st.sampled_from(["Content-Length", "content-length"]), st.just("12"))
headers = st.lists(st.tuples(names, values) | lengths)
requests = st.sampled_from(
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"HEAD / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: Close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
    ]
)
statuses = st.sampled_from(["200 OK", "201 CREATED", "204 NO CONTENT", "304 X", "101 Y", "500"])


def task_for(request, status="200 OK", sent=PLAIN, length=None):
    """An answer of which all is known but its body."""
    server = SimpleNamespace(adj=SimpleNamespace(ident="mocktr"))
    task = RequestTask(SimpleNamespace(server=server, head=b""), parsed(request)[0])
    task.status, task.response_headers, task.content_length = status, list(sent), length
    task.start_time = 1_893_456_000.75
    return task


def told(task):
    """What goes on with the connection after this."""
    return task.close_on_finish, task.chunked_response


@settings(max_examples=examples(300), deadline=None)
@given(st.tuples(requests, statuses, headers, st.none() | st.just(12)))
def test_the_lines_before_a_body_are_those_of_waitress(answer):
    ours, theirs = task_for(*answer), task_for(*answer)
    written = WSGITask.build_response_header(theirs)

    assert ours.build_response_header() == b""
    assert ours.channel.head == written
    assert told(ours) == told(theirs)


def test_a_usual_answer_is_written_without_waitress(monkeypatch):
    monkeypatch.setattr(WSGITask, "build_response_header", None)
    task = task_for(b"GET / HTTP/1.1\r\n\r\n")
    task.build_response_header()

    assert task.channel.head.decode().split("\r\n") == [
        "HTTP/1.1 200 OK",
        "Content-Length: 2",
        "Content-Type: application/json",
        "Date: Tue, 01 Jan 2030 00:00:00 GMT",
        "Server: mocktr",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "headers", [[], PLAIN[:1], [*PLAIN, ("SERVER", "a")], [*PLAIN, ("date", "today")]]
)
def test_headers_that_say_less_or_more_than_usual_are_left_to_waitress(headers):
    assert write_head("200 OK", headers, "mocktr", 0) is None


def test_headers_of_one_name_keep_their_order():
    head = write_head("200 OK", [("B", "2"), ("a", "2"), ("b", "1"), *PLAIN], "mocktr", 0)

    assert head.startswith(b"HTTP/1.1 200 OK\r\nA: 2\r\nB: 2\r\nB: 1\r\nContent-Length: 2\r\n")
