"""Keeps the worlds of a sandbox in a file, so that they survive the server.

The file has the document of each account that was changed, one after the other, as `GET
/mocktr/state` answers them; what that answers is taken too, of one account or of several.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mocktr.errors import AdminError, OptionError, json_of
from mocktr.sandbox.sandbox import Sandbox
from mocktr.sandbox.tenant import Tenant
from mocktr.state import dump, load
from mocktr.state.text import pieces

LOG = logging.getLogger(__name__)

DECODER = json.JSONDecoder()


class Keeper:
    """Reads the worlds of a file, and writes them again, every so many seconds and at the end.

    With `events` their event logs are kept too.
    """

    def __init__(self, sandbox: Sandbox, path: str, every: float, events: bool = False) -> None:
        self.sandbox = sandbox
        self.path = Path(path)
        self.every = every
        self.events = events
        self.written: dict[str, int] = {}
        """The changes of each account that the file has."""
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name="mocktr-keeper", daemon=True)

    def read(self) -> None:
        """Put the worlds of the file in the place of those of the seed, if there is a file.

        Raises OptionError for one that can't be read, or not be written again.
        """
        try:
            if self.path.exists():
                self.take(self.path.read_text(encoding="utf-8"))
            elif not os.access(self.path.parent, os.W_OK):
                raise OptionError(f"state: {self.path.parent} is no folder that can be written to")
        except (OSError, ValueError) as error:
            raise OptionError(f"state: {self.path} can't be read: {error}") from None

    def take(self, text: str) -> None:
        """Load all documents first, and then put them in their places."""
        worlds = [(self.owner(one), one) for one in documents(text)]
        try:
            states = [(sid, load(document, sid)) for sid, document in worlds]
        except AdminError as error:
            raise OptionError(f"state: {self.path}: {error}") from None
        for sid, state in states:
            self.sandbox.tenant_of(sid).come_back(state)

    def owner(self, document: Any) -> str:
        """The account whose world a document is to be."""
        if not isinstance(document, dict) or "account_sid" not in document:
            raise OptionError(f"state: {self.path}: expected a state, got {json_of(document)}")
        sid = str(document["account_sid"])
        if self.sandbox.shares_world:
            return self.sandbox.only.account.sid
        if not self.sandbox.welcomes(sid):
            raise OptionError(f"state: {self.path}: account {sid} is not one of the seed's")
        return sid

    def start(self) -> None:
        """Write from time to time, in a thread."""
        self.thread.start()

    def stop(self) -> None:
        """Write for the last time; raises OSError."""
        self.stopped.set()
        if self.thread.is_alive():
            self.thread.join()
        self.write()

    def run(self) -> None:
        while not self.stopped.wait(self.every):
            try:
                self.write()
            except Exception:
                # A disk that is full may have room the next time.
                LOG.exception("the worlds could not be written to %s", self.path)

    def write(self) -> None:
        """Write all worlds that are not as their seed makes them, if there is anything new.

        At no time is there half a file: it is written beside the old one, which it then replaces.
        """
        with self.lock:
            tenants = self.sandbox.tenants()
            changed = {sid: one.changes for sid, one in tenants.items() if not one.is_fresh}
            if changed == self.written:
                return
            beside = self.path.with_name(f"{self.path.name}.new")
            with open(beside, "w", encoding="utf-8", opener=private) as file:
                for sid in changed:
                    file.writelines(pieces(document_of(tenants[sid], self.events)))
                    file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
            settle(self.path.parent)
            self.written = changed


def document_of(tenant: Tenant, events: bool) -> dict[str, Any]:
    """The world of an account, whose lock is held for a picture of it only."""
    with tenant.lock:
        tenant.catch_up()
        picture = tenant.picture()
    with picture.opened() as state:
        return dump(state, events)


def documents(text: str) -> Iterator[Any]:
    """The documents of a file, also those of a map by account; raises ValueError."""
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        one, place = DECODER.raw_decode(text, place)
        if isinstance(one, dict) and isinstance(one.get("accounts"), dict):
            yield from one["accounts"].values()
        else:
            yield one


def private(path: str, flags: int) -> int:
    """Worlds may hold what is nobody else's business."""
    return os.open(path, flags, 0o600)


def settle(folder: Path) -> None:
    """See to it that a file's new name survives, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
