"""Sees that there is a thread that reads: another one, where the present one takes long."""

from __future__ import annotations

import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from mocktr.server.port.threads import PATIENCE, Taken

if TYPE_CHECKING:
    from mocktr.server.port.loop import Loop

LONGEST_WAIT = 1.0
"""Seconds; a signal that comes just before the wait is seen only after it."""


class Reading:
    """The task of one thread: to read requests and to answer them, until another one does."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.begun = self.done = 0
        """How many times this thread began to answer what it had read, and was done with it."""
        self.seen = 0
        """How many times it had begun when the thread that watches looked last."""
        self.since = 0.0
        """When it began last, in seconds of the machine's own clock."""
        self.waits = False
        """Whether a view said that it is about to wait."""

    def is_late(self) -> bool:
        """Whether answering took so long that others have to read on."""
        return self.done < self.begun and time.monotonic() >= self.since + PATIENCE

    def service(self) -> None:
        """Called by the thread."""
        loop = self.loop
        try:
            while loop.read(self):
                stranded = loop.threads.take_stranded() if loop.threads.lines else None
                if stranded is not None or loop.requests:
                    self.answer(stranded)
        except BaseException as error:
            loop.watch.failure = error
            loop.watch.wakes.put(None)

    def answer(self, stranded: Taken | None) -> None:
        """See to what was read, and to what no other thread is there for."""
        loop = self.loop
        self.since = time.monotonic()
        self.begun += 1
        loop.watch.wake()
        if stranded is not None:
            loop.threads.answer(stranded)
        for channel in loop.taken():
            loop.answer(channel)
        self.done += 1
        self.waits = False


class Watch:
    """What the thread that serves a port does: it says who reads."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.reading: Reading | None = None
        """That of who reads now; None when nobody is to any more."""
        self.failure: BaseException | None = None
        """Why nobody reads any more."""
        self.is_on = True
        """Whether this thread knows that something is being answered."""
        self.wakes: SimpleQueue[None] = SimpleQueue()
        """Wakes this thread; to put something in is safe in a signal handler."""

    def start(self) -> None:
        """Let another thread read, if there is one; raises RuntimeError where nobody does."""
        if not self.loop.threads.read(self.begin) and self.reading is None:
            raise RuntimeError("the system has no thread for the server")

    def begin(self) -> Reading:
        self.reading = Reading(self.loop)
        return self.reading

    def wake(self) -> None:
        """There is something to be watched."""
        if not self.is_on:
            self.is_on = True
            self.wakes.put(None)

    def look(self) -> None:
        """Wait for a while, and let another thread read on if answering took all of it."""
        reading = self.reading
        assert reading is not None
        seen, reading.seen = reading.seen, reading.begun
        # First, so that who begins from here on says so.
        self.is_on = False
        # Who was at work a moment ago soon is again, and to be woken each time costs more.
        is_idle = seen == reading.begun == reading.done and not self.loop.threads.lines
        self.is_on = not is_idle
        late = min(left(reading.since + PATIENCE), left(self.loop.threads.late))
        with suppress(Empty):
            self.wakes.get(timeout=LONGEST_WAIT if is_idle else late)
        if reading.waits or reading.is_late():
            self.start()
        if self.loop.threads.lines:
            self.loop.threads.look_again()
        if self.failure is not None:
            raise self.failure


def left(until: float) -> float:
    """Seconds until somebody is late, who is not late already, by the machine's own clock."""
    remaining = until - time.monotonic()
    return remaining if remaining > 0 else PATIENCE
