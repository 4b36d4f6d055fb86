"""From a live account to a seed, by Twilio's helper library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mocktr.errors import SeedError
from mocktr.pull.live import Live
from mocktr.pull.masks import Masks
from mocktr.pull.privacy import suspicions
from mocktr.sandbox.sandbox import Sandbox
from mocktr.seed.exporter import export
from mocktr.seed.printer import comment, print_yaml

__all__ = ["Live", "Masks", "Pulled", "pull"]


class Pulled(NamedTuple):
    """The YAML of a seed, and what to tell the person who wants it."""

    text: str
    warnings: list[str]
    mistake: str | None
    """Why the seed does not load, if it does not."""


def pull(
    live: Live,
    wanted: Sequence[str],
    everything: bool,
    masks: Masks,
    report: Callable[[str], None],
) -> Pulled:
    """The seed of the workspaces `wanted` (SIDs or names); of the only one, or of all of them.

    Reads and changes nothing; `report` is told of progress. Raises PullError.
    """
    worlds = [masks.hide(live.read(one, report)) for one in live.choose(wanted, everything)]
    document, remarks, left_out = export(worlds)
    text = print_yaml(document)
    if left_out:
        text += "\n" + comment("Left out:\n" + print_yaml(left_out))
    warnings = [*remarks, *masks.warnings(), *suspicions(worlds)]
    return Pulled("".join(map(comment, remarks)) + text, warnings, mistake_in(document))


def mistake_in(document: dict[str, object]) -> str | None:
    try:
        Sandbox(seed=document).close()
    except SeedError as error:
        return str(error)
    return None
