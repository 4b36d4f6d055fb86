"""A sandbox behind Twilio's helper library and others, in process: no socket."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from mocktr.errors import OptionError
from mocktr.interception.blocks import Block, entered_here
from mocktr.interception.decoration import decorate_class, decorate_function
from mocktr.interception.entrance import enter, leave
from mocktr.sandbox.sandbox import Sandbox
from mocktr.web import Application

F = TypeVar("F", bound=Callable[..., Any])


class mock_taskrouter(AbstractContextManager[Sandbox]):
    """Answer TaskRouter's hosts from a sandbox, as a context manager or a decorator.

    Inside it every `taskrouter[.edge][.region].twilio.com` that is called through `requests`,
    `aiohttp` or `httpx` (Twilio's helper library uses the first two) answers in process. Other
    Twilio hosts are refused, all other hosts pass through. Takes a Sandbox, or the keywords of one.

    As a decorator of a function, also of a coroutine or a generator, each call gets a fresh sandbox
    from the keywords; as one of a class, each of its tests does, together with what sets it up.
    """

    def __init__(self, sandbox: Sandbox | None = None, **options: Any) -> None:
        if not isinstance(sandbox, Sandbox | None):
            raise OptionError(
                f"mock_taskrouter: expected a Sandbox or the keywords of one, got {sandbox!r}; "
                "a decorator is spelled @mock_taskrouter(...), with parentheses"
            )
        self.given = sandbox
        self.options = options
        self.active: list[tuple[Block, Sandbox]] = []

    def __call__(self, decorated: F) -> F:
        """Decorate a function, so that its whole body runs inside, or a class of tests."""
        decorate = decorate_class if inspect.isclass(decorated) else decorate_function
        return decorate(decorated, self.fresh)

    def fresh(self) -> mock_taskrouter:
        """The same, not entered yet."""
        return mock_taskrouter(self.given, **self.options)

    def __enter__(self) -> Sandbox:
        sandbox = self.given or Sandbox(**self.options)
        self.active.append((enter(Application(sandbox)), sandbox))
        return sandbox

    def __exit__(self, *failure: object) -> None:
        block, sandbox = self.innermost()
        self.active.remove((block, sandbox))
        leave(block)
        if self.given is None:
            sandbox.close()

    def innermost(self) -> tuple[Block, Sandbox]:
        """What this thread or task entered last; or any did, where another one leaves."""
        here = entered_here()
        return max(
            reversed(self.active), key=lambda one: here.index(one[0]) if one[0] in here else -1
        )
