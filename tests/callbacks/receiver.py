"""Applications that receive callbacks, as a user would write them."""

import json
import threading
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator


class Receiver:
    """A Flask application that checks signatures, keeps what came and answers as told.

    `answers` gives the body by path: a dict is answered as JSON; a function is called with the
    form; a Response goes out as it is; nothing is an empty 200.
    """

    def __init__(self, token, **answers):
        self.validator = RequestValidator(token)
        self.answers = answers
        self.forms = []
        self.users = []
        self.app = Flask("receiver")
        self.app.add_url_rule("/<path>", "receive", self.receive, methods=["POST"])

    def receive(self, path):
        signature = request.headers["X-Twilio-Signature"]
        if not self.validator.validate(request.url, request.form, signature):
            return Response("forged", 403)
        self.forms.append((path, request.form.to_dict()))
        if request.authorization:
            self.users.append((request.authorization.username, request.authorization.password))
        answer = self.answers.get(path)
        if callable(answer) and not isinstance(answer, Response):
            answer = answer(request.form)
        if isinstance(answer, dict):
            return Response(json.dumps(answer), mimetype="application/json")
        return Response("") if answer is None else answer

    def received(self, path):
        """The forms that came to one path."""
        return [form for where, form in self.forms if where == path]

    @property
    def events(self):
        return [form["EventType"] for form in self.received("events")]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def single_threaded(app, server_class=WSGIServer):
    """The URL of an application that answers one request at a time, on a real socket."""
    with make_server("127.0.0.1", 0, app, server_class, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def many_threaded(app):
    """The same, for an application that answers many requests at a time."""
    return single_threaded(app, Threading)
