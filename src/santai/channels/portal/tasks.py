"""What the clock on the wall sets going at the portal."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.channels.portal import drafts


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="portal.drafts")
def sweep_drafts(timestamp: int) -> None:
    """Every night: forms nobody came back to. They hold what people told us and never sent."""
    drafts.sweep(at=timezone.now())
