"""The console's files: what there is, of which kinds, and in which edition."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath

STATIC = Path(__file__).with_name("static")

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""Content types by suffix; what the machine thinks of suffixes may differ."""

FILES = {
    path.relative_to(STATIC).as_posix(): path
    for path in sorted(STATIC.rglob("*"))
    if path.suffix in KINDS
}
"""Every file by its path within the page; nothing else is ever read."""


IMPORT = re.compile(r'^(?:import|export)\b[^;]*?from "([^"]+)";', re.M)


def kind_of(name: str) -> str:
    """The content type of a file."""
    return KINDS[Path(name).suffix]


def stamp() -> str:
    """What names this edition of the files: another one as soon as one of them is written."""
    digest = sha256()
    for name, path in FILES.items():
        written = path.stat()
        digest.update(f"{name} {written.st_size} {written.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


def imports_of(name: str) -> set[str]:
    """The modules that one imports when it is loaded; what it loads later is not among them."""
    text = FILES[name].read_text(encoding="utf-8")
    return {normpath(join(dirname(name), one)) for one in IMPORT.findall(text)}


def loaded_with(*names: str) -> list[str]:
    """Modules, and all that comes with them, in order of names."""
    found: set[str] = set()
    wanted = set(names)
    while wanted:
        found |= wanted
        wanted = {one for name in wanted for one in imports_of(name)} - found
    return sorted(found)
