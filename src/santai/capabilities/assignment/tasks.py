"""Draws are settled as soon as there is a checkpoint over their list: nobody chooses the moment."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.assignment import actions


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="assignment.settle", lock="assignment.settle")
def settle(timestamp: int) -> None:
    actions.settle(at=timezone.now())
