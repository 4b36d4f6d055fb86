"""How the 2010 API shows what it has: dates, numbers, and where records stand."""

from __future__ import annotations

import re
from urllib.parse import quote

from mocktr.core.account import Account
from mocktr.core.fields import Filter, Values
from mocktr.core.line.asking import date
from mocktr.web.voice.kinds import Day, WholeDay
from mocktr.web.voice.resource import VoiceResource
from mocktr.web.wire import VOICE_VERSION

AMERICAN = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


def dated(instant: int | None) -> str | None:
    """A time (ms) as RFC 2822 has it; null where there is none."""
    return None if instant is None else date(instant)


def formatted(number: str) -> str:
    """A number as people write it: `(305) 141-6799`; others as they are."""
    parts = AMERICAN.fullmatch(number)
    return "({}) {}-{}".format(*parts.groups()) if parts else number


def collection_uri(
    account: Account, mount: VoiceResource, home: VoiceResource | None, parent: object
) -> str:
    """Where a list stands, without its `.json`; `home` is the resource of its parent."""
    path = f"{VOICE_VERSION}/Accounts/{account.sid}"
    if home is not None:
        path += f"/{home.collection}/{quote(home.name(parent), safe='')}"
    return f"{path}/{mount.collection}"


def payload(account: Account, mount: VoiceResource, collection: str, record: object) -> Values:
    """A record as JSON, with what says where it stands."""
    place = f"{collection}/{quote(mount.name(record), safe='')}"
    shown = {**mount.show(account, record), "uri": f"{place}.json"}
    if mount.below:
        names = {one: "".join(part.title() for part in one.split("_")) for one in mount.below}
        shown["subresource_uris"] = {one: f"{place}/{name}.json" for one, name in names.items()}
    return shown


def on_days(name: str, field: str) -> dict[str, Filter]:
    """The filters for a date: on, until and from a day or an instant, each inclusive."""

    def at(record: object) -> int:
        instant: int | None = getattr(record, field)
        return -1 if instant is None else instant

    day = Day()
    return {
        name: Filter(WholeDay(), lambda record, span: span[0] <= at(record) <= span[1]),
        f"{name}<": Filter(day, lambda record, span: 0 <= at(record) <= span[1]),
        f"{name}>": Filter(day, lambda record, span: at(record) >= span[0]),
    }
