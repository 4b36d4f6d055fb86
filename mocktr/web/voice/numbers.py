"""Phone numbers of the account: got, found, told what their calls ask for, given back."""

from __future__ import annotations

import re
from typing import NamedTuple

from mocktr.core.account import Account
from mocktr.core.fields import Filter, Text, Values
from mocktr.core.line import number as numbers
from mocktr.core.line.number import Listed, PhoneNumber, number_sid
from mocktr.errors import MissingParameter, Refused, VoiceRefused
from mocktr.web.voice.kinds import SWITCH, TEXT, Callee
from mocktr.web.voice.listed import URLS, asked_for, keep_said, show_listed
from mocktr.web.voice.resource import VoiceResource, ignores, takes
from mocktr.web.voice.shapes import formatted

NO_APPLICATION = 21218


class OwnNumber(NamedTuple):
    """A number of the account's."""

    account: Account
    number: str

    @property
    def asks(self) -> PhoneNumber:
        return self.account.line.numbers[self.number]

    @property
    def listed(self) -> Listed:
        return self.account.line.listed[self.number]

    @property
    def friendly_name(self) -> str:
        """As it was named, else the number as people write it."""
        return self.listed.friendly_name or formatted(self.number)


def find_number(account: Account, parent: None, sid: str) -> OwnNumber | None:
    """The number with this SID."""
    return next((one for one in own_numbers(account, None) if sid == name_of(one)), None)


def own_numbers(account: Account, parent: None) -> list[OwnNumber]:
    """All numbers, the newest first."""
    return [OwnNumber(account, one) for one in reversed(account.line.numbers)]


def name_of(own: OwnNumber) -> str:
    """The SID of a number."""
    return number_sid(own.account, own.number)


def create_number(account: Account, parent: None, values: Values) -> OwnNumber:
    """Get a number, as if it had been bought."""
    number = values.get("PhoneNumber")
    if not number:
        raise MissingParameter("PhoneNumber")
    if number in account.line.numbers:
        raise Refused(f"{number} is a number of the account already")
    check_application(account, values)
    numbers.take_number(account, number, asked_for(PhoneNumber(), values))
    own = OwnNumber(account, number)
    keep_said(account, own.listed, values)
    return own


def update_number(account: Account, own: OwnNumber, values: Values) -> None:
    """Change what a number's calls ask for."""
    check_application(account, values)
    account.line.numbers[own.number] = asked_for(own.asks, values)
    keep_said(account, own.listed, values)


def check_application(account: Account, values: Values) -> None:
    """Refuse an application that is not there; an empty SID is for none."""
    sid = values.get("VoiceApplicationSid")
    if sid and sid not in account.line.applications:
        raise no_application("VoiceApplicationSid", sid)


def no_application(name: str, sid: str) -> VoiceRefused:
    """The error for an application that is not there."""
    return VoiceRefused(NO_APPLICATION, f"{name} {sid} is no application of the account")


def show_number(account: Account, own: OwnNumber) -> Values:
    """A number as JSON."""
    return {
        **show_listed(own.asks, own.listed),
        "sid": name_of(own),
        "account_sid": account.sid,
        "phone_number": own.number,
        "friendly_name": own.friendly_name,
        "voice_application_sid": own.listed.application_sid or None,
        "sms_application_sid": own.listed.kept.get("sms_application_sid") or None,
        "voice_receive_mode": "voice",
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "address_requirements": "none",
        "beta": False,
        "origin": "twilio",
        "status": "in-use",
        "type": "local",
        "emergency_status": "Inactive",
        "emergency_address_status": "unregistered",
        **dict.fromkeys(
            ("address_sid", "identity_sid", "trunk_sid", "emergency_address_sid", "bundle_sid")
        ),
    }


def has_part(own: OwnNumber, wanted: str) -> bool:
    """Whether a number has these digits in it; `*` is any one of them."""
    part = re.escape(wanted.strip().removeprefix("+")).replace(r"\*", r"\d")
    return re.search(part, own.number) is not None


UNUSED = (
    *("ApiVersion", "VoiceCallerIdLookup", "EmergencyStatus", "EmergencyAddressSid", "TrunkSid"),
    *("IdentitySid", "AddressSid", "VoiceReceiveMode", "BundleSid"),
)

NUMBER_PARAMETERS = {
    **URLS,
    **takes(FriendlyName=Text(0, 64), VoiceApplicationSid=TEXT, SmsApplicationSid=TEXT),
    **ignores(*UNUSED),
}

NUMBERS = VoiceResource(
    segments=("IncomingPhoneNumbers",),
    key="incoming_phone_numbers",
    rows=own_numbers,
    find=find_number,
    name=name_of,
    show=show_number,
    filters={
        "PhoneNumber": Filter(TEXT, has_part),
        "FriendlyName": Filter(TEXT, lambda own, name: own.friendly_name == name),
        "Beta": Filter(SWITCH, lambda own, beta: not beta),
        "Origin": Filter(TEXT, lambda own, origin: origin == "twilio"),
    },
    creates={**NUMBER_PARAMETERS, **takes(PhoneNumber=Callee()), **ignores("AreaCode")},
    create=create_number,
    updates={**NUMBER_PARAMETERS, **ignores("AccountSid")},
    update=update_number,
    delete=lambda account, own: numbers.give_number_back(account, own.number),
)
