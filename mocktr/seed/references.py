"""SIDs as names: the way back from a world to what a seed says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mocktr.core.sids import is_sid
from mocktr.seed.held import Payload
from mocktr.seed.keys import SECTIONS


class References:
    """The names of a workspace's records, and the SIDs that the seed has to keep."""

    def __init__(self, collections: Mapping[str, Sequence[Payload]]) -> None:
        self.names: dict[str, dict[str, str]] = {}
        self.counts: dict[str, Counter[str]] = {}
        self.kept: set[str] = set()
        """SIDs without which the seed could not tell two records from each other."""
        for collection, records in collections.items():
            section = SECTIONS[collection]
            names = {one["sid"]: str(one[section.identity or "sid"]) for one in records}
            self.names[collection] = names
            self.counts[collection] = Counter(names.values())
            if section.shares_names:
                self.kept.update(
                    sid for sid, name in names.items() if self.shared(collection, name)
                )

    def shared(self, collection: str, name: str) -> bool:
        return self.counts[collection][name] > 1

    def spell(self, collection: str, sid: str | None) -> str | None:
        """What a seed calls the record with this SID; None where there is none.

        That is its name, or its SID where the name is shared or could be taken for a SID.
        """
        name = self.names[collection].get(sid or "")
        if sid is None or name is None:
            return None
        if self.shared(collection, name) or is_sid(name, SECTIONS[collection].record.prefix):
            self.kept.add(sid)
            return sid
        return name
