"""Tables of cases in YAML."""

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Every process of a test run reads every table."""


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), LOADER)
