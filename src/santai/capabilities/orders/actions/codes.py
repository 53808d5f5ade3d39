"""Query codes: a number and a code open one order, for a time, for following and answering it."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.birth import CODE_DAYS
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.actions.submit import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import plain

TRIES = 5
LOCKED = timedelta(minutes=15)
MAY_RENEW = ("intake", "handler", "system")  # a code opens the order: who only looks on gives none
WRONG = "工单号或查询码不对，或者查询码已过期。连续输错 5 次要等 15 分钟。"


def open_with_code(number: str, code: str, *, at: datetime) -> Order:
    """The order that this number and code open; Missing, always in the same words, for anything else.

    Wrong tries in a row are counted under the row's lock, so that guessing in parallel does not buy more tries.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(number=plain(number)).first()
        good = order is not None and _fits(order, code, at)
        if order is not None and not good:
            _count_failure(order, at)
        elif order is not None and order.code_failures:
            order.code_failures = 0
            order.save(update_fields=["code_failures"])
    if order is None or not good:
        raise Missing(WRONG)
    return order


def renew_code(*, actor: Actor, number: str, at: datetime) -> str:
    """A new code for an applicant who lost theirs; the old one opens nothing any more."""
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_RENEW if word in held), None)
        if capacity is None:
            raise Forbidden("您的岗位不能换发查询码，请联系受理或承办单位。")
        order.code_salt, order.code_until = secrets.token_hex(8), at + timedelta(days=CODE_DAYS)
        order.code_failures, order.code_locked_until = 0, None
        door = Door(order, actor, at)
        door.record(events.CODE_RENEWED, {}, capacity=capacity, tells=("applicant",))
        door.close()
    return code_of(order)


def _fits(order: Order, code: str, at: datetime) -> bool:
    locked = order.code_locked_until is not None and at < order.code_locked_until
    same = hmac.compare_digest(plain(code).encode(), code_of(order).encode())
    return same and not locked and at < order.code_until


def _count_failure(order: Order, at: datetime) -> None:
    if order.code_locked_until is not None and at < order.code_locked_until:
        return
    order.code_failures += 1
    if order.code_failures >= TRIES:
        order.code_failures, order.code_locked_until = 0, at + LOCKED
    order.save(update_fields=["code_failures", "code_locked_until"])
