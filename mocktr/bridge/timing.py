"""When what is sent to a page leaves.

Twilio's SDKs silently need an order in time (found by running the SDK's own suite). An event that a
request caused has to come after the answer to that request, also where another client made it. What
comes between `init` and the end of the SDK's start is lost, so it waits for the list of
reservations, which is the last thing that the SDK asks for. And pages that attach their listeners
late count on an `init` that does not come at once. The old SDK needs none of that.

All of it is on the wall clock, and can be set to nothing where a test speaks the protocol itself.
"""

from __future__ import annotations

from dataclasses import dataclass

HEARTBEAT = 15.0
"""Seconds between two signs of life; the SDKs miss them after 30 and after 60."""

LONGEST_SILENCE = 60.0
"""Seconds without an answer to a ping after which a client counts as gone."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that things wait."""

    event: float
    """An event, from its cause on."""
    init: float
    """`init`, from the handshake on."""
    settling: float
    """The first events, from the answer on that ends the SDK's start."""
    longest_start: float
    """The first events, from `init` on, where that answer does not come."""


AS_THE_SDK_NEEDS = Timing(event=0.15, init=0.25, settling=0.15, longest_start=3.0)
AT_ONCE = Timing(event=0, init=0, settling=0, longest_start=0)
