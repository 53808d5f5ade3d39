"""How long a sign-in lasts by itself, whatever else would end it with it (S4)."""

from __future__ import annotations

from datetime import timedelta

from santai.capabilities.identity.models import SignIn
from tests.world import NOW

MOMENT = timedelta(microseconds=1)
QUARTER, WHOLE = timedelta(minutes=15), timedelta(hours=12)


def lasts(*, seen: timedelta, asked: timedelta) -> bool:
    one = SignIn(started=NOW, seen=NOW + seen, idle=QUARTER, ends=NOW + WHOLE)
    return one.lasts(NOW + asked)


def test_it_is_over_at_the_moment_of_the_whole_limit_however_busy() -> None:
    """The browser's key expires in the same moment, so that pages alone do not show which of the two holds."""
    assert lasts(seen=WHOLE - MOMENT, asked=WHOLE - MOMENT)
    assert not lasts(seen=WHOLE - MOMENT, asked=WHOLE)


def test_it_is_over_at_the_moment_of_the_idle_limit() -> None:
    assert lasts(seen=timedelta(), asked=QUARTER - MOMENT)
    assert not lasts(seen=timedelta(), asked=QUARTER)
