"""Appointments in words: what a text message and the story of an order say. Pure text."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from santai.capabilities.meetings.enums import Manner
from santai.capabilities.meetings.models import Booking, Offer
from santai.kernel.numbers import in_threes
from santai.kernel.workdays import ZONE

WEEKDAYS = "一二三四五六日"
CHANGE = "要改时间、要取消，上网凭预约号和查询码，或者打 12348。"


def when(starts_at: datetime) -> str:
    """
    >>> when(datetime(2026, 11, 26, 9, 0, tzinfo=ZONE))
    '11 月 26 日（周四）上午 9:00'
    """
    local = starts_at.astimezone(ZONE)
    half = "上午" if local.hour < 12 else "下午"
    day = f"{local.month} 月 {local.day} 日（周{WEEKDAYS[local.weekday()]}）"
    return f"{day}{half} {local.hour % 12 or 12}:{local.minute:02}"


def where(offer: Offer) -> str:
    """The place, or how the two talk, with what has to be known for it."""
    how = f"（{offer.how}）" if offer.how else ""
    if offer.manner == Manner.IN_PERSON and offer.venue is not None:
        return f"{offer.venue.name}，{offer.venue.address}{how}"
    who = offer.practitioner.name if offer.practitioner else offer.organisation.name
    if offer.manner == Manner.VIDEO:
        return _("和%(who)s视频%(how)s") % {"who": who, "how": how}
    return _("%(who)s给您打电话%(how)s") % {"who": who, "how": how}


def arranged(booking: Booking) -> str:
    """What is sent and written down is in the language of the house, whatever page it came from."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{when(booking.starts_at)}，{where(booking.offer)}"


def booked_text(booking: Booking) -> str:
    return f"您约好了：{arranged(booking)}。预约号 {in_threes(booking.number)}。{CHANGE}"


def moved_text(booking: Booking) -> str:
    return f"您的预约改到了：{arranged(booking)}。预约号 {in_threes(booking.number)}。{CHANGE}"


def cancelled_text(booking: Booking) -> str:
    return (
        f"您 {when(booking.starts_at)}的预约取消了，预约号 {in_threes(booking.number)}。"
        "需要时随时再约，或者打 12348。"
    )


def reminder_text(booking: Booking) -> str:
    return f"提醒您：明天，{arranged(booking)}。预约号 {in_threes(booking.number)}。{CHANGE}"
