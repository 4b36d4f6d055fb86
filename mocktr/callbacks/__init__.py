"""Callbacks: what TaskRouter tells an application, and what the application answers.

Theory of operation
-------------------
The event log is read in its order (`outbox`): each event gives the workspace's EventCallbackUrl a
form (`form`), and a `reservation.created` its workflow's AssignmentCallbackUrl another. Who
receives a form is decided at one place (`receivers`): a function or an application of the test's,
else the network (`network`). The answer to an assignment callback is an instruction, which goes
back into the world as an operation like any other (`delivery`), and may write events in its turn.

Beside the event log the requests of the calls are read (`core/line`), each after the events that
came before it; the document that answers one is what its call follows.

Nothing is sent while the account's lock is held, one callback is on its way at a time, and the
manual clock does not leave an instant before the callbacks of that instant are answered. So the
same answers give the same world, whatever time they take.
"""

from mocktr.callbacks.delivery import Delivery, InFlight
from mocktr.callbacks.receivers import OnAssignment, OnEvent, OnVoice, Receivers

__all__ = ["Delivery", "InFlight", "OnAssignment", "OnEvent", "OnVoice", "Receivers"]
