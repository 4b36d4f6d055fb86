"""A sandbox on real ports: the server, its options, and what it needs of the machine."""
