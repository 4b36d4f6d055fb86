"""Hosts of Twilio's whose requests go to another emulator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mocktr.core.fields import is_url
from mocktr.hosts import host_name, is_taskrouter, is_twilio
from mocktr.values import at, wanted

HOST = "a host of Twilio's that is not TaskRouter's, such as sync.twilio.com or *.twilio.com"
TARGET = "the URL of another emulator, such as http://127.0.0.1:4010"


class Forward(NamedTuple):
    """Where the requests for a host go."""

    pattern: str
    """A host, or several, such as `*.twilio.com`."""
    url: str
    """What takes the place of `https://host`."""


def forward_for(forwards: Sequence[Forward], host: str) -> Forward | None:
    """The first that is for a Host header; none is for TaskRouter's hosts."""
    name = host_name(host).lower() if forwards else ""
    if not name or is_taskrouter(name):
        return None
    return next((one for one in forwards if fnmatchcase(name, one.pattern)), None)


def read_forwards(value: Any) -> tuple[Forward, ...]:
    """A mapping of hosts to URLs, or texts such as `sync.twilio.com=http://127.0.0.1:4010`."""
    if isinstance(value, Mapping):
        return tuple(at(str(host), read_target, pair) for host, pair in pairs(value).items())
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise wanted("a mapping of hosts to URLs", value)
    return tuple(at(number, read_spelled, one) for number, one in enumerate(value))


def pairs(value: Mapping[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    return {host: (host, url) for host, url in value.items()}


def read_spelled(value: Any) -> Forward:
    """`sync.twilio.com=http://127.0.0.1:4010`."""
    host, equals, url = str(value).partition("=")
    if not equals:
        raise wanted("HOST=URL", value)
    return read_target((host, url))


def read_target(pair: tuple[Any, Any]) -> Forward:
    """A host and a URL."""
    host, url = pair
    pattern = host.lower() if isinstance(host, str) else ""
    if not is_twilio(pattern) or is_taskrouter(pattern):
        raise wanted(HOST, host)
    if not isinstance(url, str) or not is_url(url) or is_twilio(urlsplit(url).hostname or ""):
        raise wanted(TARGET, url)
    return Forward(pattern, url.rstrip("/"))
