from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from santai.capabilities.files import actions


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="files.sweep")
def sweep(timestamp: int) -> int:
    """Every night: remove uploaded bytes whose transaction never came about."""
    return actions.sweep(datetime.fromtimestamp(timestamp, UTC))
