"""The keys of a seed, from the parameters of the API."""

from __future__ import annotations

from collections.abc import Iterable

from docs.generate.rst import definitions
from mocktr.seed.keys import SECTIONS, WORKSPACE_KEYS


def listed(keys: Iterable[str]) -> str:
    return ", ".join(f"``{key}``" for key in keys if key != "sid")


def workspace_keys() -> str:
    """The keys of a workspace that are no collections."""
    return f"Its own keys are {listed([*WORKSPACE_KEYS, 'defaults'])}."


def section_keys() -> str:
    """The keys of the rows of each collection."""
    return definitions(
        (name, [f"{listed([*section.keys, *section.own_keys])}"])
        for name, section in SECTIONS.items()
    )
