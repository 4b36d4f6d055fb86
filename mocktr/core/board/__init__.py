"""The board: who waits where, who works on what, in rows that are light; and what changed of them.

Theory of operation
-------------------
Rows are *taken* while the account's lock is held, as tuples of what the records say, and *shown*
afterwards, when the lock is free: to make JSON of them takes longer than to take them.

What changed since a place in the event log is found in the events that follow it, each of which has
views of the records concerned (`changes`). So nothing has to be kept for those who look, and while
nobody looks it costs nothing. What no event tells (a queue's name) raises `Account.untold`, after
which the whole board is to be read anew; so do changes of the configuration, which are rare.
"""
