"""What the clock on the wall sets going."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.privacy import actions


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="privacy.wishes", lock="privacy.wishes")
def carry_out(timestamp: int) -> None:
    """What people asked for is done within a day of when it can be."""
    actions.carry_out_all(at=timezone.now())


@app.periodic(cron="10 2 * * *")
@app.task(queueing_lock="privacy.retention", lock="privacy.retention")
def retention(timestamp: int) -> None:
    """Every night: what is past its time."""
    actions.run(at=timezone.now())
