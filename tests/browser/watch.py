"""What goes wrong in the pages of a browser, and where they ask."""

import re
from urllib.parse import urlsplit

LOCAL = ("about", "blob", "data")
"""What a page loads from nowhere."""

UNASKED = "/favicon.ico"
"""What Chromium wants by itself."""


class Watch:
    """Notes all errors of a browser's context, and all requests but those to some origins."""

    def __init__(self, context, origins):
        self.origins = [origin_of(one) for one in origins]
        self.seen = []
        self.expected = []
        context.on("console", self.hear)
        context.on("weberror", lambda one: self.seen.append(f"uncaught: {one.error}"))
        context.on("request", lambda one: self.look(one.url))
        context.on("page", lambda page: page.on("websocket", lambda one: self.look(one.url)))

    def expect(self, pattern):
        """Let errors pass that have this in them; one has to come."""
        self.expected.append(pattern)

    @property
    def problems(self):
        """What nobody expected, and what was expected and did not come."""
        missing = [one for one in self.expected if not any(fits(one, seen) for seen in self.seen)]
        return [
            *(one for one in self.seen if not any(fits(pattern, one) for pattern in self.expected)),
            *(f"expected, but missing: {one}" for one in missing),
        ]

    def hear(self, message):
        url = message.location["url"]
        if message.type == "error" and urlsplit(url).path != UNASKED:
            self.seen.append(f"console: {message.text} ({url})")

    def look(self, url):
        if urlsplit(url).scheme not in LOCAL and origin_of(url) not in self.origins:
            self.seen.append(f"asked elsewhere: {url}")


def origin_of(url):
    """The origin of a URL; a WebSocket has that of the page whose server it leads to."""
    parts = urlsplit(url)
    return f"{re.sub('^ws', 'http', parts.scheme)}://{parts.netloc}"


def fits(pattern, text):
    return re.search(pattern, text) is not None
