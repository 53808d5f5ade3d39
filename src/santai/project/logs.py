"""Lines of the log: each record begins one line, and nothing anybody sends can begin another."""

from __future__ import annotations

import logging
import re

# Whatever moves the writing, colours a terminal or turns its direction. Tabs and ends of lines are seen to apart.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
FOLLOWS = "\n    | "  # how the second and further lines of a record begin: only a record begins at the margin


class OneRecord(logging.Formatter):
    """A message in one line; a trace-back behind it, each of its lines marked as a continuation.

    What an argument of a message holds is somebody's text: an end of line in it is written as `\\n`, so that
    it cannot pass for the end of the record.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the library's name
        record.message = record.message.replace("\n", "\\n")
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        whole = _UNSEEN.sub(_named, super().format(record))
        return whole.replace("\n", FOLLOWS)


def briefly(record: logging.LogRecord) -> bool:
    """A filter: keep what was refused, drop the twenty lines of where; anybody can send it a thousand times."""
    record.exc_info = record.exc_text = None
    return True


def _named(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode()
