"""Counts the steps that a regular expression takes, in place of the time.

A plain backtracking matcher, as Python's is without what that does to be faster: so it takes no
fewer steps, and a text on which its steps grow as the text does is harmless.
"""

import re
import sys
from contextlib import contextmanager
from itertools import product

try:
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_parse as parser

CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
MOST = 200_000
"""Steps after which a text is as bad as can be."""


class TooManySteps(Exception):
    pass


class Steps:
    """The steps so far, and whether a character is one that a part of a pattern wants."""

    def __init__(self):
        self.count = 0

    def take(self):
        self.count += 1
        if self.count > MOST:
            raise TooManySteps


class Pattern:
    """A compiled pattern that counts; what it finds are Python's own matches."""

    def __init__(self, pattern, steps):
        self.pattern = pattern
        self.steps = steps
        self.tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.LOCALE))

    def __getattr__(self, name):
        return getattr(self.pattern, name)

    def walk(self, text, start, whole=False):
        """Where a match from here ends, or None."""
        matcher = Matcher(self.pattern, text, self.steps)
        for end, _ in matcher.sequence(self.tree, 0, start, {}):
            if not whole or end == len(text):
                return end
        return None

    def match(self, text, start=0):
        self.walk(text, start)
        return self.pattern.match(text, start)

    def fullmatch(self, text, start=0):
        self.walk(text, start, whole=True)
        return self.pattern.fullmatch(text, start)

    def search(self, text, start=0):
        found = self.pattern.search(text, start)
        for place in range(start, (found.start() if found else len(text)) + 1):
            self.walk(text, place)
        return found

    def finditer(self, text, start=0):
        place = start
        while place <= len(text) and (found := self.search(text, place)):
            yield found
            place = found.end() + (not found[0])

    def findall(self, text):
        return [found.group(len(found.groups()) == 1) for found in self.finditer(text)]

    def sub(self, replacement, text):
        for _ in self.finditer(text):
            pass
        return self.pattern.sub(replacement, text)


class Matcher:
    """One attempt; each part of the tree answers all ends that it can have, best first."""

    def __init__(self, pattern, text, steps):
        self.text, self.steps = text, steps
        self.flags = pattern.flags
        self.is_bytes = isinstance(text, bytes)

    def sequence(self, parts, index, place, groups):
        if index == len(parts):
            yield place, groups
            return
        for end, found in self.part(parts[index], place, groups):
            yield from self.sequence(parts, index + 1, end, found)

    def part(self, part, place, groups):
        self.steps.take()
        kind, value = str(part[0]), part[1]
        if kind in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            if place < len(self.text) and self.is_one(part, self.character(place)):
                yield place + 1, groups
        else:
            # `assert` is no name of Python's.
            name = "asserts" if kind == "ASSERT" else kind.lower()
            yield from getattr(self, name)(value, place, groups)

    def character(self, place):
        return chr(self.text[place]) if self.is_bytes else self.text[place]

    def is_one(self, part, character):
        kind, value = str(part[0]), part[1]
        if kind == "ANY":
            return self.flags & re.S or character != "\n"
        if kind == "IN":
            negated = value and str(value[0][0]) == "NEGATE"
            return any(self.is_one(one, character) for one in value[negated:]) != bool(negated)
        if kind == "RANGE":
            return any(value[0] <= ord(one) <= value[1] for one in self.cases(character))
        if kind == "CATEGORY":
            name = str(value).replace("_NOT_", "_")
            found = re.match(CATEGORIES[name], character, self.flags & re.A)
            return bool(found) != ("_NOT_" in str(value))
        same = any(ord(one) == value for one in self.cases(character))
        return same != (kind == "NOT_LITERAL")

    def cases(self, character):
        if not self.flags & re.I:
            return (character,)
        return {one for one in (character, character.lower(), character.upper()) if len(one) == 1}

    # --- what has parts ----------------------------------------------------------------------

    def subpattern(self, value, place, groups):
        for end, found in self.sequence(list(value[3]), 0, place, groups):
            yield end, {**found, value[0]: (place, end)}

    def branch(self, value, place, groups):
        for one in value[1]:
            yield from self.sequence(list(one), 0, place, groups)

    def groupref(self, value, place, groups):
        begin, end = groups[value]
        if self.text.startswith(self.text[begin:end], place):
            yield place + end - begin, groups

    def asserts(self, value, place, groups):
        if self.looks(value, place, groups):
            yield place, groups

    def assert_not(self, value, place, groups):
        if not self.looks(value, place, groups):
            yield place, groups

    def looks(self, value, place, groups):
        direction, parts = value
        start = place if direction == 1 else place - parts.getwidth()[0]
        return start >= 0 and any(True for _ in self.sequence(list(parts), 0, start, groups))

    def at(self, value, place, groups):
        name = str(value)
        if "BOUNDARY" in name:
            sides = self.text[max(place - 1, 0) : place], self.text[place : place + 1]
            words = sum(one.isalnum() or one == "_" for one in sides)
            holds = (words == 1) != ("NON" in name)
        else:
            holds = place == (0 if "BEGINNING" in name else len(self.text))
        if holds:
            yield place, groups

    def max_repeat(self, value, place, groups):
        low, high, parts = value[0], value[1], list(value[2])
        # All ends of what is taken greedily, on a stack, since repeats may be long.
        stack = [(0, place, groups, iter(()))]
        stack[0] = (0, place, groups, self.again(parts, 0, high, place, groups))
        while stack:
            count, at, found, more = stack[-1]
            following = next(more, None)
            if following is not None:
                end, inner = following
                stack.append(
                    (count + 1, end, inner, self.again(parts, count + 1, high, end, inner, at))
                )
                continue
            stack.pop()
            if count >= low:
                yield at, found

    def again(self, parts, count, high, place, groups, before=None):
        if count < high and place != before:
            yield from self.sequence(parts, 0, place, groups)

    def min_repeat(self, value, place, groups):
        low, high, parts = value[0], value[1], list(value[2])
        ends = [(place, groups)]
        for count in range(min(int(high), len(self.text)) + 1):
            if count >= low:
                yield from ends
            ends = [two for end, one in ends for two in self.sequence(parts, 0, end, one)]
            if not ends:
                return


class Lines:
    """Counts the lines of Python that run in some files."""

    def __init__(self, steps, files):
        self.steps, self.files = steps, files

    def __call__(self, frame, event, argument):
        if frame.f_code.co_filename not in self.files:
            return None
        if event == "line":
            self.steps.take()
        return self


@contextmanager
def counted(monkeypatch, *modules):
    """All steps that are taken in these modules: lines, and those of their patterns."""
    steps = Steps()
    with monkeypatch.context() as patched:
        for module in modules:
            for name, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    patched.setattr(module, name, Pattern(value, steps))
        before = sys.gettrace()
        sys.settrace(Lines(steps, {module.__file__ for module in modules}))
        try:
            yield steps
        finally:
            sys.settrace(before)


def units(signs, longest=2):
    """All texts of up to so many of these signs, to be repeated."""
    for length in range(1, longest + 1):
        yield from map("".join, product(signs, repeat=length))
