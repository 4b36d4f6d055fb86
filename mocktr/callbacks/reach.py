"""Where callbacks may go over the network."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from mocktr.gateway import PORTS
from mocktr.hosts import is_loopback


@dataclass(frozen=True, slots=True)
class Reach:
    """This machine, or some of its ports, and hosts that patterns (`*.test`) name."""

    patterns: tuple[str, ...] = ()
    ports: frozenset[int] | None = None
    """Those of this machine; None for all."""

    def refusal(self, url: str) -> str | None:
        """Why a callback may not go there; None where it may."""
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or PORTS[parts.scheme]
        if is_loopback(host):
            if self.ports is None or port in self.ports:
                return None
            return f"local_callbacks does not name the port {port} of this machine"
        if any(fnmatchcase(host, one.lower()) for one in self.patterns):
            return None
        return (
            f"{host} is neither mounted nor this machine, and no pattern of allow_callbacks "
            "names it"
        )
