"""Which pages in browsers may ask, by where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from mocktr.hosts import host_name, is_address, is_loopback, is_near, is_twilio

SCHEMES = ("http", "https")

NO_PAGE = ("same-origin", "none")
"""What Sec-Fetch-Site says of a page of the server's own, and of an address typed by hand."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of pages that are welcome: near ones, and those that patterns name.

    A pattern is an origin, such as `https://*.example.com`, or `*` for all; `null` is that of a
    page without one. `url` is what the server is called from outside, where that is known.
    """

    patterns: Sequence[str] = ()
    url: str | None = None

    def refusal(self, environ: Mapping[str, Any]) -> str | None:
        """Why a request is not answered, by its WSGI environment; None where it is."""
        if not self.may_read(environ):
            page = environ.get("HTTP_ORIGIN", "another site")
            return f"mocktr answers no page of {page}; --cors names those that may ask"
        if not is_loopback(environ["SERVER_NAME"]):
            return None
        name = host_name(authority_of(environ))
        if self.knows(name):
            return None
        return (
            f"mocktr does not answer under the name {name}; ask by address or as localhost, "
            "or name it with --base-url or --cors"
        )

    def may_read(self, environ: Mapping[str, Any]) -> bool:
        """Whether no page sends a request, or one that may read the answer."""
        origin, site = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")
        # As of all that are no browsers.
        if origin is None and site is None:
            return True
        return self.admits_request(origin, site, authority_of(environ))

    def admits(self, origin: str, authority: str) -> bool:
        """Whether a page of this origin may ask what answers under this authority."""
        scheme, _, host = origin.partition("://")
        if self.names(origin):
            return True
        # Behind a proxy the scheme may differ.
        is_own = host == authority.lower() or origin == self.url
        return scheme in SCHEMES and (is_own or is_here(host_name(host)))

    def admits_request(self, origin: str | None, site: str | None, authority: str) -> bool:
        """The same for the headers Origin and Sec-Fetch-Site of a request, which others lack."""
        if origin is not None:
            return self.admits(origin, authority)
        return site is None or site in NO_PAGE or "*" in self.patterns

    def knows(self, name: str) -> bool:
        """Whether a server on this machine is asked by such a name.

        A page from the internet may have any other, which is made to resolve to this machine.
        """
        if is_near(name) or is_twilio(name) or (self.url and name == urlsplit(self.url).hostname):
            return True
        return any(self.names(f"{scheme}://{name}") for scheme in SCHEMES)

    def names(self, origin: str) -> bool:
        """Whether a pattern is for an origin."""
        return any(fnmatchcase(origin.lower(), one.lower().rstrip("/")) for one in self.patterns)


def authority_of(environ: Mapping[str, Any]) -> str:
    """The host, with its port, under which the server was asked; as a client spells it."""
    # HTTP/1.0 knows no Host.
    return environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"


def is_here(name: str) -> bool:
    """Whether a host name is that of a page on this machine or in this network."""
    if is_address(name):
        return not ip_address(name).is_global
    return name != "" and is_near(name)
