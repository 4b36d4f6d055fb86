"""What of docs/ follows from the code: the pages as they have to be.

`python -m docs.generate` writes them (`make docs`); a test compares. In a page the generated part
stands between two comments, `.. begin NAME` and `.. end NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from docs.generate.bounds import bounds_table
from docs.generate.commands import command_table
from docs.generate.fixture import methods
from docs.generate.imports import import_table
from docs.generate.operators import operator_table
from docs.generate.options import ini_options, run_options, sandbox_options
from docs.generate.seed_keys import section_keys, workspace_keys
from mocktr.fixture.acting import Acting
from mocktr.fixture.arranging import Arranging
from mocktr.fixture.border import Border
from mocktr.fixture.calling import Calling
from mocktr.fixture.products import OtherProducts
from mocktr.fixture.showing import Showing
from mocktr.fixture.steering import Steering
from mocktr.fixture.taskrouter import TaskRouter
from mocktr.fixture.watching import Watching

DOCS = Path(__file__).parents[1]

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "architecture.rst": {"imports": import_table},
    "control.rst": {"commands": command_table},
    "decisions.rst": {"bounds": bounds_table},
    "expressions.rst": {"operators": operator_table},
    "pytest.rst": {
        "arranging": lambda: methods(Arranging),
        "acting": lambda: methods(Acting),
        "steering": lambda: methods(Steering),
        "watching": lambda: methods(Watching),
        "showing": lambda: methods(Showing),
        "border": lambda: methods(Border),
        "calling": lambda: methods(Calling),
        "products": lambda: methods(OtherProducts),
        "taskrouter": lambda: methods(TaskRouter),
        "sandbox": sandbox_options,
        "ini": ini_options,
        "command line": run_options,
    },
    "seeds.rst": {"workspace": workspace_keys, "sections": section_keys},
}
"""What makes each part of a page, by page and name."""


def page(name: str) -> str:
    """The text of a page, with its parts as they have to be."""
    text = (DOCS / name).read_text(encoding="utf-8")
    for part, make in PARTS[name].items():
        marked = re.compile(rf"(?<=\.\. begin {part}\n).*(?=\.\. end {part}\n)", re.S)
        made = f"\n{make()}\n\n"
        text, count = marked.subn(lambda _, made=made: made, text)
        assert count == 1, f"docs/{name} has no place for {part}"
    return text
