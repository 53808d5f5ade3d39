"""Every hour in the daytime: who comes tomorrow is reminded."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.meetings import actions
from santai.kernel.workdays import ZONE

DAYTIME = range(9, 20)  # nobody is woken by a text message


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="meetings.remind")
def remind_due(timestamp: int) -> int:
    """Hourly and not once: a worker that was down in the morning reminds in the afternoon."""
    at = timezone.now()
    if at.astimezone(ZONE).hour not in DAYTIME:
        return 0
    done = 0
    while count := actions.remind(at=at):
        done += count
    while count := actions.remind_sessions(at=at):
        done += count
    return done
