"""Which task goes to which worker: who waits, who is free, and how a task walks its workflow."""
