"""The console: a page that reads the admin API, and its files.

The page holds no data and decides nothing: what it shows and does are commands, to which the guard
applies as to all others. It loads nothing from elsewhere, and may not: its headers forbid it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from mocktr.commands.command import PREFIX
from mocktr.errors import NotFound
from mocktr.hosts import host_name, is_twilio
from mocktr.web.console.files import FILES, kind_of, loaded_with, stamp
from mocktr.web.request import current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FILES_PREFIX = f"{PREFIX}/console/"

CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

HTML = "text/html"

FIRST = ("app.js", "pages/board.js")
"""The modules of the first screen; what they import is loaded with them."""


def add_routes(app: Flask) -> None:
    """The page and its files."""
    app.add_url_rule(PREFIX, "console", page)
    app.add_url_rule(f"{FILES_PREFIX}<edition>/<path:name>", "console_file", file)


def is_page(path: str) -> bool:
    """Whether a path is that of the page or of one of its files, in which there are no data."""
    return path == PREFIX or path.startswith(FILES_PREFIX)


def is_wanted(environ: WSGIEnvironment) -> bool:
    """Whether a request for anything is that of a person who opens the server in a browser."""
    if environ["PATH_INFO"] != "/" or environ["REQUEST_METHOD"] != "GET":
        return False
    takes_html = HTML in environ.get("HTTP_ACCEPT", "")
    return takes_html and not is_twilio(host_name(environ.get("HTTP_HOST", "")))


def lead_there(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Lead from the server's address to the page."""
    place = f"{environ.get('SCRIPT_NAME', '')}{PREFIX}/"
    start_response("302 Found", [("Location", place), ("Content-Length", "0")])
    return []


def page() -> Response:
    """The page itself, which names the files of this edition."""
    check_offered()
    text = FILES["index.html"].read_text(encoding="utf-8")
    edition = stamp()
    files = f"{request.script_root}{FILES_PREFIX}{edition}"
    for name, value in (
        ("modules", preloads(edition)),
        ("files", files),
        ("console", current().sandbox.console),
    ):
        text = text.replace(f"{{{name}}}", value)
    return respond(text, kind_of("index.html"), "no-cache")


def file(edition: str, name: str) -> Response:
    """A file of the page; what an edition says stays as it is."""
    check_offered()
    path = FILES.get(name)
    if path is None:
        raise NotFound(request.path)
    lasts = edition == stamp()
    kept = "public, max-age=31536000, immutable" if lasts else "no-store"
    return respond(path.read_bytes(), kind_of(name), kept)


@lru_cache(maxsize=1)
def preloads(edition: str) -> str:
    """Names the modules of the first screen, so that a browser need not find out one by one."""
    return "\n    ".join(
        f'<link rel="modulepreload" href="{{files}}/{name}" />' for name in loaded_with(*FIRST)
    )


def check_offered() -> None:
    """Refuse with the answer for what there isn't where the page is switched off."""
    if current().sandbox.console == "off":
        raise NotFound(request.path)


def respond(body: str | bytes, kind: str, kept: str) -> Response:
    return Response(body, headers={**HEADERS, "Cache-Control": kept}, content_type=kind)
