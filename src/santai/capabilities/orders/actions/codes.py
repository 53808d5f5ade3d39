"""Query codes: a number and a code open one order, for a time, for following and answering it."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.birth import CODE_DAYS
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.actions.submit import code_of
from santai.capabilities.orders.enums import PartyRole
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import plain

MAY_RENEW = ("intake", "handler", "system")  # a code opens the order: who only looks on gives none
WRONG = gettext_noop("工单号或查询码不对，或者查询码已过期。连续输错 5 次要等 15 分钟。")


def open_with_code(number: str, code: str, *, at: datetime) -> Order:
    """The order that this number and code open; Missing, always in the same words, for anything else.

    How often somebody may try is the door's to count: by where they try from, so that nobody locks the
    applicant out. The code itself is too long to be guessed.
    """
    order = Order.objects.filter(number=plain(number)).first()
    if order is None or not _fits(order, code, at):
        raise Missing(_(WRONG))
    return order


def renew_code(*, actor: Actor, number: str, at: datetime) -> str:
    """A new code for an applicant who lost theirs; the old one opens nothing any more."""
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_RENEW if word in held), None)
        if capacity is None:
            raise Forbidden(_("您的岗位不能换发查询码，请联系受理或承办单位。"))
        order.code_salt, order.code_until = secrets.token_hex(8), at + timedelta(days=CODE_DAYS)
        door = Door(order, actor, at)
        door.record(events.CODE_RENEWED, {}, capacity=capacity, tells=("applicant",))
        door.close()
    return code_of(order)


def disown(*, actor: Actor, number: str, at: datetime) -> None:
    """Whoever holds the telephone says the matter is not theirs: it shows for that number no more, and
    the office is told that the number is wrong or has passed to somebody else."""
    if actor.told is None or actor.representation_id is not None:
        raise Missing
    with transaction.atomic():
        order = access.locked(actor, number)
        order.parties.filter(role=PartyRole.APPLICANT).update(disowned_at=at)
        door = Door(order, actor, at)
        door.record(events.PHONE_DISOWNED, {}, capacity="phone-holder", tells=("agency",))
        door.close()


def _fits(order: Order, code: str, at: datetime) -> bool:
    same = hmac.compare_digest(plain(code).encode(), code_of(order).encode())
    return same and at < order.code_until
