"""How long a sign-in lasts (reliability S4; GB/T 22239-2019 8.1.4.1 登录连接超时)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """`idle`: without a request; `whole`: since the beginning, whatever was done in it."""

    idle: timedelta
    whole: timedelta


STAFF = Limits(timedelta(minutes=15), timedelta(hours=12))
CITIZEN = Limits(timedelta(minutes=30), timedelta(hours=12))  # on a device that others use too
OWN_DEVICE = Limits(timedelta(days=30), timedelta(days=30))  # the citizen said that it is theirs
MOST_STAFF = 2  # sign-ins of one member of staff at a time; the oldest goes
