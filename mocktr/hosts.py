"""What the name of a host says, without looking it up."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

UNKNOWN_TO_DNS = ("localhost", "internal", "local", "test")
"""Top-level names that nobody can register (RFC 6761, RFC 6762, ICANN's of 2024)."""

TASKROUTER = re.compile(r"taskrouter(?:\.[\w-]+){0,2}\.twilio\.com")

EVENT_BRIDGE = re.compile(r"event-bridge(?:\.[\w-]+){0,2}\.twilio\.com")


VOICE_API = re.compile(r"api(?:\.[\w-]+){0,2}\.twilio\.com")

# A test asks under the same name again and again.
same_again = lru_cache(maxsize=64)


@same_again
def host_name(host: str) -> str:
    """The name in a Host header, without port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return host


def is_twilio(name: str) -> bool:
    return name == "twilio.com" or name.endswith(".twilio.com")


def is_taskrouter(name: str) -> bool:
    """Whether a name is `taskrouter[.edge][.region].twilio.com`."""
    return TASKROUTER.fullmatch(name) is not None


def has_event_bridge(host: str) -> bool:
    """Whether agents' pages are answered under the name in a Host header.

    Of Twilio's names that is `event-bridge[.region].twilio.com` alone.
    """
    name = host_name(host)
    return not is_twilio(name) or EVENT_BRIDGE.fullmatch(name) is not None


@same_again
def is_served(host: str) -> bool:
    """Whether mocktr answers under the name in a Host header: under all but others of Twilio's."""
    name = host_name(host)
    return not is_twilio(name) or is_taskrouter(name)


def is_voice_api(name: str) -> bool:
    """Whether a name is `api[.edge][.region].twilio.com`."""
    return VOICE_API.fullmatch(name) is not None


@same_again
def has_voice_api(host: str) -> bool:
    """Whether the API of calls is answered under the name in a Host header."""
    name = host_name(host)
    return not is_twilio(name) or is_voice_api(name)


@same_again
def is_loopback(name: str) -> bool:
    """Whether a name means this machine; nothing is looked up."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return is_address(name) and ip_address(name).is_loopback


@same_again
def is_near(name: str) -> bool:
    """Whether no page from the internet can have this host name."""
    return is_address(name) or "." not in name or name.rpartition(".")[2] in UNKNOWN_TO_DNS


def is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
