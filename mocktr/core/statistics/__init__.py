"""Statistics: how things stand, from the records, and what happened, from the event log.

Theory of operation
-------------------
Real-time statistics count records at the present instant. Cumulative ones count the events of a
window, both ends included; its place in the log is found by bisection, so their cost follows the
window and not the log. An event belongs to the queue, workflow and channel that its task had when
it was written. How long workers stayed in activities is read from each worker's own history, since
a stay that covers a whole window left no event in it. Times are added up in milliseconds and shown
in seconds. (sources: statistics)
"""
