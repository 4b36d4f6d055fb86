"""The threads in which requests are read and answered, and who may hold how many of them.

Theory of operation
-------------------
A thread is held for as long as a request takes, also where that only waits: for a callback, for a
planned latency, for its account's lock. So that nobody who waits locks others out, requests have
shares, such as one for each account. A share holds at most a quarter of the threads that others do
not hold: one alone gets a quarter of all, the next one a quarter of the rest, and whoever comes new
finds a free one. What is above its share waits in a line of its own (`lines`).

Python computes in one thread at a time and lets each that could have its while: with many of them
everybody waits. So one request is at work at a time, until it is answered, says that it is going to
wait, or takes longer than `PATIENCE`. While some take longer, as many more are at work, up to
`MOST_BESIDES`: while few are slow, the quick ones have half of the time.

There are as many threads as were needed at one time, and those that idle end. Where the system has
none to give, requests wait for those that there are; without any, who reads answers too.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from typing import Protocol

from mocktr.lines import Lines
from mocktr.shortage import Shortage

LOG = logging.getLogger(__name__)

PARTS = 4
"""A share holds at most this part of the threads that others do not hold."""

PATIENCE = 0.02
"""Seconds that a request may take before others are begun besides."""

MOST_BESIDES = 3
"""How many that are not late may be at work besides the first one, at most."""

LONGEST_IDLE = 30.0
"""Seconds after which a thread that has nothing to do ends."""


class Work(Protocol):
    """What a thread does: it answers a request, or it reads, which has precedence."""

    def service(self) -> None:
        """Called by the thread."""


class Job(Work, Protocol):
    """To answer a request."""

    @property
    def share(self) -> Hashable | None:
        """Under which name it holds its thread; None for as many as it likes."""


Taken = tuple[Hashable | None, Job]
"""A request that holds a thread under a share."""


class Threads:
    """At most `limit` threads for requests, and those that read.

    `crowd` is called while a request waits for the one that is at work: whoever watches is to
    `look_again` after `PATIENCE`.
    """

    def __init__(self, limit: int, crowd: Callable[[], object] = lambda: None) -> None:
        self.limit = limit
        self.crowd = crowd
        self.lock = threading.Lock()
        self.readers: deque[Work] = deque()
        """Those that no thread does yet."""
        self.lines: Lines[Job] = Lines()
        self.held: dict[Hashable | None, int] = {}
        """How many threads each share holds."""
        self.free = limit
        """How many more may be held."""
        self.at_work: dict[int, float] = {}
        """The threads whose requests are at work, and when each of these is late, in seconds of the
        machine's own clock."""
        self.started: set[threading.Thread] = set()
        self.idle: list[threading.Lock] = []
        """What wakes each thread that has nothing to do."""
        self.coming = 0
        """How many threads were started or woken and have not taken anything yet."""
        self.count = 0
        self.ended = False
        self.shortage = Shortage(LOG, "no more threads: requests wait for those that there are")

    def read(self, begin: Callable[[], Work]) -> bool:
        """Let a thread read, as `begin` says if there is one; whether there is."""
        with self.lock:
            there_is = self.summon()
            if there_is:
                self.readers.append(begin())
            return there_is

    @property
    def are_idle(self) -> bool:
        """Whether no request is at work or waits; it needs no lock."""
        return not (self.held or self.lines)

    def begin_alone(self, share: Hashable | None) -> bool:
        """Hold the present thread for a request, if no other is at work or waits."""
        with self.lock:
            if not self.are_idle:
                return False
            self.hold(share)
            return True

    def end(self, share: Hashable | None) -> None:
        """A request is answered, in a thread that sees to no other one."""
        with self.lock:
            self.let_go(share)
            self.provide()

    def step_aside(self) -> None:
        """The request of this thread is going to wait for something."""
        with self.lock:
            if self.at_work.pop(threading.get_ident(), None) is not None:
                self.provide()

    def look_again(self) -> None:
        """See to what waits, if what is at work takes too long."""
        with self.lock:
            self.provide()

    def add_task(self, job: Job) -> None:
        """Answer a request as soon as a thread may."""
        with self.lock:
            self.lines.add(job.share, job)
            self.provide()

    def take_stranded(self) -> Taken | None:
        """Take what no other thread is there for, nor will be; to be answered in this one."""
        with self.lock:
            self.provide()
            return None if self.held or self.coming else self.next_job()

    def answer(self, taken: Taken) -> None:
        """Answer a request, and see to what waited for it."""
        share, job = taken
        do(job)
        self.end(share)

    def stop(self, deadline: float) -> None:
        """End all threads when they are done with what they do."""
        with self.lock:
            self.ended = True
            while self.idle:
                self.idle.pop().release()
            started = list(self.started)
        # Idle threads need a moment to end even if the time is up.
        deadline = max(deadline, time.monotonic() + 0.1)
        for thread in started:
            thread.join(max(deadline - time.monotonic(), 0))

    # --- who may hold a thread; the lock is held -------------------------------------------

    def has_room(self, share: Hashable | None) -> bool:
        """Whether a share may hold one more of the threads that are free."""
        held = self.held.get(share, 0)
        return share is None or PARTS * held < self.free + held

    def hold(self, share: Hashable | None) -> None:
        self.free -= 1
        self.held[share] = self.held.get(share, 0) + 1

    def let_go(self, share: Hashable | None) -> None:
        self.at_work.pop(threading.get_ident(), None)
        self.free += 1
        self.held[share] -= 1
        if not self.held[share]:
            del self.held[share]
            self.lines.calm(share)

    @property
    def late(self) -> float:
        """When the next one of those that are at work is late; 0 where none will be.

        It needs no lock.
        """
        now = time.monotonic()
        return min((at for at in list(self.at_work.values()) if at > now), default=0.0)

    def must_wait(self) -> bool:
        """Whether enough requests are at work: one, and one more for each that is late."""
        if not self.at_work:
            return False
        now = time.monotonic()
        late = sum(at <= now for at in self.at_work.values())
        return len(self.at_work) - late > min(late, MOST_BESIDES)

    def next_job(self) -> Taken | None:
        """Take what is to be answered next, holding a thread under its share."""
        if not self.free or not self.lines or self.must_wait():
            return None
        taken = self.lines.take(self.has_room)
        if taken is not None:
            self.hold(taken[0])
            self.at_work[threading.get_ident()] = time.monotonic() + PATIENCE
        return taken

    def provide(self) -> None:
        """See that there is a thread for what may be begun."""
        wanted = len(self.readers)
        if self.free and self.lines and self.lines.has(self.has_room):
            if self.must_wait():
                self.crowd()
            else:
                wanted += 1
        while self.coming < wanted and self.summon():
            pass

    def summon(self) -> bool:
        """Wake or start a thread; whether there is one."""
        if self.idle:
            self.idle.pop().release()
        elif not self.start_thread():
            return False
        self.coming += 1
        return True

    def start_thread(self) -> bool:
        name = f"mocktr-http-{self.count}"
        thread = threading.Thread(target=self.run, name=name, daemon=True)
        try:
            thread.start()
        except (RuntimeError, MemoryError) as error:
            self.shortage.tell(error)
            return False
        self.count += 1
        self.started.add(thread)
        return True

    # --- the threads -----------------------------------------------------------------------

    def run(self) -> None:
        """What a thread does until it was idle for long."""
        bell = threading.Lock()
        bell.acquire()
        is_expected = True
        while True:
            with self.lock:
                self.coming -= is_expected
                is_expected = False
                reader = self.readers.popleft() if self.readers else None
                if self.ended:
                    break
                taken = None if reader else self.next_job()
                if reader or taken:
                    self.provide()
                else:
                    self.idle.append(bell)
            if reader is not None:
                do(reader)
            elif taken is not None:
                share, job = taken
                do(job)
                with self.lock:
                    self.let_go(share)
            else:
                is_expected = True
                if not bell.acquire(timeout=LONGEST_IDLE) and self.leaves(bell):
                    break
        with self.lock:
            self.started.discard(threading.current_thread())

    def leaves(self, bell: threading.Lock) -> bool:
        """Whether a thread that nobody woke is to end; it may be woken just now."""
        with self.lock:
            if bell not in self.idle:
                bell.acquire()
                return False
            self.idle.remove(bell)
            return True


def do(work: Work) -> None:
    try:
        work.service()
    except BaseException:
        LOG.exception("Exception when servicing %r", work)
