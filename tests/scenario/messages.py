"""Messages of one line, held against patterns."""


def matches(text, pattern):
    """Whether a text is one line that matches a pattern in which `*` is anything."""
    parts = pattern.split("*")
    assert "\n" not in text
    assert text.startswith(parts[0]), text
    at = 0
    for part in parts:
        at = text.find(part, at)
        assert at >= 0, f"{part!r} is not in {text!r}"
        at += len(part)
    assert pattern.endswith("*") or text.endswith(parts[-1]), text
