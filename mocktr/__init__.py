"""A stand-in for Twilio TaskRouter that people test against.

The public names are loaded when they are first used, so that importing the pytest plugin costs
nothing in a test run that does not need it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mocktr.errors import (
        AdminError,
        ApiError,
        ConditionNotMet,
        HostRefused,
        MocktrError,
        OptionError,
        SeedError,
    )
    from mocktr.fixture.mock import mock_taskrouter
    from mocktr.fixture.taskrouter import TaskRouter
    from mocktr.sandbox.sandbox import Sandbox
    from mocktr.server.server import Server

__version__ = "0.1.0"

HOMES = {
    "AdminError": "mocktr.errors",
    "ApiError": "mocktr.errors",
    "ConditionNotMet": "mocktr.errors",
    "HostRefused": "mocktr.errors",
    "MocktrError": "mocktr.errors",
    "OptionError": "mocktr.errors",
    "Sandbox": "mocktr.sandbox.sandbox",
    "SeedError": "mocktr.errors",
    "Server": "mocktr.server.server",
    "TaskRouter": "mocktr.fixture.taskrouter",
    "mock_taskrouter": "mocktr.fixture.mock",
}

__all__ = [
    "AdminError",
    "ApiError",
    "ConditionNotMet",
    "HostRefused",
    "MocktrError",
    "OptionError",
    "Sandbox",
    "SeedError",
    "Server",
    "TaskRouter",
    "__version__",
    "mock_taskrouter",
]


# To type checkers it would make anything a name of mocktr's.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in HOMES:
            raise AttributeError(f"module 'mocktr' has no attribute {name!r}")
        return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
