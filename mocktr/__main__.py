"""`python -m mocktr`."""

from mocktr.cli import main

main()
