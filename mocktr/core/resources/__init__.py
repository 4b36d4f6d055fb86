"""The resources of TaskRouter, one noun a module."""
