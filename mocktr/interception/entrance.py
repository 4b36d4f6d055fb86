"""Enters and leaves blocks, and holds the libraries' seams in the meantime."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

from mocktr.interception.blocks import ACTIVE, ENTERED, Block, entered_here
from mocktr.interception.seam import Seam

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LIBRARIES = {
    "requests": "mocktr.interception.through_requests",
    "aiohttp": "mocktr.interception.through_aiohttp",
    "httpx": "mocktr.interception.through_httpx",
}
"""Each with the module whose SEAMS lead its requests to us."""

LOCK = threading.Lock()
OPEN: list[Seam] = []


def enter(app: WSGIApplication) -> Block:
    """Let an application answer TaskRouter's hosts from now on."""
    block = Block(app)
    with LOCK:
        ACTIVE.append(block)
        if ARRIVALS not in sys.meta_path:
            sys.meta_path.insert(0, ARRIVALS)
    ENTERED.set((*entered_here(), block))
    for name in LIBRARIES:
        if name in sys.modules:
            take(name)
    return block


def leave(block: Block) -> None:
    """End what `enter` began; blocks may be left in any order, and in other threads."""
    with LOCK:
        ACTIVE.remove(block)
        if not ACTIVE:
            sys.meta_path.remove(ARRIVALS)
            while OPEN:
                OPEN.pop().close()
    ENTERED.set(entered_here())


def take(name: str) -> None:
    """Take a library's seams, if a block is still entered."""
    # Imported without the lock: an import waits for threads that import the same, and they for us.
    seams: list[Seam] = import_module(LIBRARIES[name]).SEAMS
    with LOCK:
        for seam in seams if ACTIVE else ():
            if seam not in OPEN:
                seam.open()
                OPEN.append(seam)


class Arrivals(MetaPathFinder):
    """Notices when a library is loaded while a block is entered."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The library's spec as the other finders have it, with a loader that tells us."""
        if name not in LIBRARIES:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((one for one in found if one is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = Announcing(spec.loader)
        return spec


class Announcing(Loader):
    """Loads a library as its own loader does, then takes its seams."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, which is to see its own loader."""
        module.__loader__ = self.loader
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        take(module.__name__)


ARRIVALS = Arrivals()
