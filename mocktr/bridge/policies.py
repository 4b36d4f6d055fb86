"""What a capability token allows: the policies of the old SDK (sources: agents).

A request is allowed if the most specific of the rules that match it says so. Only paths are
compared, as tokens are made with other hosts too. Where Twilio's page is silent: a rule for
`X/**` is one for `X` as well, and parameters beside those that a filter names are allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

Policy = Mapping[str, Any]

WILDCARDS = ("*", "**")
"""One more segment of a path, and any number of them."""


def allows(
    policies: tuple[Policy, ...], method: str, url: str, parameters: Mapping[str, Any]
) -> bool:
    """Whether these policies allow a request."""
    path = path_of(url)
    matching = [one for one in policies if matches(one, method, path, parameters)]
    return bool(matching) and max(matching, key=precision).get("allow") is True


def path_of(url: object) -> tuple[str, ...]:
    """The segments of a URL's path."""
    return tuple(part for part in urlsplit(str(url)).path.split("/") if part)


def matches(
    policy: Policy, method: str, path: tuple[str, ...], parameters: Mapping[str, Any]
) -> bool:
    """Whether a rule is about a request."""
    if policy.get("method") != method or not covers(path_of(policy.get("url")), path):
        return False
    conditions = policy.get("query_filter" if method == "GET" else "post_filter")
    return fulfils(conditions if isinstance(conditions, Mapping) else {}, parameters)


def covers(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    *fixed, last = pattern or ("",)
    begins = path[: len(fixed)] == tuple(fixed)
    if last == "**":
        return begins
    if last == "*":
        return begins and len(path) == len(pattern)
    return path == pattern


def fulfils(conditions: Mapping[str, Any], parameters: Mapping[str, Any]) -> bool:
    """Whether parameters are as a filter wants them."""
    for name, wanted in conditions.items():
        sent = parameters.get(name)
        rule = wanted if isinstance(wanted, Mapping) else {"required": True, "value": wanted}
        if sent is None and rule.get("required"):
            return False
        if sent is not None and rule.get("value") not in (None, sent):
            return False
    return True


def precision(policy: Policy) -> tuple[int, bool]:
    """The longer path comes first, wildcards aside, then the rule with a filter."""
    has_filter = bool(policy.get("query_filter") or policy.get("post_filter"))
    fixed = [part for part in path_of(policy.get("url")) if part not in WILDCARDS]
    return len(fixed), has_filter
