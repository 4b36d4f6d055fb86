"""The keywords of a Sandbox, and the options of the pytest plugin."""

from __future__ import annotations

import inspect
import re
from typing import Any

from docs.generate.rst import code, definitions, paragraphs, table
from mocktr import Sandbox, pytest_plugin

KEYWORD = re.compile(r"^(\w+): (.+(?:\n  .+)*)", re.M)
"""A line of the Sandbox's docstring about one keyword, and those that go on with it."""


def sandbox_options() -> str:
    """The keywords with their defaults and what the docstring says of them."""
    said = dict(KEYWORD.findall(inspect.getdoc(Sandbox) or ""))
    parameters = inspect.signature(Sandbox).parameters.values()
    return definitions(
        (f"{one.name}={one.default!r}", paragraphs(said[one.name])) for one in parameters
    )


class Recorder:
    """Takes the place of pytest's parser, and keeps what the plugin declares."""

    def __init__(self) -> None:
        self.ini: list[tuple[str, Any, str]] = []
        self.options: list[tuple[str, str]] = []

    def addini(self, name: str, text: str, default: Any = None, **_: Any) -> None:
        self.ini.append((name, default, text))

    def getgroup(self, *_: str) -> Recorder:
        return self

    def addoption(self, name: str, help: str, metavar: str | None = None, **_: Any) -> None:
        self.options.append((f"{name}={metavar}" if metavar else name, help))


def declared() -> Recorder:
    recorder = Recorder()
    pytest_plugin.pytest_addoption(recorder)
    return recorder


def ini_options() -> str:
    """The ini options with their defaults."""
    rows = [
        (f"``{name}``", f"``{str(default).lower()}``", code(text))
        for name, default, text in declared().ini
    ]
    return table(("Option", "Unless told", "What it says"), rows, "20 20 60")


def run_options() -> str:
    """The options of the command line."""
    rows = [(f"``{name}``", code(text)) for name, text in declared().options]
    return table(("Option", "What it does"), rows, "40 60")
