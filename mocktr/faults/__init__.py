"""Planned misbehaviour: which requests and callbacks go wrong, how often, and how."""

from mocktr.faults.fault import Fault
from mocktr.faults.rules import Faults, Plan, PushedEvent

__all__ = ["Fault", "Faults", "Plan", "PushedEvent"]
