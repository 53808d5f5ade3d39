"""L5: a full look at a million leaves in a minute."""

from __future__ import annotations

import time

from santai.capabilities.ledger.actions import fsck
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders.actions.leaves import leaf_of
from santai.capabilities.orders.models import Event
from tests.reliability.ledger.live import Log
from tests.reliability.sizes import LONG, report, size
from tests.world import NOW, World, ask_for_aid

STEP = 5_000


def fill_an_order(count: int) -> None:
    """So many notes on one order, each with as much in it as an application has."""
    order = ask_for_aid().order
    first = order.events.get()
    previous, seq = first.hash, first.seq
    while seq < count:
        rows = []
        for _ in range(min(STEP, count - seq)):
            seq += 1
            event = Event(order=order, seq=seq, code="note", at=NOW, actor_name="某人", role="aid-clerk",
                          channel="desk", data=first.data, previous=previous)  # fmt: skip
            previous = event.hash = event.computed_hash()
            rows.append(event)
        Event.objects.bulk_create(rows)
        Leaf.objects.bulk_create(map(leaf_of, rows))


def test_a_full_look_is_quick(world: World, log: Log) -> None:
    count = size(2_000, 1_000_000)
    fill_an_order(count)
    while log.seal():
        pass
    began, used = time.perf_counter(), time.process_time()
    assert list(fsck.everything()) == []
    took = time.perf_counter() - began
    report(
        "ledger-fsck",
        leaves=count,
        seconds=round(took, 1),
        cpu=round(time.process_time() - used, 1),
    )
    if LONG:
        assert took <= 60
