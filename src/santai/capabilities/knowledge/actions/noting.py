"""One line of the trail for every change of what people are told, with the digest of its words (HOT-14)."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from santai.capabilities.knowledge.models import AnswerVersion
from santai.capabilities.knowledge.models.reviewed import Reviewed
from santai.capabilities.people.access import Actor
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind

WORDS = (
    "question",
    "ways",
    "text",
    "title",
    "gist",
    "facts",
    "outcome",
    "point",
    "citations",
    "service",
)


def digest(item: Reviewed) -> str:
    """Of exactly the words people read: it shows later that these were the ones."""
    words = {name: getattr(item, name) for name in WORDS if hasattr(item, name)}
    return sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def changed(item: Reviewed, deed: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    what = "answer" if isinstance(item, AnswerVersion) else "case"
    data: dict[str, Any] = {what: item.pk, "deed": deed, "digest": digest(item)}
    note(
        Kind.KNOWLEDGE,
        actor=actor,
        about=str(item),
        region=item.region,
        reason=reason,
        data=data,
        at=at,
    )
