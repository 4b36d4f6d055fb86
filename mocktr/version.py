"""The version of mocktr."""

__version__ = "0.1.0"
