"""What accounts take from each other on one server."""
