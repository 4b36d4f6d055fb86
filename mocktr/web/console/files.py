"""The console's files: what there is, of which kinds, and in which edition."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

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
