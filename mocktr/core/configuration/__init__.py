"""A workflow's configuration: what it says, and how it is read."""
