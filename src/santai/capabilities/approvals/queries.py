"""How many wait for somebody, for the top of the inbox."""

from __future__ import annotations

from datetime import datetime

from santai.capabilities.approvals import access
from santai.capabilities.people.access import Actor


def waiting(actor: Actor, *, at: datetime) -> int:
    """Nothing is asked of the database for who never is the second person."""
    return access.waiting_for(actor, at=at).count() if access.decides(actor) else 0
