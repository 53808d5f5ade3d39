"""One waits for the lock another holds: what they find when it is theirs, on a real PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act, sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict, Invalid, Refusal
from tests import world as w
from tests.capabilities.orders.steps import codes, fresh, object_to, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> w.World:
    return w.build()


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What `second` gets, begun while `first` is done and not yet committed."""
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(second())
        except Exception as error:
            got.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        _until_somebody_waits()
    thread.join(timeout=60)
    return got[0]


def _until_somebody_waits() -> None:
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


def do(
    actor: Actor, order: Order, action: str, /, key: str = "", **facts: Any
) -> Callable[[], Any]:
    return lambda: act(
        actor=actor, number=order.number, action=action, facts=facts, at=w.NOW, key=key
    )


def test_the_second_clerk_is_told_who_has_it(world: w.World, order: Order) -> None:
    """Abuse case 4, ORD-11: who waited for the lock sees the new holder, by name."""
    first, second = world.staff("aid-clerk"), world.second("aid-clerk")

    got = meanwhile(do(first, order, "claim"), do(second, order, "claim"))

    assert isinstance(got, Conflict)
    assert got.message == f"这件工单已由{first.name}领办。"
    assert fresh(order).holder_id == first.account_id


def test_who_still_sees_it_after_a_transfer_acts_on_it_where_it_is(
    world: w.World, order: Order
) -> None:
    """The chief of the city's bureau sees both counties: the order has not gone missing for them."""
    chief = world.staff("bureau-chief", w.CITY)
    target = world.office("legal-aid-agency", w.LUSHAN)

    got = meanwhile(
        do(world.staff("aid-clerk"), order, "transfer", organisation=target.pk, reason="管辖"),
        do(chief, order, "urge", reason="抓紧"),
    )

    assert (got.seq, got.order.organisation) == (3, target)
    assert codes(order) == ["submitted", "transfer", "urge"]


def test_who_sees_it_no_more_finds_nothing(world: w.World, order: Order) -> None:
    """Abuse case 5."""
    target = world.office("legal-aid-agency", w.LUSHAN)

    got = meanwhile(
        do(world.staff("aid-clerk"), order, "transfer", organisation=target.pk, reason="管辖"),
        do(world.second("aid-clerk"), order, "claim"),
    )

    assert isinstance(got, Refusal)
    assert got.status == 404


def test_the_same_key_for_two_orders_at_once_acts_once(world: w.World) -> None:
    """The second is told that its key is used, not that the server is broken."""
    clerk = world.staff("aid-clerk")
    one, other = w.ask_for_aid().order, w.ask_for_aid().order

    got = meanwhile(
        do(clerk, one, "note", key="k", text="x"), do(clerk, other, "note", key="k", text="x")
    )

    assert isinstance(got, Invalid)
    assert got.code == "key_reused"
    assert (codes(one), codes(other)) == (["submitted", "note"], ["submitted"])


def test_the_same_request_twice_at_once_is_done_once(world: w.World, order: Order) -> None:
    """D5."""
    clerk = world.staff("aid-clerk")

    got = meanwhile(*[do(clerk, order, "note", key="k", text="x")] * 2)

    assert (got.seq, got.repeated) == (2, True)
    assert codes(order) == ["submitted", "note"]


def test_of_two_objections_at_once_one_is_taken(world: w.World, order: Order) -> None:
    order = refused(world, order)

    got = meanwhile(lambda: object_to(order), lambda: object_to(order))

    assert isinstance(got, Conflict)
    assert Order.objects.filter(parent=order).count() == 1


def test_a_limit_swept_twice_in_parallel_is_breached_once(world: w.World, order: Order) -> None:
    at = w.NOW.replace(day=20)

    got = meanwhile(lambda: sweep(at=at), lambda: sweep(at=at))

    assert got == 0
    assert codes(order) == ["submitted", "clock_breached"]


def test_two_merges_the_other_way_round_do_not_wait_for_each_other(world: w.World) -> None:
    """The second fails at once instead of in a deadlock."""
    clerk = world.staff("aid-clerk")
    one, other = w.ask_for_aid().order, w.ask_for_aid().order

    def merge(order: Order, into: Order) -> Any:
        facts = {"order": into.number, "reason": "同一件事"}
        return act(actor=clerk, number=order.number, action="merge", facts=facts, at=w.NOW)

    with transaction.atomic():
        access.locked(clerk, other.number)
        got: list[Any] = []

        def run() -> None:
            try:
                merge(one, other)
            except Refusal as refusal:
                got.append(refusal)
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(timeout=60)

    assert [refusal.message for refusal in got] == ["那件工单正在被别人办理，请稍后再试。"]
    assert (codes(one), codes(other)) == (["submitted"], ["submitted"])
