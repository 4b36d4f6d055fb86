"""What numbers and applications have in common: what their calls ask for, and what is only kept."""

from __future__ import annotations

from collections.abc import Mapping

from mocktr.core.account import Account
from mocktr.core.fields import Values
from mocktr.core.line.call import API_VERSION
from mocktr.core.line.number import Listed, PhoneNumber
from mocktr.errors import VoiceRefused
from mocktr.web.voice.kinds import ADDRESS, METHOD
from mocktr.web.voice.resource import takes
from mocktr.web.voice.shapes import dated

ASKED: Mapping[str, str] = {
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
}
"""The parameters that say what calls ask for, each with its field."""

KEPT: Mapping[str, str] = {
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "SmsApplicationSid": "sms_application_sid",
    "SmsStatusCallback": "sms_status_callback",
    "MessageStatusCallback": "message_status_callback",
}
"""The parameters that have no effect here, and are shown again."""

URLS = takes(
    **{
        name: METHOD if name.endswith("Method") else ADDRESS
        for name in (*ASKED, "SmsUrl", "SmsMethod", "SmsFallbackUrl", "SmsFallbackMethod")
    }
)

NO_PRIMARY = 21405


def asked_for(before: PhoneNumber, values: Values) -> PhoneNumber:
    """What calls ask for from now on; raises VoiceRefused for a fallback of nothing."""
    found = before._replace(**{ASKED[name]: values[name] for name in values if name in ASKED})
    if found.voice_fallback_url and not found.voice_url:
        raise VoiceRefused(NO_PRIMARY, "VoiceFallbackUrl needs a VoiceUrl beside it")
    return found


def keep_said(account: Account, listed: Listed, values: Values) -> None:
    """Keep what a client says besides."""
    listed.friendly_name = values.get("FriendlyName", listed.friendly_name)
    listed.application_sid = values.get("VoiceApplicationSid", listed.application_sid)
    listed.kept.update({KEPT[name]: values[name] for name in values if name in KEPT})
    listed.changed = account.clock.now


def show_listed(asks: PhoneNumber, listed: Listed) -> Values:
    """What numbers and applications have in common, as JSON."""
    kept = listed.kept
    return {
        "date_created": dated(listed.created),
        "date_updated": dated(listed.changed),
        "api_version": API_VERSION,
        "voice_url": asks.voice_url or None,
        "voice_method": asks.voice_method,
        "voice_fallback_url": asks.voice_fallback_url or None,
        "voice_fallback_method": asks.voice_fallback_method,
        "voice_caller_id_lookup": False,
        "status_callback": asks.status_callback or None,
        "status_callback_method": asks.status_callback_method,
        "sms_url": kept.get("sms_url") or None,
        "sms_method": kept.get("sms_method", "POST"),
        "sms_fallback_url": kept.get("sms_fallback_url") or None,
        "sms_fallback_method": kept.get("sms_fallback_method", "POST"),
    }
