"""What a process that serves tells of its work, on standard error: as text or as JSON."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone

REQUEST = "mocktr_request"
"""The attribute of a record that holds the fields of a request."""


class TextLines(logging.Formatter):
    """`2030-01-07T09:00:00.000Z INFO GET /v1/Workspaces 200 1.2 ms AC...`."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{time_of(record)} {record.levelname} {super().format(record)}"


class JsonLines(logging.Formatter):
    """One object a line, for programs; that of a request has its fields instead of a message."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": time_of(record), "level": record.levelname.lower()}
        told = getattr(record, REQUEST, None) or {"message": record.getMessage()}
        if record.exc_info:
            told = {**told, "exception": self.formatException(record.exc_info)}
        return json.dumps({**line, **told})


FORMATS = {"text": TextLines, "json": JsonLines}


def configure(form: str) -> None:
    """Write the log of mocktr, with each request, and of its HTTP server to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[form]())
    for name in ("mocktr", "waitress"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.handlers = [handler]


def time_of(record: logging.LogRecord) -> str:
    when = datetime.fromtimestamp(record.created, timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z"
