"""The admin commands: what a test asks of, and does to, the sandbox itself.

Each module has the commands about one thing: how they are declared, and what they do. The
documentation has them in this order. None of them knows HTTP, the command line or the fixtures.

Declarations are loaded by who only asks another process (`mocktr ctl`), so what it takes to do a
command is loaded when it is done (`Deferred`).
"""

# ruff: noqa: I001
from mocktr.commands import world
from mocktr.commands import comparison
from mocktr.commands import accounts
from mocktr.commands import board
from mocktr.commands import events
from mocktr.commands import timeline
from mocktr.commands import statistics
from mocktr.commands import clock
from mocktr.commands import undo
from mocktr.commands import explain
from mocktr.commands import evaluate
from mocktr.commands import matches
from mocktr.commands import check_workflow
from mocktr.commands import dry_run
from mocktr.commands import behaviors
from mocktr.commands import forcing
from mocktr.commands import agents
from mocktr.commands import calls
from mocktr.commands import phones
from mocktr.commands import products
from mocktr.commands import journal
from mocktr.commands import acting
from mocktr.commands import faults
from mocktr.commands import outcomes
from mocktr.commands.command import COMMANDS

__all__ = [
    "COMMANDS",
    "accounts",
    "acting",
    "agents",
    "behaviors",
    "board",
    "calls",
    "check_workflow",
    "clock",
    "comparison",
    "dry_run",
    "evaluate",
    "events",
    "explain",
    "faults",
    "forcing",
    "journal",
    "matches",
    "outcomes",
    "phones",
    "products",
    "statistics",
    "timeline",
    "undo",
    "world",
]
