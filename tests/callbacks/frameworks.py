"""An application's requests and answers in Flask and in Django, each as its own users have them."""

from types import SimpleNamespace

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, JsonResponse
from django.urls import re_path
from flask import Flask, jsonify, request

TWIML = "text/xml"
ANSWER = "tests.answer"
"""Where a WSGI environment holds what answers a request."""


def by_flask(answer):
    """A Flask application whose requests `answer` answers: by a dict, or by TwiML."""
    app = Flask("call_center")

    @app.route("/<path:path>", methods=["GET", "POST"])
    def view(path):
        found = answer(
            SimpleNamespace(
                path=f"/{path}",
                query=request.query_string.decode(),
                form=request.form.to_dict(),
                values=request.values.to_dict(),
                cookies=request.cookies.to_dict(),
                signature=request.headers["X-Twilio-Signature"],
            )
        )
        if isinstance(found, dict):
            return jsonify(found)
        return (found, {"Content-Type": TWIML}) if isinstance(found, str) else found

    return app


def by_django(answer):
    """The same in Django."""
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="none")
        django.setup()
    handler = WSGIHandler()

    def app(environ, start_response):
        return handler({**environ, ANSWER: answer}, start_response)

    return app


def django_view(asked):
    found = asked.environ[ANSWER](
        SimpleNamespace(
            path=asked.path,
            query=asked.META["QUERY_STRING"],
            form=asked.POST.dict(),
            values={**asked.GET.dict(), **asked.POST.dict()},
            cookies=asked.COOKIES,
            signature=asked.headers["X-Twilio-Signature"],
        )
    )
    if isinstance(found, dict):
        return JsonResponse(found)
    return HttpResponse(found, content_type=TWIML)


urlpatterns = [re_path("", django_view)]
