from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from santai.capabilities.documents import actions


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="documents.sweep")
def sweep(timestamp: int) -> int:
    """Every night: remove the PDFs of documents whose transaction never came about."""
    return actions.sweep(datetime.fromtimestamp(timestamp, UTC))
