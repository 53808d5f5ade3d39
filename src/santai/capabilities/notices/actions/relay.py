"""From the outbox to people: each effect once, however often the relay is killed or runs beside
another.

One transaction claims due rows (skipping those another relay has in hand), writes messages, text
messages and webhook deliveries, and marks the rows done. What was written before is found by its
unique key.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from santai.capabilities.notices.actions import wording
from santai.capabilities.notices.actions.items import Item, items_of
from santai.capabilities.notices.actions.retry import next_try
from santai.capabilities.notices.actions.sms import is_mobile
from santai.capabilities.notices.actions.webhooks import deliveries_for
from santai.capabilities.notices.enums import Audience
from santai.capabilities.notices.models import Delivery, Message, ShortMessage
from santai.capabilities.orders.events import APPOINTMENT
from santai.capabilities.orders.models import Event, Outbox
from santai.kernel.failpoints import failpoint

BATCH = 200
OWN_DEED = (
    "applicant"  # an event in this capacity was the applicant's own: no text message about it
)
log = logging.getLogger(__name__)


def relay(*, at: datetime, limit: int = BATCH) -> int:
    """Tell people what happened, at most `limit` effects; gives how many were dealt with."""
    with transaction.atomic():
        rows = list(
            Outbox.objects.select_for_update(skip_locked=True)
            .filter(done_at=None, next_at__lte=at)
            .order_by("next_at", "pk")[:limit]
        )
        failpoint("outbox.claimed")
        if rows:
            _deal_with(rows, at)
    return len(rows)


def _deal_with(rows: Sequence[Outbox], at: datetime) -> None:
    """All at once; if that fails, one by one, so that one bad row holds up nobody else's news."""
    try:
        with transaction.atomic():
            _spread(rows, at)
            failpoint("outbox.spread")
            Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=at, error="")
            failpoint("outbox.marked")
    except Exception as error:
        if len(rows) == 1:
            _put_off(rows[0], error, at)
            return
        for row in rows:
            _deal_with([row], at)


def _put_off(row: Outbox, error: Exception, at: datetime) -> None:
    """Try again later. Only the kind of error is kept: its text could hold somebody's particulars."""
    row.attempts += 1
    row.error, row.next_at = type(error).__name__, next_try(row.attempts, at)
    row.save(update_fields=["attempts", "error", "next_at"])
    log.error("outbox %s failed (%s), try %s", row.pk, row.error, row.attempts)


def _spread(rows: Sequence[Outbox], at: datetime) -> None:
    items = [item for item in items_of(rows) if item.order.restricted_at is None]
    Message.objects.bulk_create(
        [message for item in items for message in _messages(item)], ignore_conflicts=True
    )
    ShortMessage.objects.bulk_create(
        [text for item in items for text in _texts(item, at)], ignore_conflicts=True
    )
    Delivery.objects.bulk_create(deliveries_for(items, at), ignore_conflicts=True)


def _messages(item: Item) -> list[Message]:
    return [
        message
        for word in dict.fromkeys(item.row.tells)
        if (message := _message(item, Audience(word))) is not None
    ]


def _message(item: Item, audience: Audience) -> Message | None:
    """None when there is nobody to tell: no assignee yet, for instance."""
    order = item.order
    message = Message(order=order, seq=item.row.seq, audience=audience, at=item.row.at)
    say = wording.for_desk
    if audience == Audience.APPLICANT:
        say = wording.for_applicant
    elif audience == Audience.OPPOSITE:
        if not item.opposite:
            return None
        say = wording.for_opposite
    elif audience == Audience.ASSIGNEE:
        # who declined or was replaced is the one to be told, not whoever came after them
        message.practitioner_id = item.event.data.get("declined") or order.assignee_id
        if message.practitioner_id is None:
            return None
    else:
        message.organisation_id, message.account_id = order.organisation_id, order.holder_id
    told = say(order, item.event, item.service)
    message.title, message.text = told.title, told.text
    return message


def _texts(item: Item, at: datetime) -> list[ShortMessage]:
    """Text messages to the people outside, where there is a mobile and it is safe to use it."""
    texts, order, event = [], item.order, item.event
    if Audience.APPLICANT in item.row.tells and _is_news(event):
        told = wording.for_applicant(order, event, item.service)
        with_code = event.code in wording.HAS_CODE and not wording.discreet(order.applicant)
        if "representation" in event.data:  # the number may be that of who asked for them (代办)
            with_code = False
        texts.append((order.applicant, item.mobile, told, with_code))
    if Audience.OPPOSITE in item.row.tells:
        told = wording.for_opposite(order, event, item.service)
        others = (party for party in item.opposite if not party.safe_contact)
        texts += [(party, party.phone, told, False) for party in others]
    return [
        ShortMessage(
            order=order,
            seq=item.row.seq,
            phone=phone,
            text=wording.sms(told),
            with_code=with_code,
            at=item.row.at,
            next_at=at,
        )
        for party, phone, told, with_code in texts
        if is_mobile(phone) and wording.may_text(party)
    ]


def _is_news(event: Event) -> bool:
    """Nobody needs a text about what they just did themselves, except the receipt with the number; nor a
    second one about an appointment, which sends its own.
    """
    if event.code == APPOINTMENT:
        return False
    return event.role != OWN_DEED or event.code in wording.HAS_CODE
