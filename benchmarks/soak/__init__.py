"""A soak: minutes of mixed load on a server that is never reset."""
