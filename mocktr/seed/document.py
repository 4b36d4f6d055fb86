"""YAML with JSON's scalars, read together with the lines of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.reader import ReaderError

from mocktr.errors import Place, SeedError, json_of
from mocktr.seed import scalars
from mocktr.seed.source import Source

TAG = "tag:yaml.org,2002:"
MERGE = TAG + "merge"
WORDS: dict[str, dict[str, bool | None]] = {
    TAG + "null": {"null": None, "~": None, "": None},
    TAG + "bool": {"true": True, "false": False},
}
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)$")
FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")


class JsonScalars(yaml.SafeLoader):
    """YAML whose plain scalars resolve as JSON's do, so that `02137`, `yes` and `NO` stay text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _tag, _pattern, _first in (
    ("null", re.compile(r"(?:null|~|)$"), ["n", "~", ""]),
    ("bool", re.compile(r"(?:true|false)$"), ["t", "f"]),
    ("int", INTEGER, list("-0123456789")),
    ("float", FLOAT, list("-0123456789")),
    ("merge", re.compile(r"<<$"), ["<"]),
):
    JsonScalars.add_implicit_resolver(TAG + _tag, _pattern, _first)


def parse(text: str, name: str) -> tuple[Any, Source]:
    """The document in `text`, and where its parts stand; raises SeedError."""
    source = Source(name)
    try:
        node = compose(text, source)
        if node is None:
            return None, source
        # Without aliases there are not more values than characters, however large a world is.
        Measure(source, max(scalars.MOST_VALUES, len(text))).of(node)
        return NodeReader(source).read(node, ()), source
    except RecursionError:
        raise source.fail((), scalars.TOO_DEEP) from None


def compose(text: str, source: Source) -> yaml.Node | None:
    """YAML's nodes, in which an alias is the node that it stands for."""
    try:
        loader = JsonScalars(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        said = f"not YAML: the character U+{error.character:04X} is not allowed"
        raise source.fail_at(line, (), said) from None
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    except yaml.MarkedYAMLError as error:
        said = ", ".join(part for part in (error.context, error.problem) if part)
        line = line_of(error.problem_mark)
        raise source.fail_at(line, (), f"not YAML: {said}") from None
    except (ValueError, OverflowError) as error:
        # PyYAML lets some of Python's own errors through, as for the escape "\UFFFFFFFF".
        raise source.fail_at(loader.line + 1, (), f"not YAML: {error}") from None
    finally:
        loader.dispose()


def line_of(mark: Any) -> int:
    line: int = mark.line + 1
    return line


class Measure:
    """Refuses a document that is too big or without end, before anything is made of it."""

    def __init__(self, source: Source, most: int) -> None:
        self.source = source
        self.most = most
        self.done: dict[yaml.Node, tuple[int, int]] = {}
        self.inside: set[yaml.Node] = set()

    def of(self, node: yaml.Node) -> tuple[int, int]:
        """How many values a node stands for, with all that its aliases repeat, and its depth."""
        if node not in self.done:
            if node in self.inside:
                raise self.fail(node, "an alias stands inside of what it is an alias for")
            self.inside.add(node)
            self.done[node] = self.sum(node)
            self.inside.discard(node)
        return self.done[node]

    def sum(self, node: yaml.Node) -> tuple[int, int]:
        if isinstance(node, yaml.ScalarNode):
            # So that a long text that many aliases repeat counts too.
            return 1 + len(node.value) // 100, 0
        sizes = [self.of(one) for one in children(node)]
        size = 1 + sum(size for size, _ in sizes)
        depth = 1 + max((depth for _, depth in sizes), default=0)
        if size > self.most:
            raise self.fail(node, f"more than {self.most} values, those of aliases included")
        if depth > scalars.MOST_DEPTH:
            raise self.fail(node, scalars.TOO_DEEP)
        return size, depth

    def fail(self, node: yaml.Node, text: str) -> SeedError:
        return self.source.fail_at(line_of(node.start_mark), (), text)


def children(node: yaml.Node) -> Iterator[yaml.Node]:
    for item in node.value:
        if isinstance(node, yaml.MappingNode):
            yield from item
        else:
            yield item


Pairs = dict[str, tuple[yaml.Node, yaml.Node]]


class NodeReader:
    """Makes JSON's values of YAML's nodes, and notes the line of every key and item."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def read(self, node: yaml.Node, path: Place) -> Any:
        """The value of a node."""
        self.source.lines.setdefault(path, line_of(node.start_mark))
        if isinstance(node, yaml.MappingNode):
            self.check_tag(node, "map", path)
            pairs = self.pairs(node, path).items()
            return {name: self.member(key, value, (*path, name)) for name, (key, value) in pairs}
        if isinstance(node, yaml.SequenceNode):
            self.check_tag(node, "seq", path)
            return [self.read(item, (*path, number)) for number, item in enumerate(node.value)]
        return self.scalar(node, path)

    def member(self, key: yaml.Node, value: yaml.Node, path: Place) -> Any:
        self.source.lines[path] = line_of(key.start_mark)
        return self.read(value, path)

    def pairs(self, node: yaml.MappingNode, path: Place) -> Pairs:
        """The keys of a mapping, those that it merges in included."""
        own: Pairs = {}
        merged: Pairs = {}
        seen: set[str] = set()
        for key, value in node.value:
            name = "<<" if key.tag == MERGE else self.key(key, path)
            if name in seen:
                line = line_of(key.start_mark)
                raise self.source.fail_at(line, (*path, name), "the key stands twice")
            seen.add(name)
            if key.tag == MERGE:
                merged = self.merged(value, path)
            else:
                own[name] = key, value
        return {**merged, **own}

    def merged(self, node: yaml.Node, path: Place) -> Pairs:
        """What a merge key takes in; of several mappings the first wins."""
        taken: Pairs = {}
        for other in self.mappings(node, path):
            taken = {**self.pairs(other, path), **taken}
        return taken

    def mappings(self, node: yaml.Node, path: Place) -> list[yaml.MappingNode]:
        found: list[Any] = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(one, yaml.MappingNode) for one in found):
            line = line_of(node.start_mark)
            raise self.source.fail_at(line, (*path, "<<"), "expected a mapping or a list of them")
        return found

    def key(self, node: yaml.Node, path: Place) -> str:
        """A key of the mapping at `path`."""
        value = self.scalar(node, path) if isinstance(node, yaml.ScalarNode) else node.value
        if not isinstance(value, str):
            shown = json_of(value) if isinstance(node, yaml.ScalarNode) else "a collection"
            said = f"expected a string as key (put it in quotes), got {shown}"
            raise self.source.fail_at(line_of(node.start_mark), path, said)
        return value

    def scalar(self, node: yaml.Node, path: Place) -> Any:
        tag: str = node.tag
        value: str = node.value
        if tag in WORDS and value in WORDS[tag]:
            return WORDS[tag][value]
        if tag == TAG + "int" and INTEGER.match(value):
            return self.source.read(scalars.integer, value, path)
        if tag == TAG + "float" and FLOAT.match(value):
            return self.source.read(scalars.finite, float(value), path)
        if tag == MERGE:
            return value
        self.check_tag(node, "str", path)
        return self.source.read(scalars.text, value, path)

    def check_tag(self, node: yaml.Node, wanted: str, path: Place) -> None:
        """Refuse dates, sets, Python objects and whatever else has no place in JSON."""
        if node.tag != TAG + wanted:
            tag = node.tag.replace(TAG, "!!")
            raise self.source.fail(path, f"the tag {tag} does not fit here; expected JSON's types")
