"""What was told to whom, and what could not be delivered. Each read is narrowed to the one who
asks.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.notices.enums import CARRY_SMS, GIVE_UP_AFTER, Audience
from santai.capabilities.notices.models import Delivery, Message, ShortMessage, Subscription
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import digits
from santai.capabilities.people.queries import widest
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Forbidden, Missing


def applicant_messages(order: Order) -> QuerySet[Message]:
    """What the applicant was told, newest first; for who holds the order already."""
    rows = Message.objects.filter(order=order, audience=Audience.APPLICANT)
    return rows.order_by("-seq")


def own_messages(actor: Actor) -> QuerySet[Message]:
    """The unread messages to this actor as an applicant: of their own matters, or of the one whose
    query code they hold.
    """
    mine = Q(order__applicant__in=() if actor.only_told else actor.party_ids)
    if actor.order_id is not None and not actor.only_sees:
        mine |= Q(order=actor.order_id)
    return Message.objects.filter(mine, audience=Audience.APPLICANT, seen_at=None)


def unread_by_order(orders: Collection[int]) -> dict[int, int]:
    """How many messages to the applicant nobody has read, by order; for who holds the orders already."""
    rows = Message.objects.filter(order__in=orders, audience=Audience.APPLICANT, seen_at=None)
    return dict(rows.values_list("order").annotate(Count("pk")))


def desk_messages(actor: Actor) -> QuerySet[Message]:
    """The unread messages of this person's desk: their organisation's, unless a colleague has the
    order in hand; their own as the one it was assigned to; those of their region as its supervisor.
    """
    mine = Q(pk__in=())
    homes = [post.organisation_id for post in actor.posts_with("handle")]
    if homes:
        free = Q(account=None) | Q(account=actor.account_id)
        mine |= Q(audience=Audience.AGENCY, organisation__in=homes) & free
    if actor.practitioner_id is not None:
        mine |= Q(audience=Audience.ASSIGNEE, practitioner=actor.practitioner_id)
    for post in actor.posts_with("supervise"):
        mine |= Q(inside(post.region, "order__region"), audience=Audience.SUPERVISOR)
    used = Message.objects.filter(mine, seen_at=None, order__restricted_at=None)
    return used.order_by("-at", "-pk")


# --- webhooks


@dataclass(frozen=True, slots=True)
class Queue:
    """How a subscription stands: events waiting, given up, and what the last trouble was."""

    waiting: int
    dead: int
    error: str


def subscriptions_of(actor: Actor) -> QuerySet[Subscription]:
    """The actor's own subscriptions that are in force; nobody sees another's."""
    rows = Subscription.objects.filter(account=actor.account_id, is_active=True)
    return rows.order_by("pk") if actor.account_id is not None else rows.none()


def subscription_for(actor: Actor, subscription: int) -> Subscription:
    row = subscriptions_of(actor).filter(pk=subscription).first()
    if row is None:
        raise Missing
    return row


def queue_of(subscription: Subscription) -> Queue:
    open_ = Delivery.objects.filter(subscription=subscription, done_at=None)
    counted = open_.aggregate(
        waiting=Count("pk", filter=Q(dead_at=None)), dead=Count("pk", filter=~Q(dead_at=None))
    )
    last = open_.exclude(error="").order_by("-next_at").first()
    return Queue(counted["waiting"], counted["dead"], last.error if last else "")


def stuck_deliveries() -> QuerySet[Delivery]:
    """What was given up and waits for somebody to look at the receiver; for those who run the
    system.
    """
    rows = Delivery.objects.filter(dead_at__isnull=False, subscription__is_active=True)
    return rows.select_related("subscription__account").order_by("dead_at", "pk")


def stuck_outbox() -> QuerySet[Outbox]:
    """Effects that could not be spread again and again: a fault of ours. They go on being tried."""
    return Outbox.objects.filter(done_at=None, attempts__gte=GIVE_UP_AFTER).order_by("pk")


def oldest_waiting() -> datetime | None:
    """Since when the oldest effect waits: how far telling people is behind what happened."""
    row = Outbox.objects.filter(done_at=None).order_by("next_at").first()
    return row.at if row else None


# --- text messages


def sms_waiting(actor: Actor) -> QuerySet[ShortMessage]:
    """The text messages this gateway is to send, oldest first: those of orders in its region."""
    rows = ShortMessage.objects.filter(_carried_by(actor), done_at=None, dead_at=None)
    return rows.select_related("order", "proof").order_by("next_at", "pk")


def sms_for(actor: Actor, sms: int, *, lock: bool = False) -> ShortMessage:
    """One of them, sent or not. `lock`: until the transaction ends."""
    rows = ShortMessage.objects.filter(_carried_by(actor), pk=sms)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Missing
    return row


def sms_text(row: ShortMessage) -> str:
    """The text as it goes out. Codes are put in here, so that no table holds them."""
    if row.proof is not None:
        return f"验证码 {digits(row.proof)}，5 分钟内有效。{row.text}"
    if row.with_code and row.order is not None:
        return f"{row.text}查询码 {code_of(row.order)}，请勿告诉他人。"
    return row.text


def _carried_by(actor: Actor) -> Q:
    posts = actor.posts_with(CARRY_SMS)
    if not posts:
        raise Forbidden(_("这个账号不是短信网关，请联系系统管理员。"))
    rule = Q(pk__in=())
    for post in posts:
        rule |= inside(post.region, "order__region") | inside(post.region)
    if len(min((post.region for post in posts), key=len)) <= len(widest(CARRY_SMS)):
        rule |= Q(proof__isnull=False)  # of no region: one gateway sends them, no county reads them
    return rule
