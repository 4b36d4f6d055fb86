"""Messages (SMS, WhatsApp ...) that an application sent, kept for whoever tests it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mocktr.core.line.asking import date

API_VERSION = "2010-04-01"

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""What one septet spells (3GPP TS 23.038)."""
GSM_EXTENSION = frozenset("^{}\\[~]|€\f")
"""What two do."""

ALONE, JOINED = (160, 70), (153, 67)
"""How many septets, or 16-bit units, one segment has by itself and among others."""


class RecordedMessage(NamedTuple):
    """One message, as it was to be sent; texts that were not given are None."""

    sid: str
    account_sid: str
    at: int
    """When (ms)."""
    to: str
    from_: str | None
    body: str
    media_urls: tuple[str, ...] = ()
    messaging_service_sid: str | None = None
    send_at: str | None = None
    """When it is to be sent, if that is later."""
    parameters: Mapping[str, Any] = {}
    """All that was sent, by the names of the API: a text, or a list of texts."""

    @property
    def status(self) -> str:
        """What Twilio answers: a number's messages are queued, those of a service accepted."""
        if self.send_at is not None:
            return "scheduled"
        return "queued" if self.messaging_service_sid is None else "accepted"

    @property
    def segments(self) -> int:
        """How many SMS it takes; 0 where the sender is not chosen yet, 1 with media."""
        if self.messaging_service_sid is not None:
            return 0
        return 1 if self.media_urls else segments(self.body)

    @property
    def uri(self) -> str:
        """Where it is, without an extension."""
        return f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"

    def payload(self) -> dict[str, Any]:
        """The message as the API shows it when it was created (sources: messages)."""
        return {
            "account_sid": self.account_sid,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": date(self.at),
            "date_sent": None,
            "date_updated": date(self.at),
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": self.messaging_service_sid,
            "num_media": str(len(self.media_urls)),
            "num_segments": str(self.segments),
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{self.uri}/Media.json"},
            "to": self.to,
            "uri": f"{self.uri}.json",
        }

    def as_dict(self) -> dict[str, Any]:
        """The same with all that was sent, as `parameters`."""
        return {**self.payload(), "parameters": dict(self.parameters)}


def segments(body: str) -> int:
    """How many SMS a text takes."""
    if all(one in GSM or one in GSM_EXTENSION for one in body):
        length, kind = len(body) + sum(one in GSM_EXTENSION for one in body), 0
    else:
        length, kind = len(body.encode("utf-16-le")) // 2, 1
    return 1 if length <= ALONE[kind] else -(-length // JOINED[kind])
