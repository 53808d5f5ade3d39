"""L5: a full look at a million leaves in a minute."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from santai.capabilities.ledger.actions import parts, sequencer
from santai.capabilities.ledger.models import Alarm, Leaf
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


@pytest.mark.django_db(transaction=True)
def test_a_full_look_is_quick(world: World, log: Log) -> None:
    count = size(2_000, 1_000_000)
    fill_an_order(count)
    while log.seal():
        pass
    began, used = time.perf_counter(), time.process_time()
    assert sequencer.look_at_everything(at=log.now) == []
    took = time.perf_counter() - began
    report(
        "ledger-fsck",
        leaves=count,
        seconds=round(took, 1),
        cpu=round(time.process_time() - used, 1),
    )
    if LONG:
        assert took <= 60


@pytest.mark.django_db(transaction=True)
def test_several_processes_find_what_one_finds(
    world: World, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They see the picture of the one who asked, and a fault in the part of any of them is found."""
    monkeypatch.setattr(parts, "MANY", 1)
    monkeypatch.setattr(parts, "STEP", 20)
    fill_an_order(50)
    assert log.seal()
    assert sequencer.look_at_everything(at=log.now) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE orders_event SET actor_name = '别人' WHERE seq IN (3, 48)")
        cursor.execute("ALTER TABLE orders_event ENABLE TRIGGER USER")
    found = sequencer.look_at_everything(at=log.now)
    assert [finding.partition("（")[0] for finding in found] == ["第 2 位", "第 47 位"]
    assert Alarm.objects.count() == 2
