"""A document that a call follows, and where the call stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from mocktr.core.line.verb import Verb

MAIN, WAIT, WHISPER = "main", "wait", "whisper"
"""What a document is for: the call itself, its time in a queue, and a leg before it is bridged."""

ANSWER, PAUSE, KEYS, SPEECH, MESSAGE, QUEUE, TALK, END = (
    *("answer", "pause", "keys", "speech", "message", "queue", "talk", "end"),
)
"""What a script may wait for: the last is for the call to end or to be taken elsewhere."""


@dataclass(slots=True, kw_only=True, eq=False)
class Script:
    """One document, its verbs, and what it waits for."""

    kind: str = MAIN
    url: str = ""
    """Where the document came from; what relative URLs start from."""
    method: str = "POST"
    verbs: tuple[Verb, ...] = ()
    place: int = 0
    """The verb that is next."""
    waits_for: str | None = None
    asked: int = 0
    """The number of the request whose answer it waits for."""
    digits: str = ""
    """The keys that were pressed since the present verb began."""
    recording_sid: str = ""
    """The recording that its `<Record>` made last."""
    began: int = 0
    """When the document came (ms)."""
    rounds: int = 0
    """How many documents came at that instant, one leading to the next."""

    @property
    def verb(self) -> Verb:
        """The verb that it is at."""
        return self.verbs[self.place - 1]
