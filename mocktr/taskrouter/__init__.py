"""What a test holds in its hands: the `taskrouter` of the pytest fixtures.

Its methods stand in one module for each purpose: to arrange a world (`arranging`), to act as its
workers (`acting`), to steer clock and routing (`steering`), and to see and disturb what crosses the
border between the world and the application (`border`). `fixture` has the rest, and makes it.
"""

from mocktr.taskrouter.fixture import TaskRouter, in_process, on_a_port

__all__ = ["TaskRouter", "in_process", "on_a_port"]
