"""Calls: placed, found, led elsewhere, ended."""

from __future__ import annotations

from mocktr.core.account import Account
from mocktr.core.clock import SECOND
from mocktr.core.fields import Choice, Filter, Values
from mocktr.core.line import leading, outgoing
from mocktr.core.line.call import (
    API_VERSION,
    CANCELED,
    COMPLETED,
    IN_PROGRESS,
    INBOUND,
    QUEUED,
    RINGING,
    Call,
)
from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.number import number_sid
from mocktr.core.line.progress import end_after
from mocktr.core.line.request import Subscription
from mocktr.errors import Refused, VoiceRefused
from mocktr.web.voice.kinds import (
    ADDRESS,
    CALL_EVENTS,
    LIMIT,
    METHOD,
    SECONDS,
    SWITCH,
    TEXT,
    Callee,
    CallerId,
)
from mocktr.web.voice.numbers import no_application
from mocktr.web.voice.resource import VoiceResource, ignores, missing, needs, takes
from mocktr.web.voice.shapes import dated, formatted, on_days

RING = 60
"""Seconds that a call rings, unless told."""

NOT_IN_PROGRESS = 21220

STATUSES = (QUEUED, RINGING, IN_PROGRESS, COMPLETED, CANCELED, "busy", "failed", "no-answer")

TELLING = takes(
    StatusCallback=ADDRESS, StatusCallbackMethod=METHOD, StatusCallbackEvent=CALL_EVENTS
)
"""Who is told of a leg."""

RECORDING = takes(
    Record=SWITCH, RecordingStatusCallback=ADDRESS, RecordingStatusCallbackMethod=METHOD
)
"""Whether a leg is recorded, and who is told of that."""


def subscription_of(values: Values, name: str = "StatusCallback") -> Subscription | None:
    """Who is told, by the parameters `name`, `nameMethod` and `nameEvent`."""
    url = values.get(name)
    if not url:
        return None
    method = values.get(f"{name}Method", "POST")
    return Subscription(url, method, values.get(f"{name}Event", (COMPLETED,)))


def create(account: Account, parent: None, values: Values) -> Call:
    """Place a call, which follows the document at a URL, or the one that is given."""
    values = with_application(account, values)
    if not values.get("Url") and not values.get("Twiml"):
        raise missing("Url")
    leg = outgoing.call_out(
        account,
        to=values["To"],
        from_=values["From"],
        rings_for=SECOND * values.get("Timeout", RING),
        subscription=subscription_of(values),
    )
    set_recording(leg, values)
    set_limit(leg, values)
    if values.get("Twiml"):
        outgoing.plan_document(leg, values["Twiml"])
    else:
        outgoing.plan(leg, (values.get("Method", "POST"), values["Url"]))
    set_fallback(leg, values)
    leg.application_sid = values.get("ApplicationSid") or None
    return leg


def with_application(account: Account, values: Values) -> Values:
    """Parameters, with what the application says that they name in place of a URL."""
    sid = values.get("ApplicationSid")
    if not sid:
        return values
    application = account.line.applications.get(sid)
    if application is None:
        raise no_application("ApplicationSid", sid)
    asks = application.asks
    told = {
        "StatusCallback": asks.status_callback,
        "StatusCallbackMethod": asks.status_callback_method,
    }
    return {
        **(told if asks.status_callback else {}),
        **values,
        "Url": asks.voice_url,
        "Method": asks.voice_method,
        "FallbackUrl": asks.voice_fallback_url,
        "FallbackMethod": asks.voice_fallback_method,
    }


def set_recording(leg: Call, values: Values) -> None:
    """Let a leg be recorded, where that is asked for."""
    leg.records = values.get("Record", False)
    leg.recordings = subscription_of(values, "RecordingStatusCallback")


def set_limit(call: Call, values: Values) -> None:
    """Let a call last no longer than is asked for."""
    if "TimeLimit" in values:
        end_after(call, SECOND * values["TimeLimit"])


def set_fallback(call: Call, values: Values) -> None:
    """Set what is asked for where the first document can't be had."""
    if "FallbackUrl" in values:
        call.fallback = values.get("FallbackMethod", "POST"), values["FallbackUrl"]


def update(account: Account, call: Call, values: Values) -> None:
    """Lead a call to another document, end it, or change who is told of it."""
    status, leads = values.get("Status"), values.get("Url") or values.get("Twiml")
    if not call.is_live or (leads and call.status != IN_PROGRESS):
        raise VoiceRefused(NOT_IN_PROGRESS, "Call is not in-progress. Cannot redirect.")
    set_fallback(call, values)
    set_limit(call, values)
    if "StatusCallback" in values:
        call.subscription = subscription_of(values)
    if status == COMPLETED or (status == CANCELED and call.answered is None):
        leading.end_call(call)
    elif values.get("Url"):
        redirect(call, (values.get("Method", "POST"), values["Url"]))
    elif values.get("Twiml"):
        leading.lead(call, values["Twiml"])


def delete(account: Account, call: Call) -> None:
    """Forget a call that is over."""
    if call.is_live:
        raise Refused(f"Call {call.sid} can't be deleted: it is {call.status}")
    del account.line.calls[call.sid]


def show(account: Account, call: Call) -> Values:
    """A call as JSON."""
    started = call.answered if call.direction != INBOUND else call.created
    own = call.to if call.direction == INBOUND else call.from_
    is_talk = call.answered is not None and call.ended is not None
    return {
        "sid": call.sid,
        "date_created": dated(call.created),
        "date_updated": dated(call.ended or call.answered or call.created),
        "parent_call_sid": call.parent_sid,
        "account_sid": account.sid,
        "to": call.to,
        "to_formatted": formatted(call.to),
        "from": call.from_,
        "from_formatted": formatted(call.from_),
        "phone_number_sid": number_sid(account, own) if own in account.line.numbers else None,
        "status": call.status,
        "start_time": dated(started),
        "end_time": dated(call.ended),
        "duration": str(call.duration) if is_talk else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
    }


CALLS = VoiceResource(
    segments=("Calls",),
    key="calls",
    rows=lambda account, parent: reversed(account.line.calls.values()),
    find=lambda account, parent, sid: account.line.calls.get(sid),
    name=lambda call: call.sid,
    show=show,
    filters={
        "To": Filter(TEXT, lambda call, to: call.to == to),
        "From": Filter(TEXT, lambda call, from_: call.from_ == from_),
        "ParentCallSid": Filter(TEXT, lambda call, sid: call.parent_sid == sid),
        "Status": Filter(Choice(*STATUSES), lambda call, status: call.status == status),
        **on_days("StartTime", "created"),
        **on_days("EndTime", "ended"),
    },
    creates={
        **needs(To=Callee(), From=CallerId()),
        **takes(Url=ADDRESS, Method=METHOD, Twiml=TEXT, Timeout=SECONDS, ApplicationSid=TEXT),
        **takes(FallbackUrl=ADDRESS, FallbackMethod=METHOD),
        **TELLING,
        **RECORDING,
        **takes(TimeLimit=LIMIT),
        **ignores("SendDigits", "CallerId", "CallReason"),
        **ignores("CallToken", "Byoc", "ClientNotificationUrl", "Trim", "RecordingTrack"),
        **ignores("RecordingChannels", "RecordingStatusCallbackEvent"),
        **ignores("SipAuthUsername", "SipAuthPassword", "MachineDetection"),
        **ignores("MachineDetectionTimeout", "MachineDetectionSpeechThreshold"),
        **ignores("MachineDetectionSpeechEndThreshold", "MachineDetectionSilenceTimeout"),
        **ignores("AsyncAmd", "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod"),
    },
    create=create,
    updates={
        **takes(Url=ADDRESS, Method=METHOD, Twiml=TEXT, Status=Choice(CANCELED, COMPLETED)),
        **takes(FallbackUrl=ADDRESS, FallbackMethod=METHOD),
        **takes(StatusCallback=ADDRESS, StatusCallbackMethod=METHOD),
        **takes(TimeLimit=LIMIT),
    },
    update=update,
    delete=delete,
    below=(
        *("notifications", "recordings", "payments", "events", "siprec", "streams"),
        *("transcriptions", "user_defined_message_subscriptions", "user_defined_messages"),
    ),
)
