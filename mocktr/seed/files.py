"""Finding and reading seeds; one that did not change is not read again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from mocktr.errors import SeedError, json_of
from mocktr.seed.document import parse
from mocktr.seed.plain import PlainReader
from mocktr.seed.source import Source
from mocktr.seed.top import Seed, read_seed

SHIPPED = Path(__file__).parents[1] / "seeds"


def shipped() -> list[str]:
    """The names of the seeds that come with mocktr."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


SeedSource = str | Path | Mapping[str, object] | None
"""What names a world: a shipped seed, a path, a dict, or None for an empty one."""


def read_all(
    seeds: SeedSource | Sequence[SeedSource], root: Path | None = None
) -> tuple[Seed, ...]:
    """One seed or several, whose worlds are put together."""
    if isinstance(seeds, Sequence) and not isinstance(seeds, str):
        return tuple(read(seed, root) for seed in seeds)
    return (read(seeds, root),)


def read(seed: SeedSource, root: Path | None = None) -> Seed:
    """A seed from a shipped name, a path (relative to `root`), a dict, or None for an empty world.

    Raises SeedError.
    """
    if seed is None or isinstance(seed, Mapping):
        return read_document(json.dumps(PlainReader().read(seed or {})))
    if not isinstance(seed, str | Path):
        raise SeedError([f"seed: expected a name, a path or a mapping, got {type(seed).__name__}"])
    path = locate(seed, root)
    try:
        state = path.stat()
        return read_file(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise SeedError([f"{path}: cannot be read: {error.strerror}"]) from None


@lru_cache(maxsize=64)
def read_document(text: str) -> Seed:
    """A seed from a dict; the same content is the same seed, so that its image can be kept."""
    return read_seed(json.loads(text), Source("seed"))


def read_yaml(text: str, name: str = "seed") -> Seed:
    """A seed from YAML or JSON, which messages call `name`; raises SeedError."""
    return read_seed(*parse(text, name))


@lru_cache(maxsize=64)
def read_file(path: Path, modified: int, size: int) -> Seed:
    """A seed from a file in this state (modification time in ns, size)."""
    return read_yaml(read_text(path), path.name)


def read_text(path: Path) -> str:
    """What is in a file; raises SeedError where it is not UTF-8."""
    try:
        # Some editors start a file with a byte order mark.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SeedError([f"{path.name}:{line}: not UTF-8: {error.reason}"]) from None


def locate(seed: str | Path, root: Path | None) -> Path:
    """The file that is meant; raises SeedError."""
    named = shipped_file(seed) if isinstance(seed, str) else None
    if named is not None:
        return named
    path = Path(seed) if root is None else root / seed
    if not is_file(path):
        names = ", ".join(shipped())
        shown = str(seed) if str(seed).isprintable() else json_of(str(seed))
        raise SeedError([f"{shown}: no such file, and no seed of this name; there are {names}"])
    return path


# Each test that has a world of its own asks.
@lru_cache(maxsize=64)
def shipped_file(name: str) -> Path | None:
    """The file of a seed that is shipped under this name."""
    named = SHIPPED / f"{name}.yaml"
    return named if re.fullmatch(r"[\w-]+", name) and is_file(named) else None


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # Too long to be a path, as when somebody passes the YAML itself.
        return False
