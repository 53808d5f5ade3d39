from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.identity.actions import budgets, sign_ins
from santai.capabilities.identity.sessions import SessionStore


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="identity.forget")
def forget(timestamp: int) -> None:
    """What is over and nobody came back to is not kept."""
    now = timezone.now()
    sign_ins.forget(at=now)
    budgets.forget(at=now)
    SessionStore.clear_expired()
