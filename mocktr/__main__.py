"""The program `mocktr`, also as `python -m mocktr`."""

import gc
import sys
from importlib import import_module


def main() -> None:
    """Run the command line."""
    # All that is loaded stays loaded: to look through it for garbage again and again, while it
    # grows and later in each pause of a server, would find nothing.
    gc.disable()
    cli = import_module("mocktr.cli")
    for name in cli.SUBCOMMANDS.keys() & sys.argv[1:2]:
        cli.load(name)
    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
