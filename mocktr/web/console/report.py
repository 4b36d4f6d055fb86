"""The page with what it shows in it: one file, to be opened from disk without a server.

Its modules stand in an import map, as data URLs under names without a place, and its sheets are
adopted by a script. Whoever runs no scripts sees what stands in `plain`.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from posixpath import dirname, join, normpath
from typing import Any

from mocktr.web.console.files import FILES, STATIC

LEFT_OUT = ("vendor/codemirror", "pages/playground", "pages/faults", "pages/world")
"""What is of no use where nothing can be asked or done."""

PLACE = re.compile(r'(\bfrom |\bimport\()"(\.{1,2}/[^"]+)"')
"""How a module names another."""

SHEETS = (
    *("theme", "controls", "frame", "board", "inspector", "log", "timeline"),
    *("tables", "coverage", "calls"),
)

START = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(document.getElementById("sheets").textContent);
document.adoptedStyleSheets = [sheet];
await import("mocktr/app.js");
"""

POLICY = (
    "default-src 'none'; script-src data: {scripts}; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)

PAGE = """<!doctype html>
<html lang="en" data-console="report">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<script type="importmap">{modules}</script>
</head>
<body>
<div id="app"></div>
<noscript>{plain}</noscript>
<script type="application/json" id="documents">{documents}</script>
<script type="text/css" id="sheets">{sheets}</script>
<script type="module">{start}</script>
</body>
</html>
"""


def page_with(title: str, documents: Mapping[str, Any], plain: str) -> str:
    """The page on these documents; whatever stands in them is text."""
    scripts = " ".join(f"'sha256-{digest(one)}'" for one in (modules(), START))
    return PAGE.format(
        title=escape(title),
        policy=escape(POLICY.format(scripts=scripts)),
        modules=modules(),
        plain=plain,
        # `<` would end the element.
        documents=json.dumps(documents).replace("<", "\\u003c"),
        sheets=sheets(),
        start=START,
    )


@lru_cache(maxsize=1)
def modules() -> str:
    """The import map of the page's modules."""
    named = {
        f"mocktr/{name}": f"data:text/javascript;base64,{packed(placeless(name))}"
        for name in FILES
        if name.endswith(".js") and not name.startswith(LEFT_OUT)
    }
    return json.dumps({"imports": named})


def placeless(name: str) -> str:
    """A module that names others as the import map does."""

    def renamed(found: re.Match[str]) -> str:
        return f'{found[1]}"mocktr/{normpath(join(dirname(name), found[2]))}"'

    return PLACE.sub(renamed, FILES[name].read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def sheets() -> str:
    return "\n".join((STATIC / "styles" / f"{one}.css").read_text("utf-8") for one in SHEETS)


def packed(text: str) -> str:
    return b64encode(text.encode()).decode()


def digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
