"""What the clock on the wall sets going at the portal."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.knowledge.actions import sweep_talks
from santai.capabilities.people.actions import forget_codes
from santai.channels.portal import drafts


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="portal.drafts")
def sweep_drafts(timestamp: int) -> None:
    """Every night: forms nobody came back to. They hold what people told us and never sent."""
    drafts.sweep(at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="portal.codes")
def sweep_codes(timestamp: int) -> None:
    """Every night: codes of the day before yesterday, and the telephones they went to."""
    forget_codes(at=timezone.now())


@app.periodic(cron="45 3 * * *")
@app.task(queueing_lock="portal.talks")
def sweep_forgotten_talks(timestamp: int) -> None:
    """Every night: talks that nobody went on with."""
    sweep_talks(at=timezone.now())
