"""The callbacks that wait for those before them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from mocktr.callbacks.form import Callback
from mocktr.core.ledger import weight
from mocktr.limits import CALLBACK_BYTES, CALLBACKS


class Backlog:
    """Batches of callbacks, first come first; to be used under the account's lock."""

    def __init__(self) -> None:
        self.batches: deque[tuple[int, list[Callback]]] = deque()
        self.count = 0
        self.size = 0
        """Bytes of their parameters, about."""

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[list[Callback]]:
        return (batch for _, batch in self.batches)

    @property
    def first(self) -> list[Callback]:
        """The batch that has waited longest; empty where none waits."""
        return self.batches[0][1] if self.batches else []

    def add(self, batch: list[Callback]) -> bool:
        """Let a batch wait; whether there was room for it, as ever where nothing waits."""
        size = sum(weight(callback.parameters) for callback in batch)
        count, total = self.count + len(batch), self.size + size
        if self.batches and (count > CALLBACKS.most or total > CALLBACK_BYTES.most):
            return False
        self.batches.append((size, batch))
        self.count, self.size = count, total
        return True

    def take(self) -> list[Callback]:
        """The batch that is next."""
        size, batch = self.batches.popleft()
        self.count -= len(batch)
        self.size -= size
        return batch

    def put_back(self, batch: list[Callback]) -> None:
        """Let a batch that was taken be the next one again."""
        size = sum(weight(callback.parameters) for callback in batch)
        self.batches.appendleft((size, batch))
        self.count, self.size = self.count + len(batch), self.size + size

    def clear(self) -> None:
        """Nothing waits any more."""
        self.batches.clear()
        self.count = self.size = 0
