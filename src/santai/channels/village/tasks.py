"""What the clock on the wall sets going for the villages."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.channels.village import parts


@app.periodic(cron="45 3 * * *")
@app.task(queueing_lock="village.parts")
def sweep_parts(timestamp: int) -> None:
    """Every night: pieces of photographs whose record never came."""
    parts.sweep(at=timezone.now())
