"""What the clock on the wall sets going. Each job takes the time and calls an action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.orders import actions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="orders.sweep", lock="orders.sweep")
def sweep(timestamp: int) -> None:
    """Limits that passed: said so every minute, with the consequence the law attaches."""
    while actions.sweep(at=timezone.now()):
        pass


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="orders.certify", lock="orders.certify")
def certify(timestamp: int) -> None:
    """Certificates of evidence, as soon as a checkpoint is over it."""
    actions.certify_waiting(at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="orders.forget")
def forget(timestamp: int) -> None:
    """Every night: idempotency keys nobody will send again."""
    actions.forget(at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="orders.recount", lock="orders.recount")
def recount(timestamp: int) -> None:
    """Open limits counted under another calendar: counted again when a notice arrived."""
    while actions.recount(at=timezone.now()):
        pass
