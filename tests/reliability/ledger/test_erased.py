"""L6, abuse case 25: an order that was erased is proven as before, and nothing else may hide behind that."""

from __future__ import annotations

from datetime import timedelta

import pytest

import santai_verify as verify
from santai.capabilities.ledger.actions import fsck
from santai.capabilities.orders.actions import erase, receipts
from santai.capabilities.orders.models import Event, Order
from tests import world as w
from tests.capabilities.orders.steps import answered, consult
from tests.reliability.ledger.live import Log
from tests.reliability.ledger.test_attacks import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(world: w.World, log: Log) -> Order:
    order = answered(world, consult(world.staff("window-clerk")))
    assert log.seal()
    assert log.ask()
    return order


def test_receipts_in_other_hands_go_on_verifying(log: Log, question: Order) -> None:
    before = receipts.receipt_of(question.number, 1)
    erase(question.pk, asked=True, at=w.NOW + timedelta(hours=1))
    assert log.seal()
    assert log.ask()
    assert list(fsck.everything()) == []
    after = receipts.receipt_of(question.number, 1)
    for paper in (before, after):
        assert paper is not None
        content, _head = verify.receipt(paper, log.key, log.watcher.public)
        assert content["order"] == question.number


def test_who_empties_events_without_saying_so_is_found(log: Log, question: Order) -> None:
    sql("UPDATE orders_event SET data = '{}' WHERE order_id = %s AND seq = 1", question.pk)
    sql("UPDATE orders_order SET erased_by = 2 WHERE id = %s", question.pk)
    assert any("与当时写下的不符" in found for found in fsck.everything())


def test_who_writes_something_into_an_erased_order_is_found(log: Log, question: Order) -> None:
    erase(question.pk, asked=True, at=w.NOW + timedelta(hours=1))
    assert log.seal()
    first = Event.objects.get(order=question, seq=1)
    field = Event._meta.get_field("data")
    false = field.sealed({"answers": {"question": "另一个问题"}}, field.bound_in(first))
    sql("UPDATE orders_event SET data = %s WHERE id = %s", false, first.pk)
    assert any("删除个人信息之后又写了内容" in found for found in fsck.everything())
