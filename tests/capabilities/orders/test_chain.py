"""The record of an order: chained, append-only, and whoever changes it is found out (ASVS 16.4.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from santai.capabilities.orders import queries
from santai.capabilities.orders.events import FIRST
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import broken_chains, chain_is_whole
from santai.capabilities.sealing.actions import reseal, rotate
from tests import world as w
from tests.capabilities.orders.steps import codes, fresh

pytestmark = pytest.mark.django_db


def test_every_event_is_chained_to_the_one_before(world: w.World, order: Order) -> None:
    """ASVS 16.4.2."""
    w.take(world.staff("aid-clerk"), order, "note", text="一")
    w.take(world.staff("aid-approver"), order, "grant")

    events = list(order.events.order_by("seq"))
    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == [FIRST, events[0].hash, events[1].hash]
    assert fresh(order).head == events[2].hash
    assert chain_is_whole(fresh(order))


TAMPERING = {
    "another code": {"code": "grant"},
    "another time": {"at": w.NOW + timedelta(seconds=1)},
    "another name": {"actor_name": "别人"},
    "another account": {"actor_id": None},
    "another role": {"role": "aid-approver"},
    "another organisation": {"organisation_id": None},
    "another channel": {"channel": "portal"},
    "another source": {"source": "granted"},
    "another target": {"target": "refused"},
    "another reader": {"public": True},
    "another chain": {"previous": "f" * 64},
    "another hash": {"hash": "f" * 64},
    "another place": {"seq": 7},
}


@pytest.mark.parametrize("change", TAMPERING)
def test_a_changed_event_breaks_the_chain(world: w.World, order: Order, change: str) -> None:
    """Abuse case 17: even when somebody goes around the triggers."""
    order = w.take(world.staff("aid-clerk"), order, "note", text="一")
    order = w.take(world.staff("aid-clerk"), order, "note", text="二")
    assert chain_is_whole(order)

    _around_the_triggers(
        lambda: Event.objects.filter(order=order, seq=2).update(**TAMPERING[change])
    )

    assert not chain_is_whole(order)


def test_another_content_breaks_the_chain_though_it_is_sealed_as_it_should_be(
    world: w.World, order: Order
) -> None:
    order = w.take(world.staff("aid-clerk"), order, "note", text="一")
    event = order.events.get(seq=2)
    event.data = {"facts": {"text": "没有说过的话"}}
    _around_the_triggers(lambda: event.save(update_fields=["data"]))
    assert not chain_is_whole(order)


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_an_event_that_is_gone_breaks_the_chain(world: w.World, order: Order, seq: int) -> None:
    order = w.take(world.staff("aid-clerk"), order, "note", text="一")
    order = w.take(world.staff("aid-clerk"), order, "note", text="二")

    _around_the_triggers(lambda: Event.objects.filter(order=order, seq=seq).delete())

    assert not chain_is_whole(order)


def test_who_mends_one_link_breaks_the_next(world: w.World, order: Order) -> None:
    """The hash of an event covers the one before it: changing the past means changing all that followed."""
    order = w.take(world.staff("aid-clerk"), order, "note", text="一")
    order = w.take(world.staff("aid-clerk"), order, "note", text="二")
    second, third = order.events.get(seq=2), order.events.get(seq=3)
    second.data = {"facts": {"text": "没有说过的话"}}
    second.hash = third.previous = second.computed_hash()

    _around_the_triggers(lambda: [event.save() for event in (second, third)])

    assert not chain_is_whole(order)


def test_the_broken_ones_are_found_among_all_orders(
    world: w.World, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 16.4.2: a changed event, a lost one, a whole record lost; and nothing else."""
    monkeypatch.setattr(queries, "CHAINS", 2)
    changed, emptied, _ = (w.ask_for_aid().order for _ in range(3))
    assert list(broken_chains()) == []

    _around_the_triggers(lambda: Event.objects.filter(order=changed).update(role="aid-clerk"))
    _around_the_triggers(lambda: Event.objects.filter(order=emptied).delete())
    assert list(broken_chains()) == [changed, emptied]


@pytest.mark.parametrize("count", [1, 3])
def test_whole_records_are_read_together(
    world: w.World, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        w.ask_for_aid()
    with django_assert_num_queries(3):
        assert list(broken_chains()) == []


def test_what_is_written_meanwhile_is_no_fault(
    world: w.World, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders are read first, their events a moment later: in between somebody may act."""
    judge, acted = queries._is_whole, []

    def in_between(chain: Any, head: str) -> bool:
        if not acted:
            acted.append(w.take(world.staff("aid-clerk"), order, "note", text="一"))
        return judge(chain, head)

    monkeypatch.setattr(queries, "_is_whole", in_between)
    assert list(broken_chains()) == []
    assert len(acted) == 1


@pytest.mark.parametrize("sql", ["UPDATE orders_event SET role = 'x'", "DELETE FROM orders_event"])
def test_the_database_refuses_to_change_events(order: Order, sql: str) -> None:
    """等保: the record is append-only for the program itself."""
    with pytest.raises(DatabaseError, match="留痕只能追加"), transaction.atomic():
        connection.cursor().execute(sql)
    assert codes(order) == ["submitted"]


def test_only_what_was_said_may_lie_there_anew_and_must_say_the_same(order: Order) -> None:
    """Rotation of keys (P2): the door it goes through lets nothing else pass, and hides no change."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL santai.newer_key = 'on'")
        for sql in ("UPDATE orders_event SET role = 'x', data = 'x'", "DELETE FROM orders_event"):
            with pytest.raises(DatabaseError, match="留痕只能追加"), transaction.atomic():
                cursor.execute(sql)
        assert list(broken_chains()) == []
        cursor.execute("UPDATE orders_event SET data = '{}'")
    assert list(broken_chains()) == [order]


@pytest.mark.usefixtures("ring_put_back")
def test_every_event_is_sealed_under_a_newer_key_and_the_chain_stays_whole(order: Order) -> None:
    before = order.events.get().__dict__["data"]
    rotate()
    assert dict(reseal())["orders.Event.data"] == 1
    assert order.events.get().__dict__["data"] != before
    assert list(broken_chains()) == []


def _around_the_triggers(change: Callable[[], Any]) -> None:
    """As whoever owns the table could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE orders_event DISABLE TRIGGER orders_event_no_change")
        change()
        cursor.execute("ALTER TABLE orders_event ENABLE TRIGGER orders_event_no_change")
