"""Twilio's published rate limits, which follow the virtual clock (sources: limits)."""

from __future__ import annotations

from typing import NamedTuple

from mocktr.core.clock import SECOND
from mocktr.errors import TooManyRequests
from mocktr.journal import RequestEntry


class Limit(NamedTuple):
    """So many requests a second, of those that have a parameter if one is named."""

    method: str
    tail: str
    parameter: str | None
    per_second: int

    def is_for(self, entry: RequestEntry) -> bool:
        """Whether a request counts."""
        return (
            entry.method == self.method
            and entry.path.endswith(self.tail)
            and (self.parameter is None or self.parameter in entry.parameters)
        )


LIMITS = (
    Limit("GET", "/Tasks", "EvaluateTaskAttributes", 3),
    Limit("GET", "/Workers", "TargetWorkersExpression", 3),
    Limit("GET", "/TaskQueues", "EvaluateWorkerAttributes", 3),
    Limit("POST", "/TaskQueues/RealTimeStatistics", None, 5),
)


class RateLimits:
    """The requests of one account within a second of its clock; to be used under its lock."""

    def __init__(self) -> None:
        self.second = 0
        self.counts = dict.fromkeys(LIMITS, 0)

    def check(self, entry: RequestEntry, now: int) -> None:
        """Count a request at `now` (ms); raises TooManyRequests beyond a limit."""
        # A second begins where the clock shows one, and not with the first request.
        if now // SECOND != self.second:
            self.second = now // SECOND
            self.counts = dict.fromkeys(LIMITS, 0)
        for limit in LIMITS:
            if limit.is_for(entry):
                if self.counts[limit] >= limit.per_second:
                    raise TooManyRequests
                self.counts[limit] += 1
