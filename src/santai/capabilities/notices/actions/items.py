"""Outbox rows with everything needed to tell people about them, read in few queries for many rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from santai.capabilities.notices.actions.sms import is_mobile
from santai.capabilities.notices.enums import Audience
from santai.capabilities.orders.access import SPEAKING, quiet
from santai.capabilities.orders.enums import Link, PartyRole
from santai.capabilities.orders.models import Event, Order, OrderParty, Outbox
from santai.capabilities.people.models import Party
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Service


@dataclass(frozen=True, slots=True)
class Item:
    """What happened, to which order, and with which outcome so far."""

    row: Outbox
    order: Order
    event: Event
    outcome: str
    service: Service
    opposite: Sequence[Party]
    mobile: str  # where a text message reaches the applicant, or who speaks for them; or ""


def items_of(rows: Sequence[Outbox]) -> list[Item]:
    wanted = {row.order_id for row in rows}
    orders = Order.objects.select_related("applicant").in_bulk(wanted)
    events = _events(wanted)
    opposite = _opposite_sides(row.order_id for row in rows if Audience.OPPOSITE in row.tells)
    mobiles = _mobiles([orders[row.order_id] for row in rows if Audience.APPLICANT in row.tells])
    items = []
    for row in rows:
        order, told = orders[row.order_id], events[row.order_id]
        service = catalogue().service_version(order.service, order.version)
        others = opposite.get(order.pk, ())
        outcome, mobile = _outcome(told, row.seq), mobiles.get(order.pk, "")
        items.append(Item(row, order, told[row.seq], outcome, service, others, mobile))
    return items


def _events(orders: Iterable[int]) -> Mapping[int, Mapping[int, Event]]:
    """All that happened to each order; which of it gave an outcome, the database cannot tell."""
    found: dict[int, dict[int, Event]] = {}
    for event in Event.objects.filter(order__in=orders).order_by("seq"):
        found.setdefault(event.order_id, {})[event.seq] = event
    return found


def _outcome(told: Mapping[int, Event], seq: int) -> str:
    """The outcome as it was when this happened; the order itself may have gone on."""
    outcomes = [e.data["outcome"] for e in told.values() if e.seq <= seq and "outcome" in e.data]
    return outcomes[-1] if outcomes else ""


def _mobiles(orders: Sequence[Order]) -> Mapping[int, str]:
    """Order → where a text message reaches its applicant, or who speaks for them where they have no mobile.

    Not a number whose holder said the matter is not theirs. And nobody hears through another what was said
    of danger, nor who has wishes about how to be reached.
    """
    found = {order.pk: order.applicant.phone for order in orders}
    called = {order.pk for order in orders if order.link == Link.SUMMONED}
    heard = Order.objects.filter(quiet(), pk=OuterRef("order"))
    spoken = OrderParty.objects.filter(order__in=found, role__in=SPEAKING)
    rows = list(spoken.annotate(heard=Exists(heard)).select_related("party"))
    for row in rows:
        if row.order_id in called and row.role == PartyRole.APPLICANT:
            found[row.order_id] = row.told.get("phone", "")  # … not what the register says of them
        if row.disowned_at is not None and row.told.get("phone") == found[row.order_id]:
            found[row.order_id] = ""
    for row in rows:
        agent = row.role == PartyRole.AGENT and row.heard and not row.party.safe_contact
        if agent and not is_mobile(found[row.order_id]):
            found[row.order_id] = row.told.get("phone", "")
    return found


def _opposite_sides(orders: Iterable[int]) -> Mapping[int, list[Party]]:
    found: dict[int, list[Party]] = {}
    if wanted := list(orders):
        rows = OrderParty.objects.filter(order__in=wanted, role=PartyRole.OPPOSITE)
        for row in rows.select_related("party"):
            found.setdefault(row.order_id, []).append(row.party)
    return found
