"""The admin commands: what a test asks of, and does to, the sandbox itself.

Each module declares the commands about one thing; the documentation has them in this order. The
others say what is done; none of them knows HTTP, the command line or the fixtures.
"""

# ruff: noqa: I001
from mocktr.commands import world
from mocktr.commands import clock
from mocktr.commands import questions
from mocktr.commands import workers
from mocktr.commands import agents
from mocktr.commands import journal
from mocktr.commands import faults
from mocktr.commands import outcomes
from mocktr.commands.command import COMMANDS

__all__ = [
    "COMMANDS",
    "agents",
    "clock",
    "faults",
    "journal",
    "outcomes",
    "questions",
    "workers",
    "world",
]
