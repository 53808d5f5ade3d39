from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Manner(TextChoices):
    """How the two meet."""

    IN_PERSON = "in_person", _("当面")
    TELEPHONE = "telephone", _("电话")
    VIDEO = "video", _("视频")


class BookingState(TextChoices):
    """What became of a booking. Not having come is a figure for the office, never a mark against anybody."""

    BOOKED = "booked", _("约好了")
    ARRIVED = "arrived", _("到了")
    SERVED = "served", _("接待过了")
    ABSENT = "absent", _("没来")
    CANCELLED = "cancelled", _("取消了")


HOLDS_A_PLACE = (
    BookingState.BOOKED,
    BookingState.ARRIVED,
    BookingState.SERVED,
    BookingState.ABSENT,
)


class SessionState(TextChoices):
    """What became of a session."""

    CALLED = "called", _("约好了")
    HELD = "held", _("开过了")
    ADJOURNED = "adjourned", _("改期或者休会")
