"""Cookies that applications set, kept for each call as long as it lasts (sources: voice)."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

MOST_CALLS = 1000
"""Of how many calls they are kept; those of the oldest go first."""

CookiePlace = tuple[str, str, str]
"""Host, path and name."""


class Cookies:
    """What was set, by the SID of the call."""

    def __init__(self) -> None:
        self.jars: dict[str, dict[CookiePlace, str]] = {}

    def header(self, sid: str, url: str) -> dict[str, str]:
        """The header that a request for a call carries; empty where nothing was set."""
        jar = self.jars.get(sid)
        if not jar:
            return {}
        parts = urlsplit(url)
        sent = [
            f"{name}={value}"
            for (host, path, name), value in jar.items()
            if host == parts.hostname and is_below(path, parts.path)
        ]
        return {"Cookie": "; ".join(sent)} if sent else {}

    def keep(self, sid: str, url: str, lines: tuple[str, ...]) -> None:
        """Take what an answer sets; each line is one `Set-Cookie`."""
        if not lines:
            return
        jar = self.jars.setdefault(sid, {})
        host = urlsplit(url).hostname or ""
        for line in lines:
            for name, morsel in parsed(line).items():
                place = host, morsel["path"] or "/", name
                jar.pop(place, None)
                if morsel["max-age"] != "0":
                    jar[place] = morsel.coded_value
        if len(self.jars) > MOST_CALLS:
            del self.jars[next(iter(self.jars))]

    def clear(self) -> None:
        """Forget all."""
        self.jars.clear()


def parsed(line: str) -> SimpleCookie:
    """The cookie of a line; none where it can't be read."""
    try:
        return SimpleCookie(line)
    except CookieError:
        return SimpleCookie()


def is_below(path: str, asked: str) -> bool:
    """Whether a cookie for a path is for what is asked (RFC 6265)."""
    return asked == path or asked.startswith(path.rstrip("/") + "/")
