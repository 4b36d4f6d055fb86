"""Applications: named sets of URLs, which answer the calls of numbers."""

from __future__ import annotations

from mocktr.core.account import Account
from mocktr.core.fields import Filter, Text, Values
from mocktr.core.line.number import Listed, PhoneNumber, VoiceApplication
from mocktr.web.voice.kinds import ADDRESS, TEXT
from mocktr.web.voice.listed import URLS, asked_for, keep_said, show_listed
from mocktr.web.voice.resource import VoiceResource, ignores, takes


def create_application(account: Account, parent: None, values: Values) -> VoiceApplication:
    """A new application."""
    asks, now = asked_for(PhoneNumber(), values), account.clock.now
    made = VoiceApplication(account.sids.next("AP")[1], asks, Listed(now, now))
    account.line.applications[made.sid] = made
    keep_said(account, made.listed, values)
    return made


def update_application(account: Account, application: VoiceApplication, values: Values) -> None:
    """Change what the calls of an application ask for."""
    application.asks = asked_for(application.asks, values)
    keep_said(account, application.listed, values)


def delete_application(account: Account, application: VoiceApplication) -> None:
    """Remove an application; the numbers that had it ask for their own again."""
    del account.line.applications[application.sid]
    for listed in account.line.listed.values():
        if listed.application_sid == application.sid:
            listed.application_sid = ""


def show_application(account: Account, application: VoiceApplication) -> Values:
    """An application as JSON."""
    kept = application.listed.kept
    return {
        **show_listed(application.asks, application.listed),
        "sid": application.sid,
        "account_sid": account.sid,
        "friendly_name": application.listed.friendly_name or None,
        "sms_status_callback": kept.get("sms_status_callback") or None,
        "message_status_callback": kept.get("message_status_callback") or None,
        "public_application_connect_enabled": False,
    }


APPLICATION_PARAMETERS = {
    **URLS,
    **takes(FriendlyName=Text(0, 64), SmsStatusCallback=ADDRESS, MessageStatusCallback=ADDRESS),
    **ignores("ApiVersion", "VoiceCallerIdLookup", "PublicApplicationConnectEnabled"),
}

APPLICATIONS = VoiceResource(
    segments=("Applications",),
    key="applications",
    rows=lambda account, parent: reversed(account.line.applications.values()),
    find=lambda account, parent, sid: account.line.applications.get(sid),
    name=lambda application: application.sid,
    show=show_application,
    filters={"FriendlyName": Filter(TEXT, lambda one, name: one.listed.friendly_name == name)},
    creates=APPLICATION_PARAMETERS,
    create=create_application,
    updates=APPLICATION_PARAMETERS,
    update=update_application,
    delete=delete_application,
)
