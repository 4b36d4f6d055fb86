"""Functions and classes of tests that run within a context, fresh for each call or test."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import Any, TypeVar, cast
from unittest import TestCase

from mocktr.errors import OptionError

F = TypeVar("F", bound=Callable[..., Any])

Fresh = Callable[[], AbstractContextManager[Any]]
"""Makes the context of one call, or of one test."""

PREFIX = "test"
"""What the names of test methods start with, for unittest as for pytest."""

HANDED = "taskrouter"
"""The parameter of a function, and the attribute of a test, to which a context is handed."""

OPEN = "_mocktr_context"
"""The attribute of a test in which its context is kept, and whose it is."""


def decorate_function(function: F, fresh: Fresh) -> F:
    """The function, its whole body within a fresh context."""
    if not callable(function) or inspect.isasyncgenfunction(function):
        raise OptionError(
            f"mock_taskrouter: expected a function or a class to decorate, got {function!r}; "
            "use `with mock_taskrouter(...)` inside"
        )
    signature = inspect.signature(function)
    if HANDED not in signature.parameters:
        return within(function, lambda *args: fresh())
    decorated = within(function, lambda *args: fresh(), {HANDED})
    # pytest would look for a fixture of this name.
    others = [one for name, one in signature.parameters.items() if name != HANDED]
    decorated.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
    return decorated


def within(
    function: F,
    context: Callable[..., AbstractContextManager[Any]],
    handed: Iterable[str] = (),
) -> F:
    """The function in a context that is made of its arguments, and handed to some of them."""
    # A call of the first two only makes an object; the body runs when that is awaited or iterated.
    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def inside(*args: Any, **kwargs: Any) -> Any:
            with context(*args) as made:
                kwargs.update(dict.fromkeys(handed, made))
                return await function(*args, **kwargs)

    elif inspect.isgeneratorfunction(function):

        @wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with context(*args) as made:
                kwargs.update(dict.fromkeys(handed, made))
                return (yield from function(*args, **kwargs))

    else:

        @wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with context(*args) as made:
                kwargs.update(dict.fromkeys(handed, made))
                return function(*args, **kwargs)

    return cast(F, inside)


def decorate_class(tests: Any, fresh: Fresh) -> Any:
    """The class, each test of which runs within a fresh context, and so does what sets it up.

    That is `setUp` and `tearDown` of a unittest.TestCase with its cleanups, and of another class
    `setup_method`, `teardown_method` and the fixtures that pytest sets up in between.
    """
    if issubclass(tests, TestCase):
        # All that belongs to one test happens in its `run`; `debug` is the same for a debugger.
        wrap(tests, ["run", "debug"], fresh)
        return tests
    methods = [name for name, _ in inspect.getmembers(tests, inspect.isfunction)]
    found = [name for name in methods if name.startswith(PREFIX)]
    if not found:
        raise OptionError(
            f"mock_taskrouter: expected a class with test methods to decorate, got {tests!r}"
        )
    wrap(tests, found, fresh)
    tests.setup_method = set_up(getattr(tests, "setup_method", None), fresh)
    tests.teardown_method = tear_down(getattr(tests, "teardown_method", None), fresh)
    return tests


def wrap(tests: Any, names: list[str], fresh: Fresh) -> None:
    """Let methods of a class run within their test's context."""

    @contextmanager
    def context(test: Any, *args: Any) -> Iterator[None]:
        mine = open_for(test, fresh)
        try:
            yield
        finally:
            if mine:
                close_for(test, fresh)

    for name in names:
        setattr(tests, name, within(getattr(tests, name), context))


def set_up(own: Callable[..., Any] | None, fresh: Fresh) -> Callable[..., None]:
    """A `setup_method` for pytest that opens the context before all else."""

    def setup_method(test: Any, method: Any) -> None:
        open_for(test, fresh)
        try:
            call(own, test, method)
        except BaseException:
            # pytest tears down only what was set up.
            close_for(test, fresh)
            raise

    return setup_method


def tear_down(own: Callable[..., Any] | None, fresh: Fresh) -> Callable[..., None]:
    def teardown_method(test: Any, method: Any) -> None:
        try:
            call(own, test, method)
        finally:
            close_for(test, fresh)

    return teardown_method


def call(own: Callable[..., Any] | None, test: Any, method: Any) -> None:
    """Call a class's own method as pytest does: with the test method, if it takes one."""
    if own is not None:
        takes = len(inspect.signature(own).parameters)
        own(*(test, method)[:takes])


def open_for(test: Any, fresh: Fresh) -> bool:
    """Enter a test's context, if it has none yet.

    A class that is decorated like its base has its own context, not that of the base too.
    """
    if OPEN in vars(test):
        return False
    context = fresh()
    made = context.__enter__()
    vars(test)[OPEN] = fresh, context
    # A test's own thing of this name stays.
    if not hasattr(type(test), HANDED):
        vars(test)[HANDED] = made
    return True


def close_for(test: Any, fresh: Fresh) -> None:
    """Leave a test's context, if it is this one's to leave."""
    owner, context = vars(test).get(OPEN, (None, None))
    if owner is fresh:
        del vars(test)[OPEN]
        vars(test).pop(HANDED, None)
        context.__exit__(None, None, None)
