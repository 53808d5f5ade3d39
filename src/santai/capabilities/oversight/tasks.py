"""Every minute: what happened is counted. Every night: what was missed."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.actions.gaps import count_gaps


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


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="oversight.gaps", lock="oversight.gaps")
def gaps(timestamp: int) -> None:
    """Which questions came often and have no standard answer."""
    count_gaps(at=timezone.now())
