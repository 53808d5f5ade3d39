"""Deleting a matter, or, where it must be kept, never using it again (个人信息保护法 47)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.fees import actions as fees
from santai.capabilities.meetings.actions import forgetting as appointments
from santai.capabilities.notices import actions as notices
from santai.capabilities.orders import access
from santai.capabilities.orders import actions as orders
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.privacy.enums import TIME_TO_THINK, Outcome
from santai.capabilities.privacy.models import Wish
from santai.capabilities.privacy.queries import keeping_of, wishes_waiting
from santai.capabilities.reception.actions import forgetting as tickets
from santai.kernel.errors import Conflict, Forbidden, NotNow
from santai.kernel.workdays import ZONE

BATCH = 500
log = logging.getLogger(__name__)
Forget = Callable[[Collection[Order]], None]
FORGETTING: list[Forget] = [notices.forget, appointments.forget, tickets.forget, fees.forget]


def on_forgetting(forget: Forget) -> Forget:
    """For doors with tables of their own: what they hold of orders goes with them."""
    FORGETTING.append(forget)
    return forget


def ask(*, actor: Actor, number: str, at: datetime) -> Wish:
    """The person themselves wants it deleted. What is done already is restricted at once. Raises Missing, Forbidden
    or Conflict."""
    order = access.order_for(actor, number)
    if not access.speaks(actor, order) or actor.representation_id is not None:
        raise Forbidden(_("只有本人可以要求删除。代办的，请本人登录办理。"))
    try:
        with transaction.atomic():
            wish = Wish.objects.create(order=order, account_id=actor.account_id, asked_at=at)
            carry_out(wish.pk, at=at)
    except IntegrityError:
        raise Conflict(_("已经在办了，不用再提。")) from None
    wish.refresh_from_db()
    return wish


def take_back(*, actor: Actor, number: str, at: datetime) -> None:
    """What is not deleted yet is used again."""
    order = access.order_for(actor, number)
    if not access.speaks(actor, order) or actor.representation_id is not None:
        raise Forbidden(_("只有本人可以撤回。"))
    with transaction.atomic():
        wish = Wish.objects.select_for_update().filter(order=order).order_by("-pk").first()
        if wish is None or wish.outcome in (Outcome.ERASED, Outcome.TAKEN_BACK):
            raise Conflict(_("没有可以撤回的申请。"))
        _done(wish, Outcome.TAKEN_BACK, at)
        if wish.began_at is not None:
            orders.release(order.pk, at=at)


def carry_out_all(*, at: datetime) -> int:
    """Every wish that waits: those of matters done meanwhile, and those whose time to think is over."""
    done, last = 0, 0
    while batch := wishes_waiting(after=last, limit=BATCH):
        last = batch[-1]
        done += sum(_alone(key, at) for key in batch)
    return done


def carry_out(wish_id: int, *, at: datetime) -> bool:
    """One step on: restrict, then delete or leave it restricted. Gives whether anything happened."""
    with transaction.atomic():
        wish = Wish.objects.select_for_update(of=("self",)).select_related("order").get(pk=wish_id)
        if wish.done_at is not None:
            return False
        held_until = keeping_of(wish.order, on=_day(at)).held_until
        if wish.began_at is None:
            try:
                restrict(wish.order_id, until=held_until, asked=True, at=at)
            except NotNow:  # still worked on: the machine looks again
                return False
            wish.began_at = at
            wish.save(update_fields=["began_at"])
        if held_until is not None and _day(at) <= held_until:
            _done(wish, Outcome.RESTRICTED, at)
        elif at - wish.began_at >= TIME_TO_THINK:
            erase(wish.order_id, asked=True, at=at)
            _done(wish, Outcome.ERASED, at)
    return True


def restrict(order_id: int, *, until: date | None, asked: bool, at: datetime) -> None:
    with transaction.atomic():
        notices.silence(orders.restrict(order_id, until=until, asked=asked, at=at), at=at)


def erase(order_id: int, *, asked: bool, at: datetime) -> None:
    """The matter and everything any part of the house holds of it, together or not at all."""
    with transaction.atomic():
        gone = orders.erase(order_id, asked=asked, at=at)
        notices.silence(gone, at=at)
        for forget in FORGETTING:
            forget(gone)


def _alone(wish_id: int, at: datetime) -> bool:
    """One that cannot be carried out is logged, and does not keep the others waiting."""
    try:
        return carry_out(wish_id, at=at)
    except Exception:
        log.exception("wish %s: left as it is", wish_id)
        return False


def _done(wish: Wish, outcome: Outcome, at: datetime) -> None:
    wish.done_at, wish.outcome = at, outcome
    wish.save(update_fields=["done_at", "outcome"])


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()
