"""How many examples Hypothesis tries: ten times as many with MOCKTR_EXAMPLES=10."""

import os

FACTOR = float(os.environ.get("MOCKTR_EXAMPLES", "1"))


def examples(count):
    """`count` in an ordinary run."""
    return max(1, round(count * FACTOR))
