"""How much is kept and taken, at most: the bounds that let a server stay up for months.

All of one account unless it says otherwise. What is found out about Twilio's own limits stands with
the noun that has it (decisions: bounds).
"""

from __future__ import annotations

from typing import NamedTuple

KIB, MIB = 1024, 1024 * 1024


class Bound(NamedTuple):
    """One bound: how much there may be of something, and what happens to what is beyond."""

    most: int
    what: str
    beyond: str

    @property
    def amount(self) -> str:
        """The number as it is read best, with its unit if it counts bytes."""
        if "bytes" not in self.what:
            return f"{self.most:,}"
        return f"{self.most // MIB:,} MiB" if self.most >= MIB else f"{self.most // KIB:,} KiB"


OLDEST_GO = "the oldest go; ``dropped`` counts them"
NEWEST_GO = "the newest are dropped, and journalled so"
REFUSED = "more is refused with 400"
ANEW = "the oldest are made anew when they are needed"

REQUEST_BYTES = Bound(8 * MIB, "bytes of a request", "413")
FORM_PARAMETERS = Bound(10_000, "parameters of a form", REFUSED)
EVENT_DAYS = Bound(
    30,
    "days of virtual time that events, alerts and dialled calls go back, and calls that are over",
    "older ones go",
)
JOURNAL_ENTRIES = Bound(
    10_000, "entries of the journal, unless ``--journal`` says otherwise", OLDEST_GO
)
JOURNAL_BYTES = Bound(64 * MIB, "bytes of what the journal's entries carry", OLDEST_GO)
KEPT_BYTES = Bound(
    64 * KIB, "bytes of a callback's answer, in the journal and with an alert", "the rest is cut"
)
ALERTS = Bound(10_000, "alerts", OLDEST_GO)
ALERT_BYTES = Bound(16 * MIB, "bytes of what alerts carry", OLDEST_GO)
CALLS = Bound(10_000, "calls that instructions dialled", OLDEST_GO)
CALL_BYTES = Bound(16 * MIB, "bytes of what these carry", OLDEST_GO)
CALLBACKS = Bound(100_000, "callbacks that wait for those before them", NEWEST_GO)
CALLBACK_BYTES = Bound(256 * MIB, "bytes of their parameters", NEWEST_GO)
FAULTS = Bound(1_000, "planned faults", REFUSED)
SNAPSHOTS = Bound(100, "snapshots", REFUSED)
SNAPSHOT_BYTES = Bound(512 * MIB, "bytes of all snapshots", REFUSED)
EXPLAINED_CHARACTERS = Bound(
    4_096, "characters of a value that an explanation quotes", "the rest is ``...``"
)
EVALUATED_CHARACTERS = Bound(
    16_384, "characters of attributes that an expression is tried over, as JSON", REFUSED
)
EXPRESSIONS = Bound(4_096, "expressions that are kept compiled, for all accounts", ANEW)
EXPRESSION_BYTES = Bound(1 * MIB, "bytes of their texts", ANEW)
CONFIGURATIONS = Bound(512, "configurations that are kept read, for all accounts", ANEW)
CONFIGURATION_BYTES = Bound(8 * MIB, "bytes of their texts", ANEW)
FRESH_WORLDS = Bound(
    100, "worlds in memory that are as their seed makes them, for all accounts", ANEW
)
THREADS = Bound(
    256,
    "requests that are answered at one time, for all accounts, unless ``--threads`` says "
    "otherwise; for one account a quarter of what others leave",
    "they wait",
)
CONNECTIONS = Bound(
    1_000,
    "connections to each port, unless ``--connections`` says otherwise",
    "the one that was silent for longest is closed",
)
COMMAND_SECONDS = Bound(
    300,
    "seconds that an admin command over HTTP waits for callbacks, or moves the clock, unless "
    "``--command-timeout`` says otherwise",
    "504",
)

LIMITS = tuple(value for value in list(globals().values()) if isinstance(value, Bound))
"""Every bound, in the order of the documentation."""
