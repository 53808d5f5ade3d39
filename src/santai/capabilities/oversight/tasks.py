"""Every minute: what happened is counted. Every night: what was missed."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.oversight.actions import counting


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="oversight.count", lock="oversight.count")
def count(timestamp: int) -> None:
    """The figures of the bureau, as of this minute."""
    counting.catch_up(at=timezone.now())


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="oversight.mend", lock="oversight.count")
def mend(timestamp: int) -> None:
    """Orders whose count is behind, however that came."""
    while counting.mend():
        pass
