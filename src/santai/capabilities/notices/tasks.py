"""Every few seconds: what happened goes to those who are to know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.notices import actions

SECONDS = "* * * * * */10"  # the sixth field of a cron line counts seconds


def relay(at: datetime, limit: int = 5_000) -> int:
    """Empty the outbox into messages and queues, batch by batch, at most `limit` effects."""
    return _drain(lambda size: actions.relay(at=at, limit=size), limit, batch=200)


def deliver(at: datetime, limit: int = 600) -> int:
    """Send what is due to partners and to the carrier of text messages; gives how many were taken."""
    sent = _drain(lambda size: actions.deliver(at=at, limit=size), limit, batch=60)
    return sent + _drain(lambda size: actions.carry(at=at, limit=size), limit, batch=50)


@app.periodic(cron=SECONDS)
@app.task(queueing_lock="notices.relay")
def relay_due(timestamp: int) -> int:
    return relay(timezone.now())


@app.periodic(cron=SECONDS)
@app.task(queueing_lock="notices.deliver")
def deliver_due(timestamp: int) -> int:
    """On its own, so that a slow receiver never keeps anybody from being told inside the house."""
    return deliver(timezone.now())


def _drain(step: Callable[[int], int], limit: int, *, batch: int) -> int:
    done = 0
    while done < limit:
        size = min(batch, limit - done)
        count = step(size)
        done += count
        if count < size:
            break
    return done
