"""The threads in which requests are read and answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from waitress.task import ThreadedTaskDispatcher


class Job(Protocol):
    """What a thread does: it answers a request, or it reads."""

    def service(self) -> None:
        """Called by the thread."""


class Threads(ThreadedTaskDispatcher):
    """As many threads as there were requests at one time, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.started: list[threading.Thread] = []

    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        thread = threading.Thread(
            target=target, args=(thread_no,), name=f"mocktr-http-{thread_no}", daemon=True
        )
        self.started.append(thread)
        thread.start()

    def add_task(self, task: Job) -> None:
        with self.lock:
            idle = len(self.threads) - self.active_count
            count = len(self.threads) + (len(self.queue) >= idle)
            self.queue.append(task)
            self.queue_cv.notify()
        if len(self.threads) < count <= self.limit:
            self.set_thread_count(count)

    def end(self, deadline: float) -> None:
        self.set_thread_count(0)
        # Idle threads need a moment to end even if the time is up.
        deadline = max(deadline, time.monotonic() + 0.1)
        for thread in self.started:
            thread.join(max(deadline - time.monotonic(), 0))
