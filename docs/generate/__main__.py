"""Writes the pages as they have to be."""

from docs.generate import DOCS, PARTS, page

for name in PARTS:
    (DOCS / name).write_text(page(name), encoding="utf-8")
