"""Kept and not used any more, or nothing held any more (个人信息保护法 47): an order with those that hang on it.

What offices asked each other for (协办) and what was merged into the matter say the same of the same people, so
they go the same way. Both are deeds of the one door: an event says so, and the proof of every other event still
verifies, for the ledger holds commitments and nothing of what was said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from santai.capabilities.documents import actions as documents
from santai.capabilities.files import actions as files
from santai.capabilities.orders import events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Event, Order, OrderParty, Outbox
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import parties
from santai.catalogue.schema import Stage
from santai.kernel.errors import NotNow

BASIS = "个人信息保护法 47"
HANGING = (Link.ASSIST, Link.MERGED)
DATA: Any = Event._meta.get_field("data")
_TAKE_OUT = """
UPDATE orders_event SET data = %s, actor_name = CASE role WHEN 'applicant' THEN '' ELSE actor_name END
WHERE order_id = %s AND seq = %s
"""
_ERASING = "SELECT set_config('santai.erasing', %s, true)"  # lets events be emptied, and no more


def restrict(order_id: int, *, until: date | None, asked: bool, at: datetime) -> list[Order]:
    """From now on it is stored and nothing else. Raises NotNow while it is being worked on.

    `until`: the last day on which it must be kept; None where nothing says so. Gives all that went the same way.
    """
    family = _locked(order_id)
    for order in family:
        if order.restricted_at is None:
            order.restricted_at, order.restricted_until = at, until
            data = {"basis": BASIS, "until": until.isoformat() if until else ""}
            _record(order, events.RESTRICTED, data, asked=asked, at=at)
    parties.hide(_of_no_use(family), at=at)
    return family


def release(order_id: int, *, at: datetime) -> list[Order]:
    """The person it is about wants it used again."""
    family = [order for order in _locked(order_id) if order.erased_by is None]
    for order in family:
        if order.restricted_at is not None:
            order.restricted_at = order.restricted_until = None
            _record(order, events.RELEASED, {"basis": BASIS}, asked=True, at=at)
    parties.show(_people_of(family))
    return family


def erase(order_id: int, *, asked: bool, at: datetime) -> list[Order]:
    """Take out everything anybody said or gave in it. Done again, it changes nothing."""
    family = [order for order in _locked(order_id) if order.erased_by is None]
    for order in family:
        order.restricted_at = order.restricted_at or at
        order.restricted_until, order.erased_by = None, order.seq + 1
        order.title, order.answers, order.listed, order.asked_extension = "", {}, False, None
        _record(order, events.ERASED, {"basis": BASIS}, asked=asked, at=at)
        _take_out(order)
        files.forget(order.subject, at=at)
        documents.forget(order.subject)
    unused = _of_no_use(family)
    kept = _elsewhere(unused, erased_by=None)
    parties.hide(kept, at=at)
    parties.empty(unused - kept, at=at)
    return family


def _record(order: Order, code: str, data: Mapping[str, Any], *, asked: bool, at: datetime) -> None:
    """Nobody is told by a message: who asked is looking at it, and of who did not, nothing is used."""
    door = Door(order, SYSTEM, at)
    capacity = "applicant" if asked else "system"
    door.record(code, data, capacity=capacity, source=order.state, target=order.state)
    door.close()
    Outbox.objects.filter(order=order, done_at=None).update(done_at=at)


def _take_out(order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ERASING, ["on"])
        for event in order.events.filter(seq__lt=order.erased_by):
            kept = events.KEPT_OF_ERASED if event.code in events.FIXING else frozenset()
            data = {key: value for key, value in event.data.items() if key in kept}
            sealed = DATA.sealed(data, DATA.bound_in(event))
            cursor.execute(_TAKE_OUT, [sealed, order.pk, event.seq])
        cursor.execute(_ERASING, ["off"])
    for row in order.parties.all():
        row.told = {}
        row.save(update_fields=["told"])
    order.materials.update(note="")
    order.visits.update(comment="")
    order.ratings.update(comment="")


def _locked(order_id: int) -> list[Order]:
    """The order and what hangs on it, every child locked before its parent as the door does; none of them, and no
    matter that came of it, is being worked on."""
    keys = _family(order_id)
    family = list(Order.objects.select_for_update().filter(pk__in=keys).order_by("-pk"))
    at_work = Order.objects.filter(parent__in=keys, stage=Stage.OPEN).exists()
    if at_work or any(order.stage == Stage.OPEN for order in family) or _family(order_id) != keys:
        raise NotNow(_("这件事还在办。办结或者撤回以后，才能限制处理或者删除。"))
    return family


def _family(order_id: int) -> set[int]:
    keys, found = set[int](), {order_id}
    while found:
        keys |= found
        hanging = Order.objects.filter(parent__in=found, link__in=HANGING)
        found = set(hanging.values_list("pk", flat=True)) - keys
    return keys


def _people_of(orders: Collection[Order]) -> set[int]:
    rows = OrderParty.objects.filter(order__in=orders)
    return set(rows.values_list("party", flat=True))


def _of_no_use(orders: Collection[Order]) -> set[int]:
    """Of the people of these orders, those of whom no order is used any more."""
    people = _people_of(orders)
    return people - _elsewhere(people, restricted_at=None)


def _elsewhere(people: Collection[int], **which: Any) -> set[int]:
    rows = OrderParty.objects.filter(
        party__in=people, **{f"order__{name}": value for name, value in which.items()}
    )
    return set(rows.values_list("party", flat=True))
