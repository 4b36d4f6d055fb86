"""A document as that of another account, whose SIDs carry other digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mocktr.core.sids import TAIL, Sids
from mocktr.state.columns import StateRow


def readdress(document: Any, row: StateRow, account_sid: str) -> Any:
    """The document with the SIDs that another account would have made in its place.

    They are replaced inside of texts too: attributes, configurations, expressions. SIDs that a
    seed gave explicitly stay as they are. `row` has the checked values of the document.
    """
    old = row["account_sid"]
    before, after = Sids(old).account_digits, Sids(account_sid).account_digits
    explicit = frozenset(row["sids"]["taken"])
    made = re.compile(
        rf"(?<![0-9A-Za-z])(?:{old}|([A-Z]{{2}}){before}([0-9a-f]{{{TAIL}}}))(?![0-9A-Za-z])"
    )

    def own(found: re.Match[str]) -> str:
        sid = found.group()
        if sid == old:
            return account_sid
        return sid if sid in explicit else f"{found[1]}{after}{found[2]}"

    return replaced(document, lambda text: made.sub(own, text))


def replaced(value: Any, replace: Callable[[str], str]) -> Any:
    """The same with every text in it replaced."""
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, list):
        return [replaced(item, replace) for item in value]
    if isinstance(value, dict):
        return {replace(name): replaced(item, replace) for name, item in value.items()}
    return value
