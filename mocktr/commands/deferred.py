"""Modules that are loaded when something of them is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Deferred:
    """Stands for a module, and imports it when one of its names is first asked for.

    Who declares what is only done later starts without loading what that takes. For type checkers
    the true import stands beside it, under TYPE_CHECKING. (The standard library's LazyLoader is not
    safe where two threads come first.)
    """

    __slots__ = ("_module",)

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)
