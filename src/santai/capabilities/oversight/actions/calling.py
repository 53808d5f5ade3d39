"""Calling people back (回访): one person at a time, taken and not chosen, never by whoever served them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import act
from santai.capabilities.orders.enums import SETTLING
from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.models import CallBackClaim
from santai.capabilities.oversight.queries.calls import waiting
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Missing
from santai.kernel.numbers import plain

ACTION = "call_back"
HELD = timedelta(minutes=30)  # time for one call; afterwards somebody else may take it
REST = timedelta(hours=4)  # nobody answered: not again at once


def claim_next(*, actor: Actor, at: datetime) -> Order | None:
    """The one this actor is to call now: the one already taken, or the next that nobody else took."""
    if current := taken(actor, at=at):
        return current
    return next((one.order for one in waiting(actor, at=at) if _take(actor, one.order, at)), None)


def taken(actor: Actor, *, at: datetime) -> Order | None:
    claim = _claims(actor, at).first()
    return claim.order if claim else None


def order_taken(actor: Actor, number: str, *, at: datetime) -> Order:
    """The order, if this actor took it and still has time; else it is not there."""
    claim = _claims(actor, at).filter(order__number=plain(number)).first()
    if claim is None:
        raise Missing(_("这件回访不在您手上，请重新领取。"))
    order: Order = claim.order
    return order


def record(
    *, actor: Actor, order: Order, facts: Mapping[str, Any], at: datetime, key: str = ""
) -> None:
    """What came of the call. An unanswered one rests for some hours before the next try."""
    with transaction.atomic():
        act(actor=actor, number=order.number, action=ACTION, facts=dict(facts), at=at, key=key)
        claim = CallBackClaim.objects.filter(order=order.pk)
        if facts["result"] in SETTLING:
            claim.delete()
        else:
            claim.update(account=None, until=at + REST)


def release(*, actor: Actor, order: Order) -> None:
    """Not now: somebody else may take it."""
    CallBackClaim.objects.filter(order=order.pk, account=actor.account_id).delete()


def _take(actor: Actor, order: Order, at: datetime) -> bool:
    """Whether it is this actor's now: of two who press at once one gets it, the other the next."""
    until = at + HELD
    old = CallBackClaim.objects.filter(order=order.pk, until__lte=at)
    if old.update(account=actor.account_id, until=until):
        return True
    try:
        with transaction.atomic():
            CallBackClaim.objects.create(
                order_id=order.pk, account_id=actor.account_id, until=until
            )
    except IntegrityError:
        return False
    return True


def _claims(actor: Actor, at: datetime) -> Any:
    mine = CallBackClaim.objects.filter(
        account=actor.account_id, until__gt=at, order__restricted_at=None
    )
    return mine.select_related("order__applicant", "order__organisation").order_by("until")
