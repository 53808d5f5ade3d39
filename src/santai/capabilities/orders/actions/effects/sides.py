"""The other side: called into an order of its own, served with papers, spoken for by somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import documents_of
from santai.capabilities.orders import events
from santai.capabilities.orders.actions import timing
from santai.capabilities.orders.actions.children import open_side
from santai.capabilities.orders.actions.door import Door, Facts, effect
from santai.capabilities.orders.actions.sides import sides_of
from santai.capabilities.orders.actions.submit import registered_for
from santai.capabilities.orders.enums import Link, PartyRole
from santai.capabilities.orders.models import Event, Order, OrderParty
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.workdays import ZONE

ELECTRONIC = "电子送达"
SIDES = (PartyRole.APPLICANT, PartyRole.OPPOSITE)


@effect("summon")
def summon(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """An order for everybody on the other side who has none yet."""
    them = door.order.parties.filter(role=PartyRole.OPPOSITE).select_related("party").order_by("pk")
    if not them:
        raise NotNow(_("还没有登记对方当事人，请先登记。"))
    called = set(door.order.children.filter(link=Link.SUMMONED).values_list("applicant", flat=True))
    orders = [open_side(door, spec, row, facts) for row in them if row.party_id not in called]
    if not orders:
        raise NotNow(_("对方已经有自己的工单了。"))
    return {"child": "、".join(order.number for order in orders), "link": Link.SUMMONED.value}


@effect("serve")
def serve(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """A paper has reached a side: on which day, in which way, by which proof. It starts what counts from that."""
    row, paper = _side(door.order, facts["side"]), _paper(door.order, facts["document"])
    theirs = _order_of(door.order, row)
    day = _day(door, facts, theirs, paper)
    if any(_same(event, paper.pk, row.party_id) for event in _served(door.order)):
        raise Conflict(_("这份文书已经送达过这一方。"))
    served = {
        "document": paper.pk,
        "sha256": paper.sha256,
        "side": row.party_id,
        "way": facts["way"],
        "on": day.isoformat(),
        "proof": facts["proof"],
    }
    if theirs is not None and theirs.pk != door.order.pk:
        _hand_over(door.beside(theirs), paper, served, day)
    elif theirs is not None:
        door.numbers |= timing.numbers(timing.serve(theirs, door.service, day, at=door.at))
    return {
        "paper": _named(paper),
        "to_name": row.told.get("name") or row.party.name,
        "served": served,
    }


@effect("agree_electronic")
def agree_electronic(door: Door, spec: ActionSpec, facts: Facts) -> None:
    """Papers may be served here from now on, without being carried."""
    door.order.parties.filter(role=PartyRole.APPLICANT).update(electronic_at=door.at)


@effect("end_electronic")
def end_electronic(door: Door, spec: ActionSpec, facts: Facts) -> None:
    door.order.parties.filter(role=PartyRole.APPLICANT).update(electronic_at=None)


@effect("name_agent")
def name_agent(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Somebody who speaks for whoever the order is for; the papers for it are the office's to ask for."""
    told = {key: facts[key] for key in ("name", "phone", "id_number") if facts.get(key)}
    agent = registered_for(PartyRole.AGENT, told, door.order.region_id)
    if _in_it(door.order).filter(party=agent.party).exists():
        raise Invalid({"name": _("这个人已经在这件事里了。")})
    OrderParty.objects.create(
        order=door.order, party=agent.party, role=PartyRole.AGENT, told=agent.told
    )
    return {"to_name": told.get("name", "")}


def _in_it(order: Order) -> QuerySet[OrderParty]:
    """Who is in this already, or stands on the other side of it: nobody speaks for both (律师法 39). Several who
    were called may have one agent."""
    if order.link == Link.SUMMONED:
        across = Q(order=order.parent_id, role__in=(PartyRole.APPLICANT, PartyRole.AGENT))
    else:
        across = Q(order__in=order.children.filter(link=Link.SUMMONED))
    return OrderParty.objects.filter(Q(order=order) | across)


def _hand_over(side: Door, paper: Document, served: dict[str, Any], day: date) -> None:
    """Their order holds the paper from now on, and their time begins."""
    order = side.order
    side.numbers |= timing.numbers(timing.serve(order, side.service, day, at=side.at))
    data = {"paper": _named(paper), "served": served}
    side.record(events.SERVED, data, source=order.state, target=order.state, tells=("applicant",))
    side.close()


def _side(order: Order, party: int) -> OrderParty:
    row = order.parties.filter(party=party, role__in=SIDES).select_related("party").first()
    if row is None:
        raise Invalid({"side": _("这个人不是这件事的一方，请从列表里选。")})
    return row


def _paper(order: Order, key: int) -> Document:
    paper = documents_of(order.subject).filter(pk=key, voided_at=None).first()
    if paper is None:
        raise Invalid({"document": _("这件工单没有这份文书，或者已经作废。")})
    return paper


def _order_of(order: Order, row: OrderParty) -> Order | None:
    """The order in which a side follows the matter; None for one that was never called."""
    if row.role == PartyRole.APPLICANT:
        return order
    found: Order | None = sides_of(order).filter(applicant=row.party_id).first()
    return found


def _day(door: Door, facts: Facts, theirs: Order | None, paper: Document) -> date:
    """On the electronic way it arrives at once, where it was agreed to; else on the day somebody can prove."""
    if facts["way"] == ELECTRONIC:
        agreed = theirs and theirs.parties.filter(
            role=PartyRole.APPLICANT, electronic_at__isnull=False
        )
        if not agreed or not agreed.exists():
            raise NotNow(_("这一方还没有同意电子送达，请用别的方式送。"))
        return door.today
    day = date.fromisoformat(facts["day"])
    if day < paper.at.astimezone(ZONE).date():
        raise Invalid({"day": _("送达不能早于文书出具的那一天。")})
    return day


def _served(order: Order) -> list[Event]:
    """What was served before; told by the event's own content, for a file may call the action as it likes."""
    return [event for event in order.events.order_by("seq") if "served" in event.data]


def _same(event: Event, document: int, side: int) -> bool:
    told = event.data["served"]
    return (told["document"], told["side"]) == (document, side)


def _named(paper: Document) -> str:
    return f"《{paper.title}》{paper.number}"
