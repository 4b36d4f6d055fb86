"""Seeds: YAML worlds, checked, and built through the same operations as the API; and back."""

from mocktr.seed.builder import build
from mocktr.seed.exporter import seed_of
from mocktr.seed.files import SeedSource, read, read_all, read_yaml, shipped
from mocktr.seed.top import AccountSeed, Seed

__all__ = [
    "AccountSeed",
    "Seed",
    "SeedSource",
    "build",
    "read",
    "read_all",
    "read_yaml",
    "seed_of",
    "shipped",
]
