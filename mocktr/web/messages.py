"""Creating messages, where these are recorded (sources: messages)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask import Response

from mocktr.core.account import Account
from mocktr.core.fields import is_url
from mocktr.errors import NotFound, Refused
from mocktr.hosts import host_name, is_twilio
from mocktr.journal.entries import MessageEntry
from mocktr.sandbox.messages import RecordedMessage
from mocktr.web import journalling, mishaps
from mocktr.web.journalling import several
from mocktr.web.request import Fields, Request
from mocktr.web.wire import answer

PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})/Messages(?:\.json)?")
HOST = re.compile(r"api(?:\.[\w-]+){0,2}\.twilio\.com")

NUMBER = re.compile(r"[a-z]+:.+|\+?[\d ().-]{3,}", re.S)
"""A number, a short code, or an address on another channel, such as `whatsapp:+15550100`."""
SENDER = re.compile(rf"{NUMBER.pattern}|[\w &+.-]{{1,11}}", re.S)
"""Also the name of a sender."""

LONGEST = 1600
"""Characters of a body."""


def is_creation(method: str, host: str, path: str) -> bool:
    """Whether a request is to send a message: at Twilio's name for it, or at mocktr's own."""
    name = host_name(host)
    at = not is_twilio(name) or HOST.fullmatch(name) is not None
    return at and method == "POST" and PATH.fullmatch(path) is not None


def create(asked: Request) -> Response:
    """Keep a message, and answer as if it were on its way; raises ApiError."""
    sandbox = asked.sandbox
    tenant = sandbox.authenticate(*asked.credentials)
    entry = MessageEntry(asked.method, asked.path, tenant.account.sid)
    journalling.begin(asked, tenant, entry)
    planned = mishaps.meet(asked, tenant)
    if planned is not None:
        return planned
    match = PATH.fullmatch(asked.path)
    assert match is not None
    if match[1] != tenant.account.sid and not sandbox.shares_world:
        raise NotFound(asked.path)
    fields = asked.fields

    def keep(account: Account) -> RecordedMessage:
        check({name: values[0] for name, values in fields.items()})
        made = message(account, match[1], fields)
        tenant.messages.append(made)
        entry.sid = made.sid
        return made

    return answer(journalling.change(asked, keep).payload(), 201)


def message(account: Account, account_sid: str, fields: Fields) -> RecordedMessage:
    """The message of a form that was checked."""
    form = {name: values[0] for name, values in fields.items()}
    media = tuple(fields.get("MediaUrl", ()))
    return RecordedMessage(
        sid=account.sids.next("MM" if media else "SM")[1],
        account_sid=account_sid,
        at=account.clock.now,
        to=form["To"],
        from_=form.get("From") or None,
        body=form.get("Body", ""),
        media_urls=media,
        messaging_service_sid=form.get("MessagingServiceSid") or None,
        send_at=form.get("SendAt") if form.get("ScheduleType") == "fixed" else None,
        parameters=several(fields),
    )


class MessageRefused(Refused):
    """400 with a code of the Messages resource."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


Sent = Mapping[str, str]


def check(form: Sent) -> None:
    """Refuse what Twilio does not send; raises MessageRefused."""
    for code, is_wrong, text in CHECKS:
        if is_wrong(form):
            raise MessageRefused(code, text.format(to=form.get("To"), sender=form.get("From")))


def has_nothing(form: Sent) -> bool:
    return not any(form.get(name) for name in ("Body", "MediaUrl", "ContentSid"))


def is_no_sender(form: Sent) -> bool:
    sender = form.get("From")
    return bool(sender) and SENDER.fullmatch(str(sender)) is None


def is_no_url(form: Sent) -> bool:
    url = form.get("StatusCallback")
    return bool(url) and not is_url(str(url))


CHECKS: tuple[tuple[int, Callable[[Sent], bool], str], ...] = (
    (21604, lambda form: not form.get("To"), "A 'To' phone number is required."),
    (
        21603,
        lambda form: not (form.get("From") or form.get("MessagingServiceSid")),
        "A 'From' phone number is required.",
    ),
    (21602, has_nothing, "Message body is required."),
    (
        21211,
        lambda form: NUMBER.fullmatch(form["To"]) is None,
        "The 'To' number {to} is not a valid phone number.",
    ),
    (
        21212,
        is_no_sender,
        "The 'From' number {sender} is not a valid phone number, shortcode, "
        "or alphanumeric sender ID.",
    ),
    (
        21266,
        lambda form: form.get("From") == form["To"],
        "'To' and 'From' number cannot be the same: {to}",
    ),
    (
        21617,
        lambda form: len(form.get("Body", "")) > LONGEST,
        "The concatenated message body exceeds the 1600 character limit.",
    ),
    (21609, is_no_url, "Invalid StatusCallback URL."),
)
"""What is wrong, in the order in which it is looked for: the code, and Twilio's text."""
