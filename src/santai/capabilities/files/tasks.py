from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from santai.capabilities.files import actions
from santai.capabilities.files.queries import blobs
from santai.capabilities.sealing.actions.contents import Daily
from santai.kernel.workdays import ZONE

_daily = Daily()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="files.sweep")
def sweep(timestamp: int) -> int:
    """Every night: remove uploaded bytes whose transaction never came about."""
    return actions.sweep(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="files.seal")
def seal(timestamp: int) -> int:
    """A little every minute: contents from before they were sealed, or under an older key."""
    return _daily.a_little(blobs(), day=datetime.fromtimestamp(timestamp, ZONE).date())
