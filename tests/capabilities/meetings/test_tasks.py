"""Reminders go out in the daytime; a worker that was down catches up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.meetings.tasks import remind_due
from tests.factories.meetings import make_booking
from tests.factories.pages import stop_the_clock
from tests.world import NOW


@pytest.mark.parametrize(("hour", "sent"), [(8, 0), (9, 1), (19, 1), (20, 0), (23, 0)])
def test_nobody_is_woken(
    offer: Offer, monkeypatch: pytest.MonkeyPatch, hour: int, sent: int
) -> None:
    make_booking(offer, at=NOW - timedelta(days=2))
    stop_the_clock(monkeypatch, NOW.replace(hour=hour))
    assert remind_due(0) == sent
    assert Booking.objects.filter(reminded_at=None).count() == 1 - sent
