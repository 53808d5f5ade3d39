"""How long a sign-in lasts (reliability S4; GB/T 22239-2019 8.1.4.1 登录连接超时)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Crowd(TextChoices):
    """What so many requests have in common."""

    ADDRESS = "address", _("网络地址")
    DEVICE = "device", _("设备")
    PHONE = "phone", _("电话号码")
    WORDS = "words", _("一模一样的话")


@dataclass(frozen=True, slots=True)
class Limits:
    """`idle`: without a request; `whole`: since the beginning, whatever was done in it."""

    idle: timedelta
    whole: timedelta


STAFF = Limits(timedelta(minutes=15), timedelta(hours=12))
CITIZEN = Limits(timedelta(minutes=30), timedelta(hours=12))  # on a device that others use too
OWN_DEVICE = Limits(timedelta(days=30), timedelta(days=30))  # the citizen said that it is theirs
MOST_STAFF = 2  # sign-ins of one member of staff at a time; the oldest goes
