"""Binding (立卷): everything of a finished matter becomes one numbered file, and the record says its digest.

The event has a leaf of its own kind beside its own, as preserved evidence has: `santai-verify evidence` checks the
file with the proof, without us. What happens to the matter afterwards is not in it; it is bound again then, under
another number, and the earlier one stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.documents.actions import issue
from santai.capabilities.documents.actions.wording import facts_of
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import pdf_of
from santai.capabilities.ledger import queries as ledger
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.actions.evidence import digests_of
from santai.capabilities.orders.actions.leaves import EVIDENCE, evidence_of
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import dossiers_of, dossiers_subject
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import DocumentSpec, Stage, Text
from santai.kernel.errors import Conflict, Forbidden, NotNow
from santai.kernel.workdays import ZONE

DOSSIER = DocumentSpec(
    key="dossier",
    title=Text("案卷", "Dossier"),
    number="{organisation.short}卷〔{year}〕第{serial}号",
    body=(),
    addressee="",
)
HOW = "bound"
CAPACITY = "handler"


@transaction.atomic
def bind(
    *,
    actor: Actor,
    number: str,
    seen: int,
    data: Mapping[str, Any],
    typeset: Callable[[Mapping[str, Any]], bytes],
    at: datetime,
) -> Document:
    """Bind what was gathered when the record stood at `seen`; where nothing happened since the last time, that one.

    Raises Missing, Forbidden, NotNow while it is being worked on, Conflict when something happened meanwhile.
    """
    order = access.locked(actor, number)
    if not access.may_have_dossier(actor, order, "keep"):
        raise Forbidden(_("案卷由办理单位立卷和调取。"))
    if order.stage == Stage.OPEN:
        raise NotNow(_("这件事还在办。办结以后才能立卷。"))
    if before := up_to_date(order):
        return before  # somebody was quicker, or pressed twice
    if order.seq != seen:
        raise Conflict(_("这件工单刚刚有人办理过，请刷新后再决定。"))
    made = issue(
        DOSSIER,
        dossiers_subject(order),
        order.organisation,
        facts_of(order.organisation, at.astimezone(ZONE).date()),
        {**data, "title": DOSSIER.title.zh, "demo": order.organisation.demo},
        typeset,
        at=at,
        by=actor.account_id,
    )
    door = Door(order, actor, at)
    door.record(events.BOUND, _said(made), capacity=CAPACITY)
    door.close()
    return made


def up_to_date(order: Order) -> Document | None:
    """The dossier after which nothing happened."""
    last = Event.objects.filter(order=order, seq=order.seq, code=events.BOUND).first()
    return dossiers_of(order).filter(pk=last.data["documents"][0]["id"]).first() if last else None


def proof_of(order: Order, dossier: Document) -> bytes | None:
    """The receipt of the leaf that commits to this very file; None until a checkpoint covers it."""
    for event in Event.objects.filter(order=order, code=events.BOUND):
        if event.data["sha256"] == dossier.sha256:
            content = evidence_of(event, order.number)
            return ledger.receipt(EVIDENCE, order.pk, event.seq, content)
    return None


def _said(made: Document) -> dict[str, Any]:
    pdf = pdf_of(made)
    paper = {"id": made.pk, "title": made.title, "number": made.number, "sha256": made.sha256}
    return {"documents": [paper], "how": HOW, "size": len(pdf), **digests_of(BytesIO(pdf))}
