"""Every night: are the articles that answers cite still there. Every few seconds: is there anything to learn."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.knowledge import actions, queries


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="knowledge.citations", lock="knowledge.citations")
def citations(timestamp: int) -> None:
    """What the catalogue does not hold any more is flagged for its owner."""
    now = timezone.localtime()
    actions.check_citations(on=now.date(), at=now)


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="knowledge.ranker", lock="knowledge.ranker")
def ranker(timestamp: int) -> None:
    """An answer was approved or ended, a law came in, an order was learned: whoever searches gets a new ranker."""
    queries.build_ranker(on=timezone.localtime().date())
