"""Writing a call down: as an order when there was something to ask, as a bare record when not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from santai.capabilities.orders.actions import Done, Request, submit
from santai.capabilities.people.access import Actor
from santai.channels.hotline.enums import Disposition
from santai.channels.hotline.models import Call
from santai.kernel.errors import Forbidden


def take_call(*, actor: Actor, request: Request, phone: str, at: datetime, key: str) -> Done:
    """The order of a call and the call itself, both or neither; a repeated key gives the first."""
    with transaction.atomic():
        done = submit(actor=actor, request=request, at=at, key=key)
        if not done.repeated:
            _record(actor, phone, Disposition.COMPLETE, at, order_id=done.order.pk)
    return done


def record_call(*, actor: Actor, phone: str, disposition: Disposition, at: datetime) -> Call:
    """A call nothing came of."""
    return _record(actor, phone, disposition, at)


def calls_today(actor: Actor, since: datetime) -> int:
    return Call.objects.filter(agent=actor.account_id, at__gte=since).count()


def _record(
    actor: Actor, phone: str, disposition: Disposition, at: datetime, order_id: int | None = None
) -> Call:
    if actor.account_id is None:
        raise Forbidden("请用坐席账号登录后再记录来电。")
    return Call.objects.create(
        agent_id=actor.account_id,
        at=at,
        phone=phone[:20],
        disposition=disposition,
        order_id=order_id,
    )
