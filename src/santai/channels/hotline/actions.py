"""Writing a call down: as an order when there was something to ask, as a bare record when not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Along, Done, Request, act, submit
from santai.capabilities.orders.queries import service_of
from santai.capabilities.people.access import Actor
from santai.channels.hotline.access import call_for
from santai.channels.hotline.enums import Cause, Disposition
from santai.channels.hotline.models import Call
from santai.channels.hotline.seats import after_call
from santai.kernel.errors import Conflict, Forbidden

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order


def take_call(
    *,
    actor: Actor,
    request: Request,
    phone: str,
    at: datetime,
    key: str,
    call_id: str = "",
    transferred_to: str = "",
) -> Done:
    """The order of a call and the call itself, both or neither; a repeated key gives the first."""
    with transaction.atomic():
        call = _open(actor, phone, at, call_id)
        # a caller who rings a hundred times is counted as one who writes a hundred times
        done = submit(actor=actor, request=request, at=at, key=key, along=Along(sources=()))
        if not done.repeated:
            call.order_id = done.order.pk
            call.transferred_to = transferred_to or call.transferred_to
            _dispose(actor, call, Disposition.COMPLETE, at)
    return done


def ask_again(
    *, actor: Actor, number: str, said: str, phone: str, at: datetime, call_id: str = ""
) -> Order:
    """A call about a matter that is there already: tied to it, no second order for one story (HOT-04).

    What the caller said is noted where the agent may write; who handles it reads it there.
    """
    with transaction.atomic():
        call = _open(actor, phone, at, call_id)
        order = access.order_for(actor, number)
        call.order_id = order.pk
        _dispose(actor, call, Disposition.COMPLETE, at)
        if _may_note(actor, order):
            text = f"来电问：{said}" if said else "来电问办得怎么样了。"
            act(actor=actor, number=number, action="note", facts={"text": text}, at=at)
    return order


def record_call(
    *, actor: Actor, phone: str, disposition: Disposition, at: datetime, call_id: str = ""
) -> Call:
    """A call nothing came of."""
    with transaction.atomic():
        call = _open(actor, phone, at, call_id)
        _dispose(actor, call, disposition, at)
    return call


def _open(actor: Actor, phone: str, at: datetime, call_id: str) -> Call:
    """The call on the agent's screen, locked; without a telephone system a new one."""
    if actor.account_id is None:
        raise Forbidden(_("请用坐席账号登录后再记录来电。"))
    if call_id:
        return call_for(actor, call_id, lock=True)
    return Call(
        agent_id=actor.account_id,
        organisation_id=actor.organisation_for("intake"),
        at=at,
        phone=phone[:20],
    )


def _may_note(actor: Actor, order: Order) -> bool:
    actions = service_of(order).state(order.state).actions
    return any(spec.name == "note" for spec in access.offered(actor, order, dict(actions)))


def _dispose(actor: Actor, call: Call, disposition: Disposition, at: datetime) -> None:
    if call.disposition:
        raise Conflict(_("这个来电已经登记过了。"))
    call.disposition = disposition
    call.save()
    if actor.account_id is not None:
        after_call(actor.account_id, Cause.DONE, at)
