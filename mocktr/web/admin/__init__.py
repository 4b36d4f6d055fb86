"""The admin API below `/mocktr/`: what a test asks of, and does to, the sandbox itself.

Each module declares the commands about one thing; the documentation has them in this order.
"""

# ruff: noqa: I001
from mocktr.web.admin import world
from mocktr.web.admin import clock
from mocktr.web.admin import questions
from mocktr.web.admin import workers
from mocktr.web.admin import journal
from mocktr.web.admin import faults
from mocktr.web.admin import outcomes
from mocktr.web.command import COMMANDS

__all__ = ["COMMANDS", "clock", "faults", "journal", "outcomes", "questions", "workers", "world"]
