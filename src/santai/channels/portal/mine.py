"""Somebody's matters as they want to see them: what is theirs to do first, then the rest, then what is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from santai.capabilities.notices.queries import unread_by_order
from santai.capabilities.orders.access import orders_for
from santai.catalogue.schema import Stage, Turn
from santai.channels.portal.drafts import KEPT
from santai.channels.portal.models import Draft

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from santai.capabilities.orders.models import Order
    from santai.capabilities.people.access import Actor
    from santai.capabilities.people.models import Account

SHOWN = 50  # matters; what is older is found with its number


@dataclass(frozen=True, slots=True)
class Row:
    order: Order
    unread: int


@dataclass(frozen=True, slots=True)
class Mine:
    """Three lists, and whether there is more than is shown."""

    to_do: Sequence[Row]
    waiting: Sequence[Row]
    over: Sequence[Row]
    more: bool

    @property
    def any(self) -> bool:
        return bool(self.to_do or self.waiting or self.over)

    @property
    def unread(self) -> int:
        return sum(row.unread for rows in (self.to_do, self.waiting, self.over) for row in rows)


def matters(actor: Actor) -> Mine:
    """Two queries, however many matters there are."""
    seen = orders_for(actor).select_related("organisation", "assignee").order_by("-received_at")
    orders = list(seen[: SHOWN + 1])
    unread = unread_by_order([order.pk for order in orders[:SHOWN]])
    open_ = sorted(
        (order for order in orders[:SHOWN] if order.stage == Stage.OPEN),
        key=lambda order: (order.due_at is None, order.due_at or order.received_at),
    )
    return Mine(
        to_do=_rows([o for o in open_ if o.turn == Turn.APPLICANT], unread),
        waiting=_rows([o for o in open_ if o.turn != Turn.APPLICANT], unread),
        over=_rows([o for o in orders[:SHOWN] if o.stage != Stage.OPEN], unread),
        more=len(orders) > SHOWN,
    )


def drafts_of(account: Account, *, at: datetime) -> QuerySet[Draft]:
    """The forms this account began and has not sent."""
    kept = Draft.objects.filter(account=account, touched_at__gt=at - KEPT)
    return kept.select_related(
        "representation__account", "representation__party", "representation__representative"
    ).order_by("-touched_at")


def _rows(orders: Sequence[Order], unread: Mapping[int, int]) -> list[Row]:
    return [Row(order, unread.get(order.pk, 0)) for order in orders]
