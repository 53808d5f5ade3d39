"""The roster (值班表): drawn up by the head of the centre."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor
from santai.capabilities.people.queries import colleague
from santai.capabilities.reception import access
from santai.capabilities.reception.actions.windows import MOST
from santai.capabilities.reception.enums import Shift
from santai.capabilities.reception.models import Duty
from santai.kernel.errors import Conflict, Invalid

WEEK = timedelta(days=7)


def put_on_duty(
    *, actor: Actor, venue_id: int, day: date, shift: str, window: int, account_id: int
) -> Duty:
    """Somebody of the centre at a window for half a day. Twice in one shift is refused."""
    hall = access.led_hall(actor, venue_id)
    wrong = {}
    if shift not in Shift.values:
        wrong["shift"] = _("请选上午或者下午。")
    if not 1 <= window <= MOST:
        wrong["window"] = _("窗口号填 1 到 %(most)s。") % {"most": MOST}
    if colleague(account_id, organisation_id=hall.organisation_id, on=day) is None:
        wrong["account"] = _("请选那天在本单位任职的人。")
    if wrong:
        raise Invalid(wrong)
    row, made = Duty.objects.get_or_create(
        venue=hall, day=day, shift=shift, account_id=account_id, defaults={"window": window}
    )
    if not made and row.window != window:
        raise Conflict(
            _("这个人这个班已经排在 %(number)s 号窗口，请先取消那一班。") % {"number": row.window}
        )
    return row


def take_off_duty(*, actor: Actor, venue_id: int, duty_id: int) -> None:
    hall = access.led_hall(actor, venue_id)
    Duty.objects.filter(venue=hall, pk=duty_id).delete()


@transaction.atomic
def copy_week(*, actor: Actor, venue_id: int, monday: date) -> int:
    """The week before again, for who still works here; gives how many were added."""
    hall = access.led_hall(actor, venue_id)
    before = Duty.objects.filter(venue=hall, day__gte=monday - WEEK, day__lt=monday)
    rows = [
        Duty(venue=hall, day=d.day + WEEK, shift=d.shift, window=d.window, account_id=d.account_id)
        for d in before.select_related("account").filter(account__is_active=True)
        if colleague(d.account_id, organisation_id=hall.organisation_id, on=d.day + WEEK)
    ]
    there = Duty.objects.filter(venue=hall, day__gte=monday, day__lt=monday + WEEK)
    have = set(there.values_list("day", "shift", "account_id"))
    new = [row for row in rows if (row.day, row.shift, row.account_id) not in have]
    return len(Duty.objects.bulk_create(new, ignore_conflicts=True))
