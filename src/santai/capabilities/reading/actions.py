"""Writing down who looked at what: one row before the page is answered (PIPL 51, 56; SEC-04; P4)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import InternalError, OperationalError, connection
from django.utils import timezone

from santai.capabilities.reading.enums import What
from santai.capabilities.reading.models import Reading

if TYPE_CHECKING:  # whoever reads is known further up
    from santai.capabilities.orders.models import Order
    from santai.capabilities.people.access import Actor, ActorPost

log = logging.getLogger(__name__)

WATCHED = frozenset({"staff", "partner"})  # everyone else sees what is their own
LONGEST_REASON = 200
KEPT = timedelta(days=3 * 366)  # 个人信息保护法 56
_NOTE = """
INSERT INTO reading_reading (at, account, name, role, organisation, region, channel, what, field,
    "order", party, whole, "foreign", reason)
VALUES """
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def note_order(
    actor: Actor,
    order: Order,
    what: What,
    *,
    whole: bool,
    field: str = "",
    party: int | None = None,
    reason: str = "",
) -> None:
    """Somebody looks at an order or at something of it; of whom, if not of the applicant."""
    if actor.kind in WATCHED:
        _write(
            [_of_order(actor, order, what, whole=whole, field=field, party=party, reason=reason)]
        )


def note_applicants(actor: Actor, orders: Sequence[Order], *, reason: str) -> None:
    """Somebody looks at the applicants of several orders, whole; one row for each, in one statement."""
    if actor.kind in WATCHED and orders:
        _write([_of_order(actor, order, What.ORDER, whole=True, reason=reason) for order in orders])


def _of_order(
    actor: Actor,
    order: Order,
    what: What,
    *,
    whole: bool,
    field: str = "",
    party: int | None = None,
    reason: str = "",
) -> list[Any]:
    home = (order.organisation_id, order.intake_id)
    at_home = next((post for post in actor.posts if post.organisation_id in home), None)
    own_case = actor.practitioner_id is not None and actor.practitioner_id == order.assignee_id
    return _row(
        actor,
        at_home or next(iter(actor.posts), None),
        what,
        field=field,
        order=order.pk,
        party=party or order.applicant_id,
        whole=whole,
        foreign=not (at_home or own_case),
        reason=reason,
    )


def note_look(actor: Actor, order: Order, *, whole: bool) -> bool:
    """Somebody opens an order to read; whether that is written down.

    A database that takes no writes still answers who reads: they are told so, and see people masked. Inside
    a transaction the look stands or falls with it.
    """
    if connection.in_atomic_block:
        note_order(actor, order, What.ORDER, whole=whole)
        return True
    try:
        note_order(actor, order, What.ORDER, whole=whole)
    except (OperationalError, InternalError):
        log.warning("a look at an order could not be written down: people are shown masked")
        return False
    return True


def note_person(actor: Actor, party: int) -> None:
    """Somebody opens what is registered of a person."""
    if actor.kind in WATCHED:
        post = next(iter(actor.posts_with("find_person")), None)
        _write([_row(actor, post, What.PERSON, party=party, whole=True)])


def _row(
    actor: Actor,
    post: ActorPost | None,
    what: What,
    *,
    party: int,
    whole: bool,
    field: str = "",
    order: int | None = None,
    foreign: bool = False,
    reason: str = "",
) -> list[Any]:
    return [
        timezone.now(),
        actor.account_id,
        actor.name[:80],
        post.role if post else "",
        post.organisation_id if post else None,
        post.region if post else "",
        actor.channel,
        str(what),
        field,
        order,
        party,
        whole,
        foreign,
        reason[:LONGEST_REASON],
    ]


def _write(rows: Sequence[Sequence[Any]]) -> None:
    values = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE + ", ".join([_ROW] * len(rows)), values)


def forget(*, at: datetime, dry_run: bool = False) -> int:
    """Looks of more than three years ago; the database lets no younger one be removed."""
    old = Reading.objects.filter(at__lt=at - KEPT)
    return old.count() if dry_run else old.delete()[0]
