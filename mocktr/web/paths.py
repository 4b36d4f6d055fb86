"""The path of a request, as far as repeated and trailing slashes mean nothing (decisions: rest).

Twilio's own documentation has `/v1//Workspaces`, and people type a slash at the end. But a client
whose SID is empty asks for `/Workspaces//TaskQueues`, or posts to `/Tasks/`: that must reach no
collection, and keeps its slashes for all to see.
"""

from __future__ import annotations

import re

from mocktr.web.wire import VERSION

SLASHES = re.compile("/+")
SID = re.compile("[A-Z]{2}[0-9a-fA-F]{32}")


def plain_path(path: str, method: str) -> str:
    """The path without slashes that mean nothing; as it came where a SID is missing."""
    if path[:1] == "/" and path[-1:] != "/" and "//" not in path:
        return path
    path = f"/{path}" if path[:1] != "/" else path
    plain = SLASHES.sub("/", path).rstrip("/") or "/"
    is_api = plain.startswith(f"{VERSION}/")
    return path if is_api and lacks_sid(path, method) else plain


def lacks_sid(path: str, method: str) -> bool:
    """Whether a SID is missing between two names, or behind the last one.

    A list may be asked for with a slash at the end.
    """
    slashes = SLASHES.findall(path)
    _, *parts = filter(None, path.split("/"))
    between = zip(parts[1::2], slashes[2::2], strict=False)
    if any(len(before) > 1 and not SID.fullmatch(part) for part, before in between):
        return True
    is_collection = len(parts) % 2 == 1
    return is_collection and path.endswith("/") and method not in ("GET", "HEAD", "OPTIONS")
