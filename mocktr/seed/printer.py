"""A seed as YAML that people read and compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from mocktr.seed.document import TAG, JsonScalars

WIDEST = 72
"""How many characters a list may have that stands in one line."""


class Printer(yaml.SafeDumper):
    """Blocks, short lists in one line, and quotes where any reader of YAML needs them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write what is the same twice; names for such parts would be ours, not the user's."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key."""
        super().increase_indent(flow, False)


def short_lists_in_line(printer: Printer, items: list[Any]) -> yaml.Node:
    """A list, in one line if it is short and has nothing but scalars."""
    node = printer.represent_list(items)
    scalars = [one.value for one in node.value if isinstance(one, yaml.ScalarNode)]
    node.flow_style = len(scalars) == len(items) and len(", ".join(scalars)) <= WIDEST
    return node


def special_text_in_quotes(printer: Printer, text: str) -> yaml.Node:
    """A text, with escapes where some of it can't be seen."""
    # PyYAML by itself folds U+0085 and its like into blanks.
    return printer.represent_scalar(TAG + "str", text, None if text.isprintable() else '"')


Printer.add_representer(list, short_lists_in_line)
Printer.add_representer(str, special_text_in_quotes)

# PyYAML quotes what YAML 1.1 would not take for text; to a seed 1e3 is a number besides.
for _first, _resolvers in JsonScalars.yaml_implicit_resolvers.items():
    for _tag, _pattern in _resolvers:
        Printer.add_implicit_resolver(_tag, _pattern, [_first])


def print_yaml(document: Mapping[str, Any]) -> str:
    """The YAML of a document; the same document gives the same text."""
    text: str = yaml.dump(
        document,
        Dumper=Printer,
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
        default_flow_style=False,
    )
    return text


def comment(text: str) -> str:
    """Lines that YAML passes over."""
    lines = ("".join(map(visible, line)) for line in text.split("\n"))
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def visible(character: str) -> str:
    """The character, escaped where YAML would take it for the end of a line, or refuse it."""
    return character if character.isprintable() else ascii(character)[1:-1]
