"""Alerts: what Twilio's debugger shows of instructions and known workers that went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from mocktr import limits
from mocktr.core.clock import iso
from mocktr.core.ledger import BoundedLedger
from mocktr.core.sids import Sids
from mocktr.errors import MORE_INFO

ERROR, WARNING = "error", "warning"

# Not here: 40149, since whoever transfers needs no conference, and 40153, which is an error of the
# REST API.
ALERTS: dict[int, tuple[str, str]] = {
    11200: (ERROR, "Callback: nobody answered as wanted"),
    11215: (ERROR, "Call: documents lead to each other without end"),
    12100: (ERROR, "Call: the document is no XML"),
    12200: (WARNING, "Call: what stands there is no TwiML, or not for this place"),
    12300: (ERROR, "Call: the answer is no document"),
    13240: (ERROR, "Conference: who is to be coached is not there"),
    14215: (ERROR, "Dial Queue: the reservation can't be bridged to"),
    14217: (ERROR, "Dial Queue: no such reservation"),
    14218: (ERROR, "Dial Queue: no such post-work activity"),
    14220: (ERROR, "Enqueue: no such workflow"),
    14221: (ERROR, "Enqueue: the attributes are no JSON object"),
    14222: (ERROR, "Enqueue: no task was made"),
    16025: (ERROR, "Conference: a participant with this label is there already"),
    20003: (WARNING, "Callback: signed with another auth token than before"),
    14233: (ERROR, "Conference: the timeout is out of range"),
    40000: (ERROR, "Assignment callback: the answer is not application/json"),
    40001: (WARNING, "Assignment callback: the answer is not a JSON object"),
    40005: (WARNING, "Assignment callback: the answer has no instruction"),
    40100: (ERROR, "Reject: no such activity"),
    40110: (ERROR, "Call: nobody to call"),
    40111: (ERROR, "Call: no caller ID"),
    40112: (ERROR, "Call: no URL of TwiML"),
    40113: (ERROR, "Call: the call can't be placed"),
    40114: (ERROR, "Call: the reservation is not pending"),
    40120: (ERROR, "Redirect: no URL of TwiML"),
    40121: (ERROR, "Redirect: no call to redirect"),
    40122: (ERROR, "Redirect: the call can't be redirected"),
    40123: (ERROR, "Redirect: the reservation is not pending"),
    40130: (ERROR, "Dequeue: no such post-work activity"),
    40131: (ERROR, "Dequeue: nobody to call"),
    40132: (ERROR, "Dequeue: no caller ID"),
    40133: (ERROR, "Dequeue: the call can't be placed"),
    40134: (ERROR, "Dequeue: unknown status callback events"),
    40135: (ERROR, "Dequeue: the reservation is not pending"),
    40136: (ERROR, "Conference: the reservation is not pending"),
    40137: (ERROR, "Conference: nobody to call"),
    40138: (ERROR, "Conference: the caller ID is missing"),
    40139: (ERROR, "Conference: no such post-work activity"),
    40140: (ERROR, "Dequeue: the task has no call_sid"),
    40141: (ERROR, "Conference: the caller ID is not one"),
    40142: (ERROR, "Conference: the task has neither call_sid nor outbound_to"),
    40144: (ERROR, "The reservation is no longer pending"),
    40145: (ERROR, "Conference: the call can't be placed"),
    40146: (ERROR, "Supervise: the reservation is neither accepted nor wrapping"),
    40147: (ERROR, "Supervise: the supervisor can't be called"),
    40148: (ERROR, "Supervise: the task has no caller ID"),
    40151: (ERROR, "Not for a task that is being transferred"),
    40152: (ERROR, "Known worker: not in the queue of the step"),
    40154: (ERROR, "Known worker: the task names nobody"),
    40155: (ERROR, "Known worker: not in the workspace"),
    40157: (ERROR, "Dequeue: the status callback is no URL"),
    40158: (ERROR, "Call: the status callback is no URL"),
    40159: (ERROR, "Conference: the status callback is no URL"),
    55555: (ERROR, "Unknown instruction"),
}
"""Level and title by code (sources: errors); the titles are mocktr's."""


class Alert(NamedTuple):
    """One alert of an account; the request is that to the application, or the application's."""

    at: int
    """When (ms of virtual time)."""
    code: int
    text: str
    workspace_sid: str | None
    resource_sid: str
    """What it is about: a reservation, or the task that names a worker."""
    request_method: str | None = None
    request_url: str | None = None
    request_variables: str | None = None
    response_body: str | None = None

    @property
    def level(self) -> str:
        """`error` or `warning`."""
        return ALERTS[self.code][0]

    @property
    def title(self) -> str:
        """What such alerts have in common."""
        return ALERTS[self.code][1]

    def payload(self, sid: str) -> dict[str, Any]:
        """The alert as Twilio's Monitor API names its fields, with the `title` besides.

        The code is text there (sources: openapi).
        """
        return {
            "sid": sid,
            "error_code": str(self.code),
            "log_level": self.level,
            "title": self.title,
            "alert_text": self.text,
            "more_info": MORE_INFO.format(self.code),
            "date_generated": iso(self.at),
            "workspace_sid": self.workspace_sid,
            "resource_sid": self.resource_sid,
            "request_method": self.request_method,
            "request_url": self.request_url,
            "request_variables": self.request_variables,
            "response_body": self.response_body,
        }


class Alerts(BoundedLedger[Alert]):
    """The alerts of an account, the latest of them."""

    __slots__ = ()
    most = limits.ALERTS.most
    most_bytes = limits.ALERT_BYTES.most


def payloads(alerts: Iterable[Alert], sids: Sids, dropped: int = 0) -> list[dict[str, Any]]:
    """An account's alerts as JSON, oldest first; an alert's SID follows from its place.

    `dropped` are those that were before these.
    """
    numbers = enumerate(alerts, dropped + 1)
    return [alert.payload(sids.numbered("NO", place)) for place, alert in numbers]
