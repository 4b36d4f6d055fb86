"""What an application answers to a voice request: a document of TwiML, read."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mocktr.core.line.verb import Verb
from mocktr.errors import MocktrError, shorten

MALFORMED, WRONG_SCHEMA, WRONG_TYPE = 12100, 12200, 12300

XML = ("text/xml", "application/xml", "text/html")
PLAIN = "text/plain"

TwimlDocument = tuple[Verb, ...]


class BadDocument(MocktrError):
    """An answer that can't be followed; `code` and `text` are those of its alert."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def read(content_type: str | None, body: str) -> TwimlDocument:
    """The verbs of an answer; raises BadDocument.

    What is no XML is TwiML in short: a sound is played, plain text is read aloud.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind.startswith("audio/"):
        return (Verb("Play", {}),)
    if kind == PLAIN:
        try:
            return parse(body)
        except BadDocument:
            return (Verb("Say", {}, body),)
    if kind not in XML:
        raise BadDocument(WRONG_TYPE, f"expected {', '.join(XML)}, got {content_type}")
    return parse(body)


def parse(text: str) -> TwimlDocument:
    """The verbs in a `<Response>`; raises BadDocument."""
    try:
        # As bytes, since a text with a declaration of its encoding is refused.
        root = fromstring(text.strip().encode(errors="replace"))
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        said = str(error).partition("(")[0]
        raise BadDocument(MALFORMED, f"expected XML, got {shorten(text)}: {said}") from None
    if root.tag != "Response":
        raise BadDocument(WRONG_SCHEMA, f"expected <Response>, got <{root.tag}>")
    return tuple(map(verb_of, root))


def verb_of(element: Any) -> Verb:
    # Comments and processing instructions are not among what the parser keeps.
    nouns = tuple(map(verb_of, element))
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), nouns)
