from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from santai.capabilities.notices.queries import desk_messages
from santai.capabilities.people.access import Actor


def mark_seen(*, actor: Actor, messages: Collection[int], at: datetime) -> int:
    """Take messages off the desk of everybody they are for; gives how many were still on it."""
    mine = desk_messages(actor).filter(pk__in=messages)
    return mine.update(seen_at=at, seen_by=actor.account_id)
