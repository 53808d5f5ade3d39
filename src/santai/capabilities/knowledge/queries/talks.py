"""What was said in a talk, for who has its key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from santai.capabilities.knowledge.models import Talk

KEPT = timedelta(days=7)


def is_kept(key: str, *, at: datetime) -> bool:
    """Whether it can be gone on with, if nothing was answered in it yet."""
    return Talk.objects.filter(key=key, touched_at__gt=at - KEPT).exists()


def turns_of(key: str, *, at: datetime) -> list[dict[str, Any]]:
    """[{said, reply}, …]; nothing when there is no such talk any more."""
    talk = Talk.objects.filter(key=key, touched_at__gt=at - KEPT).first()
    return list(talk.turns) if talk else []
