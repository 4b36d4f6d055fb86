"""What can be heard of a recording: a second of silence, as WAV or MP3."""

from __future__ import annotations

from struct import pack

RATE = 8000
"""Samples a second, as telephones have."""

WAV, MP3 = "audio/x-wav", "audio/mpeg"
"""The types under which Twilio serves the two."""

FRAMES = 39
FRAME = b"\xff\xfb\x10\xc0".ljust(104, b"\0")
"""An MPEG-1 layer III frame of silence: 26 ms, mono, 44.1 kHz, 32 kbit/s."""


def wav() -> bytes:
    """One channel of 16 bits."""
    sound = bytes(2 * RATE)
    shape = pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16)
    chunks = b"fmt " + pack("<I", len(shape)) + shape + b"data" + pack("<I", len(sound)) + sound
    return b"RIFF" + pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3() -> bytes:
    """Frames that say nothing."""
    return FRAMES * FRAME


MEDIA = {"": (WAV, wav), ".wav": (WAV, wav), ".mp3": (MP3, mp3)}
"""What there is of a recording, by the end of its URL."""
