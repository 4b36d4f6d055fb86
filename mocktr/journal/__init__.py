"""What went over the border of one account: requests in, callbacks out, in one numbering.

Theory of operation
-------------------
An entry gets its number under the account's lock: a request's in the same hold of the lock as its
operation, so that the requests in the order of their numbers, one after another, make the same
world; a callback's when it is sent. What came of it is filled in when that is known.

Secrets never come in (`secrets`): an entry has no headers, and what looks like a password is
covered before it is kept.
"""

from mocktr.journal.causes import Causes
from mocktr.journal.entries import CallbackEntry, Entry, RequestEntry, UnservedEntry
from mocktr.journal.journal import MOST_ENTRIES, Journal
from mocktr.journal.query import Query
from mocktr.journal.verify import Expectation, Verification

__all__ = [
    "MOST_ENTRIES",
    "CallbackEntry",
    "Causes",
    "Entry",
    "Expectation",
    "Journal",
    "Query",
    "RequestEntry",
    "UnservedEntry",
    "Verification",
]
