"""Text messages out of the house, in one of two ways.

Every message waits in `ShortMessage`. Where `settings.SMS_CARRIER` names a class, it is called for
each one. Where it names none, the bureau's own gateway fetches them over the partner API and
reports back: that is how most government networks are built, the gateway may call in but nothing
may call out.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from santai.capabilities.notices.actions.retry import next_try
from santai.capabilities.notices.enums import GIVE_UP_AFTER
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import sms_for, sms_text
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions.phones import GOOD_FOR
from santai.capabilities.people.models import PhoneCode
from santai.capabilities.places.codes import NATION
from santai.kernel.failpoints import failpoint

BATCH = 50
LEASE = timedelta(minutes=10)
log = logging.getLogger(__name__)


class Carrier(Protocol):
    """What a class named in `settings.SMS_CARRIER` offers; made once for each run, without
    arguments.
    """

    def send(self, phone: str, text: str, reference: str) -> None:
        """Hand one message over; raise anything when that failed. `reference` is the same at every
        try.
        """


def text(*, subject: str, seq: int, region: str, phone: str, words: str, at: datetime) -> bool:
    """Let a text message go out about something that has no order; False where the phone takes none.

    Said twice with the same `seq` it goes out once.
    """
    if not is_mobile(phone):
        return False
    row = ShortMessage(
        subject=subject, seq=seq, region=region, phone=phone, text=words, at=at, next_at=at
    )
    ShortMessage.objects.bulk_create([row], ignore_conflicts=True)
    return True


def is_mobile(phone: str) -> bool:
    return len(phone) == 11 and phone.startswith("1") and phone.isascii() and phone.isdigit()


def send_code(code: PhoneCode, *, text: str, at: datetime) -> None:
    """Send the digits of a code to its telephone; `text` says what giving them away would allow."""
    ShortMessage.objects.create(
        subject=f"codes/{code.pk}",
        region=NATION,
        seq=0,
        proof=code,
        phone=code.phone,
        text=text,
        at=at,
        next_at=at,
    )


def carry(*, at: datetime, limit: int = BATCH) -> int:
    """Hand waiting messages to the carrier; gives how many were dealt with."""
    name = getattr(settings, "SMS_CARRIER", "")
    if not name:
        return 0
    carrier: Carrier = import_string(name)()
    rows = _claim(at, limit)
    failpoint("sms.claimed")
    for row in rows:
        _hand_over(carrier, row, at)
    return len(rows)


def acknowledge(*, actor: Actor, sms: int, error: str = "", at: datetime) -> ShortMessage:
    """The gateway's word that a message went out, or why it cannot. Saying it twice changes
    nothing.
    """
    with transaction.atomic():
        row = sms_for(actor, sms, lock=True)
        if row.done_at is None and row.dead_at is None:
            row.attempts += 1
            row.error = error[:100]
            row.done_at, row.dead_at = (None, at) if error else (at, None)
            row.save(update_fields=["attempts", "error", "done_at", "dead_at"])
    return row


def _claim(at: datetime, limit: int) -> list[ShortMessage]:
    with transaction.atomic():
        rows = list(
            ShortMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(done_at=None, dead_at=None, next_at__lte=at)
            .filter(Q(proof=None) | Q(at__gt=at - GOOD_FOR))  # an old code only puzzles its reader
            .select_related("order", "proof")
            .order_by("next_at", "pk")[:limit]
        )
        ShortMessage.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=at + LEASE)
    return rows


def _hand_over(carrier: Carrier, row: ShortMessage, at: datetime) -> None:
    attempts = row.attempts + 1
    waiting = ShortMessage.objects.filter(pk=row.pk, done_at=None)
    try:
        carrier.send(row.phone, sms_text(row), f"sms-{row.pk}")
    except Exception as error:
        dead = at if attempts >= GIVE_UP_AFTER else None
        waiting.update(
            attempts=attempts,
            error=type(error).__name__[:100],
            next_at=next_try(attempts, at),
            dead_at=dead,
        )
        log.error("sms %s failed (%s), try %s", row.pk, type(error).__name__, attempts)
    else:
        failpoint("sms.sent")
        waiting.update(attempts=attempts, done_at=at, error="")
