"""Requests as they come in, whole and in pieces, well-formed and not."""

import pytest
import waitress.parser
import waitress.receiver
from hypothesis import given, settings
from hypothesis import strategies as st
from waitress.adjustments import Adjustments
from waitress.buffers import TempfileBasedBuffer

from mocktr.server.port import parser
from mocktr.server.port.http import no_body_is
from mocktr.server.port.parser import (
    BLOCK,
    LEAST_PORTION,
    MOST_LINE,
    MOST_PORTION,
    MOST_TRAILERS,
    Parser,
)
from tests.examples import examples
from tests.steps import TooManySteps, counted

SIZES = (16, 32, 64)
CHUNKED = b"Transfer-Encoding: chunked"
HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n%b\r\n\r\n" % CHUNKED


def adjusted():
    adjustments = Adjustments()
    adjustments.bulky = no_body_is
    return adjustments


def parsed(data, step=10**9):
    """What a parser makes of bytes that come in pieces of a size."""
    made = Parser(adjusted())
    place = 0
    while place < len(data) and not made.completed:
        place += made.received(data[place : place + step])
    return made, place


def body_of(made):
    assert made.error is None, made.error.body
    return made.get_body_stream().read()


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_a_chunked_body_is_read_whatever_pieces_it_comes_in(step):
    chunks = b'4;a="\\"x";b\r\nWiki\r\n00A\r\npedia in\r\n\r\n0;last\r\nTrailer: x\r\n\r\n'
    following = b"GET / HTTP/1.1\r\n"

    made, place = parsed(HEAD + chunks + following, step)

    assert body_of(made) == b"Wikipedia in\r\n"
    assert made.headers["CONTENT_LENGTH"] == "14"
    assert place == len(HEAD + chunks)


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=20), st.integers(1, 40))
def test_a_chunked_body_is_that_of_its_chunks(chunks, step):
    sent = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in chunks) + b"0\r\n\r\n"

    made, place = parsed(HEAD + sent + b"GET", step)

    assert body_of(made) == b"".join(chunks)
    assert place == len(HEAD + sent)


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        (b"4\r\nWikiX", "Chunk not properly terminated"),
        (b"4\r\nWiki\rX", "Chunk not properly terminated"),
        (b"4\r\nWiki\n", "Chunk not properly terminated"),
        (b"4\nWiki", "Invalid line between chunks"),
        (b"4;\x00\r\n", "Invalid line between chunks"),
        (b"\r\n4\r\n", "Invalid chunk size"),
        (b"x\r\n", "Invalid chunk size"),
        (b"-1\r\n", "Invalid chunk size"),
        (b"4 ;a\r\n", "Invalid chunk size"),
        (b"1" * 17 + b"\r\n", "Invalid chunk size"),
        (b"4;" + b"a" * MOST_LINE, "Line between chunks is too long"),
        (b"0\r\n" + (b"a: " + b"b" * 1000 + b"\r\n") * 17, "Trailers are too long"),
        (b"0\r\na\nb\r\n\r\n", "Invalid line between chunks"),
    ],
)
@pytest.mark.parametrize("step", [1, 1000])
def test_chunks_that_can_not_be_are_refused(chunks, why, step):
    made, _ = parsed(HEAD + chunks, step)

    assert made.completed
    assert (made.error.code, made.error.body) == (400, why)


CRUMBS, LOAVES = b"1\r\na\r\n" * 20_000, b"20000\r\n%b\r\n" % (131_072 * b"a") * 4


USUAL_PORTION = 8192


@pytest.mark.parametrize(
    ("head", "body", "first", "most", "last"),
    [
        pytest.param(b"", b"", USUAL_PORTION, USUAL_PORTION, USUAL_PORTION, id="lines"),
        pytest.param(
            b"Content-Length: 9999999", b"a", *3 * (MOST_PORTION,), id="a body that goes on"
        ),
        pytest.param(
            b"Content-Length: 100000",
            b"a" * 99_999,
            *2 * (MOST_PORTION,),
            USUAL_PORTION,
            id="the end of a body, behind which others may follow",
        ),
        pytest.param(CHUNKED, CRUMBS, *3 * (LEAST_PORTION,), id="crumbs"),
        pytest.param(
            CHUNKED, LOAVES, LEAST_PORTION, MOST_PORTION, LEAST_PORTION, id="large chunks"
        ),
        pytest.param(
            CHUNKED,
            LOAVES + CRUMBS,
            LEAST_PORTION,
            MOST_PORTION,
            LEAST_PORTION,
            id="crumbs at last",
        ),
    ],
)
def test_as_much_is_read_at_a_time_as_takes_little_time(head, body, first, most, last):
    made = Parser(adjusted())
    made.received(b"POST / HTTP/1.1\r\nHost: a\r\n" + head + bool(head) * b"\r\n\r\n")

    portions, place = [made.portion], 0
    while place < len(body):
        place += made.received(body[place : place + made.portion])
        portions.append(made.portion)

    made.close()
    assert (portions[0], max(portions), portions[-1]) == (first, most, last)


@pytest.mark.parametrize("head", [CHUNKED, b"Content-Length: 2000000"])
def test_a_body_is_written_to_its_file_in_blocks(monkeypatch, head):
    written = []
    write = TempfileBasedBuffer.append
    monkeypatch.setattr(
        TempfileBasedBuffer,
        "append",
        lambda file, data: (written.append(len(data)), write(file, data)),
    )
    content = bytes(range(250)) * 8_000
    sent = b"1e8480\r\n%b\r\n0\r\n\r\n" % content if head == CHUNKED else content

    made, _ = parsed(b"POST / HTTP/1.1\r\n%b\r\n\r\n%b" % (head, sent), step=8192)

    assert made.headers["CONTENT_LENGTH"] == str(len(content))
    assert body_of(made) == content
    made.close()
    *blocks, rest = written
    assert len(blocks) > 3
    assert min(blocks) >= BLOCK > rest


def test_trailers_are_left_out_up_to_a_bound():
    trailers = (b"a: " + b"b" * 995 + b"\r\n") * (MOST_TRAILERS // 1000)

    made, _ = parsed(HEAD + b"1\r\nx\r\n0\r\n" + trailers + b"\r\n")

    assert body_of(made) == b"x"
    assert "A" not in made.headers


def test_headers_are_read_without_the_blanks_around_their_values():
    made, _ = parsed(
        b"GET /a?b=c HTTP/1.1\r\nOne:  \t x  y\t\r\nTwo:\r\nThree: a\r\n   b\r\n\t c \r\n\r\n"
    )

    assert made.error is None
    assert made.headers == {"ONE": "x  y", "TWO": "", "THREE": "a b c"}
    assert (made.command, made.path, made.query, made.version) == ("GET", "/a", "b=c", "1.1")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1 x\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/11\r\n\r\n",
        b"GET / http/1.1\r\n\r\n",
        b"GET\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: first\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(head):
    made, _ = parsed(head)

    assert made.completed
    assert made.error.code == 400


PARTS = [b"GET / HTTP/1.1", b"\r\n", b"A", b"-b_", b":", b" ", b"x", b"\t", b"\n", b"0" * 17]


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(PARTS)))
def test_lines_that_are_as_usual_are_in_their_simplest_form_already(parts):
    head = b"".join([b"GET / HTTP/1.1\r\nA: b\r\n", *parts, b"\r\n\r\n"])

    assert not parser.USUAL.fullmatch(head) or parser.plain(head) == head


def test_the_lines_of_a_client_are_as_usual():
    lines = [b"GET /v1/a?b=%20 HTTP/1.1", b"Host: [::1]:80", b"Accept: a/b, */*; q=0.5", b"A: 42"]

    assert parser.USUAL.fullmatch(b"\r\n".join(lines) + b"\r\n\r\n")


ATTACKS = {
    "blanks": (b"GET / HTTP/1.1\r\nA:", b" ", b"x\r\n\r\n"),
    "blanks and nothing": (b"GET / HTTP/1.1\r\nA:", b" \t", b"\x01\r\n\r\n"),
    "words": (b"GET / HTTP/1.1\r\nA:", b" x", b"\x01\r\n\r\n"),
    "folds": (b"GET / HTTP/1.1\r\nA: b", b"\r\n ", b"c\r\n\r\n"),
    "names": (b"GET / HTTP/1.1\r\n", b"a", b"\r\n\r\n"),
    "headers": (b"GET / HTTP/1.1\r\n", b"a: b\r\n", b"\r\n"),
    "a host": (b"GET a://", b"b1", b" x y\r\n\r\n"),
    "a host again": (b"GET a://", b"1", b" HTTP/1.1\r\n\r\n"),
    "digits": (b"GET / HTTP/1.1\r\nContent-Length: ", b"9", b"\r\n\r\n"),
    "codings": (b"GET / HTTP/1.1\r\nTransfer-Encoding: ", b"chunked,", b"\r\n\r\n"),
    "quoted": (HEAD + b'1;a="', b"\\!", b"\r\n"),
    "extensions": (HEAD + b"1", b";a=b", b"\x01\r\n"),
    "chunks": (HEAD, b"1\r\nx\r\n", b"0\r\n\r\n"),
    "trailers": (HEAD + b"0\r\n", b"a: b\r\n", b"\r\n"),
    "a trailer": (HEAD + b"0\r\na:", b" ", b"\x01\r\n\r\n"),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("step", [4, 10**9])
def test_a_request_of_double_the_size_takes_double_the_steps(monkeypatch, attack, step):
    start, unit, end = ATTACKS[attack]
    counts = []
    for size in SIZES:
        with counted(monkeypatch, parser, waitress.parser, waitress.receiver) as steps:
            try:
                parsed(start + unit * size + end, step)
            except TooManySteps:
                pytest.fail("too many steps")
        counts.append(steps.count)

    few, more, most = counts
    assert most - more <= 2.5 * max(more - few, 0) + 200
