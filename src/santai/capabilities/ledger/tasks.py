"""What the clock on the wall sets going: checkpoints, the witness, and the nightly look at everything."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from santai.capabilities.ledger.actions import sequencer, witness


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="ledger.seal", lock="ledger.seal")
def seal(timestamp: int) -> None:
    """Four times a minute, so that a minute is enough even when one is missed (L3)."""
    while sequencer.seal(at=timezone.now()):
        pass
    witness.ask(at=timezone.now())


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="ledger.fsck", lock="ledger.fsck")
def fsck(timestamp: int) -> None:
    """Every night, the whole of it."""
    sequencer.look_at_everything(at=timezone.now())
