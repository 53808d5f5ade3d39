"""When to try again."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = timedelta(seconds=15)
LONGEST = timedelta(hours=6)


def next_try(attempts: int, at: datetime) -> datetime:
    """Twice as long after every failure, at most LONGEST: 15 s, 30 s, 1 min … 6 h, 6 h."""
    return at + min(FIRST * 2 ** min(attempts - 1, 30), LONGEST)
