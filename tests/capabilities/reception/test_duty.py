"""The roster: drawn up by the head, seen by everybody (CEN-27, CEN-28)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import (
    answer,
    copy_week,
    put_on_duty,
    ring,
    take_off_duty,
)
from santai.capabilities.reception.models import Duty
from santai.capabilities.reception.queries import on_duty, ringing, week
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tests.world import LUSHAN, NOW, TODAY, World

WEEK = timedelta(days=7)


def put(world: World, hall: Venue, role: str = "centre-head", **changes: Any) -> Duty:
    clerk = world.staff("window-clerk")
    assert clerk.account_id is not None
    given = {"day": TODAY, "shift": "morning", "window": 1, "account_id": clerk.account_id}
    return put_on_duty(actor=world.staff(role), venue_id=hall.pk, **{**given, **changes})


def test_the_head_puts_somebody_on_duty_and_takes_them_off(world: World, hall: Venue) -> None:
    row = put(world, hall)
    morning, afternoon = on_duty(hall, TODAY)
    assert [duty.account.name for duty in morning.duties] == ["叶县window-clerk"]
    assert (list(afternoon.duties), morning.lacking) == ([], True)
    take_off_duty(actor=world.staff("centre-head"), venue_id=hall.pk, duty_id=row.pk)
    assert not Duty.objects.exists()


def test_twice_is_once_and_at_two_windows_is_refused(world: World, hall: Venue) -> None:
    put(world, hall)
    put(world, hall)
    assert Duty.objects.count() == 1
    with pytest.raises(Conflict):
        put(world, hall, window=2)


def test_everything_wrong_is_said_at_once(world: World, hall: Venue) -> None:
    stranger = world.staff("window-clerk", LUSHAN)
    with pytest.raises(Invalid) as refused:
        put(world, hall, shift="night", window=0, account_id=stranger.account_id)
    assert sorted(refused.value.fields) == ["account", "shift", "window"]


def test_last_week_is_repeated_without_doubles(world: World, hall: Venue) -> None:
    put(world, hall)
    put(world, hall, shift="afternoon", day=TODAY + timedelta(days=1))
    put(world, hall, day=TODAY + WEEK)
    head = world.staff("centre-head")
    copied = copy_week(actor=head, venue_id=hall.pk, monday=TODAY + WEEK)
    again = copy_week(actor=head, venue_id=hall.pk, monday=TODAY + WEEK)
    assert (copied, again) == (1, 0)
    days = week(hall, TODAY + WEEK)
    assert [[len(half.duties) for half in day.halves] for day in days[:3]] == [
        [1, 0],
        [0, 1],
        [0, 0],
    ]


def test_and_a_clerk_or_an_outsider_draws_up_nothing(world: World, hall: Venue) -> None:
    with pytest.raises(Forbidden):
        put(world, hall, role="window-clerk")
    with pytest.raises(Missing):
        put_on_duty(
            actor=world.staff("window-clerk", LUSHAN),
            venue_id=hall.pk,
            day=TODAY,
            shift="morning",
            window=1,
            account_id=1,
        )
    assert not Duty.objects.exists()


def test_a_bell_is_heard_in_its_own_hall_and_answered_once(world: World, hall: Venue) -> None:
    row = ring(hall=hall, at=NOW)
    clerk, second = world.staff("window-clerk"), world.second("window-clerk")
    outsider = world.staff("window-clerk", LUSHAN)
    assert ([r.pk for r in ringing(clerk, at=NOW)], ringing(outsider, at=NOW)) == ([row.pk], [])
    with pytest.raises(Missing):
        answer(actor=outsider, ring_id=row.pk, at=NOW)
    assert [answer(actor=who, ring_id=row.pk, at=NOW) for who in (clerk, second)] == [True, False]
    assert ringing(clerk, at=NOW) == []
    assert ring(hall=hall, at=NOW).pk != row.pk


def test_a_bell_nobody_answered_yesterday_rings_anew(world: World, hall: Venue) -> None:
    clerk = world.staff("window-clerk")
    ring(hall=hall, at=NOW - timedelta(days=1))
    assert ringing(clerk, at=NOW) == []
    row = ring(hall=hall, at=NOW)
    assert [(r.pk, r.at) for r in ringing(clerk, at=NOW)] == [(row.pk, NOW)]
