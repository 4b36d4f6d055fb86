"""How the tests of seeds make a world of YAML, and what went wrong with it."""

from textwrap import dedent

from mocktr.core.account import Account, Settings
from mocktr.errors import SeedError
from mocktr.seed import build
from mocktr.seed.document import parse
from mocktr.seed.top import read_seed

ACCOUNT = "AC" + "a" * 32


def read_text(text, name="seed.yaml"):
    return read_seed(*parse(dedent(text), name))


def build_all(seed, lenient=False):
    """The accounts of a seed, each with its world."""
    settings = Settings(lenient_expressions=lenient or seed.lenient)
    made = [Account(part.sid or ACCOUNT, 0, settings) for part in seed.accounts or [seed.shared]]
    for account in made:
        build([seed], account)
    return made


def world(text):
    """The only account of a seed in YAML."""
    return build_all(read_text(text))[0]


def workspace(text):
    """The only workspace of a seed whose text starts inside of it."""
    inside = "\n".join("    " + line for line in dedent(text).splitlines())
    account = world(f"workspaces:\n  - friendly_name: Here\n{inside}\n")
    return next(iter(account.workspaces.values()))


def mistake(text):
    """The error that a seed ends in."""
    try:
        build_all(read_text(text))
    except SeedError as error:
        return str(error)
    return None


def named(collection, name):
    """The record of this name."""
    return next(
        one
        for one in collection.values()
        if name in (one.friendly_name, getattr(one, "unique_name", None))
    )
