"""Subcommands that are listed before they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


class Later(click.Command):
    """Stands for a subcommand in the list of its group, until it is called."""

    def __init__(self, name: str, make: Callable[[], click.Command], **listed: Any) -> None:
        super().__init__(name, **listed)
        self.make = make

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Let the subcommand itself read what it was given."""
        return self.make().make_context(*arguments, **more)
