"""Subscriptions of partners, what is put into their queue, and a second chance for what was given
up.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.notices import events
from santai.capabilities.notices.actions import outgoing
from santai.capabilities.notices.actions.items import Item
from santai.capabilities.notices.enums import INTEGRATE, RUN
from santai.capabilities.notices.models import Delivery, Resending, Subscription
from santai.capabilities.notices.queries import stuck_deliveries, subscription_for
from santai.capabilities.orders.access import orders_for
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from santai.kernel.workdays import ZONE

MOST = 20  # subscriptions of one account
TOPIC = re.compile(r"order\.[a-z][a-z_]{0,50}")
CHANNEL = "partners"


def subscribe(
    *,
    actor: Actor,
    url: str,
    topics: Collection[str] = (),
    services: Collection[str] = (),
    at: datetime,
) -> Subscription:
    """Let a partner be called from now on. Raises Forbidden, Conflict or Invalid with each field."""
    if actor.account_id is None or not actor.may(INTEGRATE):
        raise Forbidden(_("这个账号没有接口对接的岗位，请联系系统管理员。"))
    _check(url, topics, services)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=actor.account_id)  # two at once count as two
        held = Subscription.objects.filter(account=actor.account_id, is_active=True)
        if held.count() >= MOST:
            raise Conflict(_("一个账号最多 %(most)s 个订阅，请先停用不用的。") % {"most": MOST})
        return Subscription.objects.create(
            account_id=actor.account_id,
            url=url,
            salt=secrets.token_hex(16),
            topics=sorted(set(topics)),
            services=sorted(set(services)),
            created_at=at,
        )


def unsubscribe(*, actor: Actor, subscription: int, at: datetime) -> None:
    """Nothing is sent from now on, what is waiting included."""
    row = subscription_for(actor, subscription)
    Subscription.objects.filter(pk=row.pk).update(is_active=False, ended_at=at)


def revive(*, actor: Actor, subscription: int, at: datetime) -> int:
    """Send again what was given up; the tries are counted anew. Gives how many."""
    row = subscription_for(actor, subscription)
    dead = Delivery.objects.filter(subscription=row, dead_at__isnull=False)
    return dead.update(dead_at=None, attempts=0, next_at=at, error="")


def send_again(*, actor: Actor, delivery: int, reason: str, at: datetime) -> Delivery:
    """Let one event that was given up be sent again, by who runs the system; kept with the reason.

    The receiver knows it by its id, so that what did arrive is not taken twice. Raises Forbidden, Invalid,
    or Missing when it is not stuck any more.
    """
    if actor.account_id is None or not actor.may(RUN):
        raise Forbidden(_("只有系统管理员能重发。"))
    if not reason.strip():
        raise Invalid({"reason": _("请写明理由。")})
    with transaction.atomic():
        row = stuck_deliveries().select_for_update(of=("self",)).filter(pk=delivery).first()
        if row is None:
            raise Missing
        row.dead_at, row.attempts, row.next_at, row.error = None, 0, at, ""
        row.save(update_fields=["dead_at", "attempts", "next_at", "error"])
        Resending.objects.create(
            delivery=row, account_id=actor.account_id, reason=reason.strip(), at=at
        )
    return row


def secret_of(subscription: Subscription) -> str:
    return events.secret_of(settings.SECRET_KEY, subscription.salt)


def deliveries_for(items: Sequence[Item], at: datetime) -> list[Delivery]:
    """One delivery for every subscription that wants the event and may see its order."""
    found = []
    for subscription in _active():
        wanted = [item for item in items if subscription.wants(item.row.topic, item.order.service)]
        seen = visible(subscription, {item.order.pk for item in wanted}, at) if wanted else ()
        found += [
            Delivery(
                subscription=subscription,
                order=item.order,
                seq=item.row.seq,
                event=_event(item),
                next_at=at,
            )
            for item in wanted
            if item.order.pk in seen
        ]
    return found


def visible(subscription: Subscription, orders: Iterable[int], at: datetime) -> set[int]:
    """Which of these orders the subscriber may see today; asked again before every sending."""
    try:
        actor = actor_for(subscription.account, CHANNEL, at.astimezone(ZONE).date())
    except Missing:
        return set()
    if not actor.may(INTEGRATE):
        return set()
    return set(orders_for(actor).filter(pk__in=orders).values_list("pk", flat=True))


def _active() -> list[Subscription]:
    rows = Subscription.objects.filter(is_active=True).select_related("account").order_by("pk")
    return list(rows)


def _event(item: Item) -> Mapping[str, Any]:
    """Number, service, where it stands and until when: nothing about anybody."""
    order, event = item.order, item.event
    state = item.service.state(event.target or order.state)
    data = {
        "number": order.number,
        "service": order.service,
        "seq": event.seq,
        "state": state.name,
        "stage": state.stage.value,
        "outcome": item.outcome,
        "due": order.due_at.astimezone(ZONE).isoformat() if order.due_at else None,
    }
    return events.cloud_event(
        number=order.number,
        seq=event.seq,
        topic=item.row.topic,
        at=event.at.astimezone(ZONE),
        data=data,
    )


def _check(url: str, topics: Collection[str], services: Collection[str]) -> None:
    wrong = {}
    try:
        parts = outgoing.judged(url)
        outgoing.addresses(parts.hostname or "", parts.port or outgoing.PORTS[parts.scheme])
    except outgoing.BadAddress as error:
        wrong["url"] = str(error)
    if strange := [topic for topic in topics if not TOPIC.fullmatch(topic)]:
        wrong["topics"] = _("没有这样的主题：%(strange)s。例如 order.submitted。") % {
            "strange": _("、").join(strange[:3])
        }
    known = catalogue().ids
    if strange := [service for service in services if service not in known]:
        wrong["services"] = _("没有这些事项：%(strange)s。") % {
            "strange": _("、").join(strange[:3])
        }
    if wrong:
        raise Invalid(wrong)
