"""L3: from the answer “accepted” to a proof, while orders come in as fast as they can."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders.actions.leaves import merge_delays
from tests.reliability.ledger.live import Log
from tests.reliability.sizes import report, size
from tests.world import World, ask_for_aid

WRITERS, EVERY = 4, 1.0  # seconds; in the worker it is fifteen


@pytest.mark.django_db(transaction=True)
def test_every_event_is_proven_within_a_minute(world: World, log: Log) -> None:
    """Leaves of transactions that commit out of order are all placed, by the next checkpoint or the one after."""
    began, ends = datetime.now(UTC), time.monotonic() + size(2, 300)

    def write() -> None:
        try:
            while time.monotonic() < ends:
                ask_for_aid(at=datetime.now(UTC))
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        time.sleep(EVERY)
        sequencer.seal(at=datetime.now(UTC))
    for writer in writers:
        writer.join()
    while sequencer.seal(at=datetime.now(UTC)):
        pass
    assert not Leaf.objects.filter(index=None).exists()
    delays = merge_delays(since=began)
    assert len(delays) == Leaf.objects.count() > 0
    report("ledger-delay", events=len(delays), p100=round(max(delays), 1), every=EVERY)
    assert max(delays) <= 60
