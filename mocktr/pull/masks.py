"""Values that nobody outside may see, replaced by ones that tell nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mocktr.json_text import compact, decode
from mocktr.pull.privacy import CONTACT, EMAIL, PHONE
from mocktr.pull.routing import AttributePath, reads, reads_names
from mocktr.seed.held import Held, Payload


class Masks:
    """Hides attributes of workers, and their names.

    `attributes` are names, with dots for what is inside. `everything` hides all but what routing
    reads; `names` hides the names of workers.
    """

    def __init__(
        self, attributes: Sequence[str] = (), everything: bool = False, names: bool = False
    ) -> None:
        self.attributes = dict.fromkeys(attributes, 0)
        """How often each was met."""
        self.everything = everything
        self.names = names
        self.placeholders = Placeholders()
        self.felt: dict[str, None] = {}
        """What routing reads of that which is hidden."""

    def hide(self, held: Held) -> Held:
        """What a workspace holds, with what is to be hidden replaced."""
        read = reads(held)
        if self.names and reads_names(held):
            self.felt["the names of workers"] = None
        workers = [self.worker(one, read) for one in held.collections["workers"]]
        return held._replace(collections={**held.collections, "workers": workers})

    def worker(self, payload: Payload, read: set[AttributePath]) -> Payload:
        attributes = decode(payload["attributes"])
        hidden = dict(payload)
        if isinstance(attributes, dict):
            masked = self.inside(attributes, (), read)
            if masked != attributes:
                hidden["attributes"] = compact(masked)
        if self.names:
            hidden["friendly_name"] = self.placeholders.replace(payload["friendly_name"])
        return hidden

    def inside(self, value: Any, path: AttributePath, read: set[AttributePath]) -> Any:
        """A value, with what is to be hidden in it replaced."""
        name = ".".join(path)
        if name in self.attributes:
            self.attributes[name] += 1
            if any(path[: len(one)] == one or one[: len(path)] == path for one in read):
                self.felt[f"the attribute {name}"] = None
            return self.placeholders.replace(value)
        if isinstance(value, dict):
            return {key: self.inside(one, (*path, key), read) for key, one in value.items()}
        if isinstance(value, list):
            return [self.inside(one, path, read) for one in value]
        spared = any(path[: len(one)] == one for one in read)
        return self.placeholders.replace(value) if self.everything and not spared else value

    def warnings(self) -> list[str]:
        """What the masks missed, and what they may break."""
        missed = [name for name, count in self.attributes.items() if not count]
        return [
            *(f"no worker has the attribute {name}, which is to be masked" for name in missed),
            *(f"routing reads {name}, masked here: it may choose others" for name in self.felt),
        ]


class Placeholders:
    """Stands in for values: of the same type and form, and the same for what is the same."""

    def __init__(self) -> None:
        self.numbers: dict[object, dict[Any, int]] = {}
        """The number of each value met so far, by type or form."""

    def replace(self, value: Any) -> Any:
        """The placeholder of a value, or of each value in it."""
        if isinstance(value, dict):
            return {key: self.replace(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.replace(one) for one in value]
        if value is None or value == "":
            return value
        if isinstance(value, bool):
            # Nothing that tells true from false would hide it.
            return False
        if isinstance(value, str):
            form = form_of(value)
            return form.format(self.number(form, value))
        return type(value)(self.number(type(value), value))

    def number(self, kind: object, value: Any) -> int:
        known = self.numbers.setdefault(kind, {})
        return known.setdefault(value, len(known) + 1)


def form_of(text: str) -> str:
    """What a placeholder for this text looks like, with a gap for its number."""
    contact = CONTACT.fullmatch(text)
    if contact:
        return f"{contact['scheme']}:{form_of(contact['address'])}"
    if EMAIL.fullmatch(text):
        return "masked-{}@example.com"
    return "+1555{:07}" if PHONE.fullmatch(text) else "masked-{}"
