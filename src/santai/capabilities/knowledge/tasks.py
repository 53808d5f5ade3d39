"""Every night: are the articles that answers cite still there."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.knowledge import actions


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="knowledge.citations", lock="knowledge.citations")
def citations(timestamp: int) -> None:
    """What the catalogue does not hold any more is flagged for its owner."""
    now = timezone.localtime()
    actions.check_citations(on=now.date(), at=now)
