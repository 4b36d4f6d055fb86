"""Waits for what happens on the sockets of a port.

Theory of operation
-------------------
waitress asks each of its connections before each wait whether it wants to read or to write, so that
thousands of silent ones make every request slow. Here only those are asked again with which
something was done (`stirred`), or is being done (`at_work`), since the wait before; the system
remembers the others.
To read costs more than the time that it takes, because those who answer have Python's lock when it
is done. So who sends much has a `rest` after each part, and of those that rest one goes on at a
time: however many there are, they take some part of the time and no more.
"""

from __future__ import annotations

import select
from collections.abc import Hashable, MutableMapping
from time import monotonic

from waitress import wasyncore

from mocktr.lines import Lines

PACE = 0.001
"""Seconds between the parts of large bodies where several clients send some."""

SLOW_PACE = 0.004
"""The same while requests wait, which those would only join."""

IN, OUT = select.POLLIN | select.POLLPRI, select.POLLOUT


class Poller:
    """The sockets in `pollable`, by descriptor; one thread waits at a time."""

    def __init__(self, pollable: MutableMapping[int, wasyncore.dispatcher]) -> None:
        self.pollable = pollable
        self.poll = select.poll()
        self.registered: set[int] = set()
        self.stirred: set[int] = set()
        """Those that may want something else than before; any thread may add one."""
        self.at_work: set[wasyncore.dispatcher] = set()
        """Those whose answers are begun, which may have something to send at any time."""
        self.resting: Lines[wasyncore.dispatcher] = Lines()
        """Those of which nothing is read for a while, by whose they are."""
        self.at_rest: set[wasyncore.dispatcher] = set()
        """The same ones."""
        self.went_on = 0.0
        """When the last one that did went on, in seconds of the machine's own clock."""

    def turn(self, timeout: float, pace: float = PACE) -> None:
        """Wait so many seconds for something to happen, and see to it.

        `pace` are the seconds after which the next one of those that rest goes on.
        """
        if self.resting:
            self.go_on(pace)
        if self.resting:
            timeout = min(timeout, pace)
        self.register()
        happened = self.poll.poll(int(timeout * 1000))
        # Connections are taken last: a new one may have the descriptor of one that was closed.
        happened.sort(key=self.takes)
        for descriptor, flags in happened:
            self.stirred.add(descriptor)
            there = self.pollable.get(descriptor)
            if there is not None:
                wasyncore.readwrite(there, flags)

    def rest(self, there: wasyncore.dispatcher, share: Hashable) -> None:
        """Read on of this one when its share of those that rest has its turn."""
        if there not in self.at_rest:
            self.at_rest.add(there)
            self.resting.add(share, there)

    def go_on(self, pace: float) -> None:
        """Let the first one that rests be read, if it is time or it is the only one."""
        now = monotonic()
        if len(self.resting) > 1 and now < self.went_on + pace:
            return
        self.went_on = now
        while (taken := self.resting.take()) is not None:
            _, there = taken
            self.at_rest.remove(there)
            if there.connected:
                self.stirred.add(there._fileno)
                break

    def takes(self, one: tuple[int, int]) -> bool:
        there = self.pollable.get(one[0])
        return there is not None and bool(there.accepting)

    def register(self) -> None:
        for channel in self.at_work.copy():
            if channel.connected:
                self.look(channel._fileno)
        while self.stirred:
            self.look(self.stirred.pop())

    def look(self, descriptor: int) -> None:
        """Tell the system what one of them waits for."""
        wanted = self.wanted(descriptor)
        if wanted:
            # Also where nothing has changed: the descriptor may be another socket's by now.
            self.poll.register(descriptor, wanted)
            self.registered.add(descriptor)
        elif descriptor in self.registered:
            self.registered.remove(descriptor)
            self.poll.unregister(descriptor)

    def wanted(self, descriptor: int) -> int:
        there = self.pollable.get(descriptor)
        if there is None:
            return 0
        reads = IN if there.readable() and there not in self.at_rest else 0
        return reads | (OUT if there.writable() and not there.accepting else 0)
