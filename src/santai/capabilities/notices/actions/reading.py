from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from santai.capabilities.notices.models import Message
from santai.capabilities.notices.queries import desk_messages, own_messages
from santai.capabilities.people.access import Actor


def mark_seen(*, actor: Actor, messages: Collection[int], at: datetime) -> int:
    """Take messages off the desk of everybody they are for, or off the applicant's own page; gives
    how many were still on it.
    """
    asked = Message.objects.filter(pk__in=messages)
    mine = [row.pk for of in (desk_messages, own_messages) for row in of(actor) & asked]
    return Message.objects.filter(pk__in=mine, seen_at=None).update(
        seen_at=at, seen_by=actor.account_id
    )
