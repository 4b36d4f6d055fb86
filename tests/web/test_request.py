"""How a request's form is read."""

from io import BytesIO

from hypothesis import example, given
from hypothesis import strategies as st

from mocktr.web.request import FORM, Request


def form_of(body, content_type):
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return Request(environ).form


@given(st.binary(max_size=40) | st.text("aZ09%+=&;\u00e9\0 ", max_size=40).map(str.encode))
@example(b"A=1&B=&A=%20x+y&%C3%A9=%FF&=3&C")
@example(b"A=\xff")
def test_a_form_is_what_werkzeug_reads(body):
    # With a parameter of its type it goes Werkzeug's own way.
    assert form_of(body, FORM) == form_of(body, FORM + "; charset=utf-8")


def test_a_form_is_without_files():
    request = Request({"CONTENT_TYPE": FORM, "wsgi.input": BytesIO(), "REQUEST_METHOD": "POST"})

    assert not request.form
    assert not request.files


def test_a_form_of_several_parts_is_read_too(client):
    parts = '--x\r\nContent-Disposition: form-data; name="FriendlyName"\r\n\r\nParts\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = client.ask("POST", "/Workspaces", parts.encode(), headers)

    assert (answer.status, answer.body["friendly_name"]) == (201, "Parts")
