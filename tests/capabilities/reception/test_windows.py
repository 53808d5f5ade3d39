"""Windows open and close; one clerk sits at one window, one window has one clerk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import call_next, close_window
from santai.capabilities.reception.models import Ticket, Window
from santai.capabilities.reception.queries import window_of, windows_open
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from tests.factories.halls import queue, seat
from tests.world import LUSHAN, NOW, World

TOMORROW = NOW + timedelta(days=1)


def test_a_clerk_opens_a_window_and_closes_it(world: World, hall: Venue) -> None:
    clerk = world.staff("window-clerk")
    window = seat(clerk, hall, 3)
    assert [row.number for row in windows_open(hall, at=NOW)] == [3]
    close_window(actor=clerk, window_id=window.pk, at=NOW)
    assert list(windows_open(hall, at=NOW)) == []


def test_opening_another_leaves_the_first(world: World, hall: Venue) -> None:
    clerk = world.staff("window-clerk")
    seat(clerk, hall, 1)
    seat(clerk, hall, 2)
    assert [row.number for row in windows_open(hall, at=NOW)] == [2]


def test_a_taken_window_stays_taken_today_and_is_free_tomorrow(world: World, hall: Venue) -> None:
    first, second = world.staff("window-clerk"), world.second("window-clerk")
    queue(hall)
    seat(first, hall)
    call_next(actor=first, at=NOW)
    with pytest.raises(Conflict):
        seat(second, hall)
    seat(second, hall, at=TOMORROW)
    assert Window.objects.get().clerk_id == second.account_id
    assert Ticket.objects.get().state == "done"
    assert window_of(first, at=TOMORROW) is None


def test_nobody_leaves_a_visitor_sitting(world: World, hall: Venue) -> None:
    clerk = world.staff("window-clerk")
    window = seat(clerk, hall)
    queue(hall)
    call_next(actor=clerk, at=NOW)
    with pytest.raises(NotNow):
        close_window(actor=clerk, window_id=window.pk, at=NOW)
    with pytest.raises(NotNow):
        seat(clerk, hall, 2)
    assert [row.number for row in windows_open(hall, at=NOW)] == [1]


@pytest.mark.parametrize("number", [0, 100])
def test_a_window_has_a_number_people_can_find(world: World, hall: Venue, number: int) -> None:
    with pytest.raises(Invalid):
        seat(world.staff("window-clerk"), hall, number)


def test_the_head_closes_a_window_somebody_left_and_a_colleague_does_not(
    world: World, hall: Venue
) -> None:
    window = seat(world.staff("window-clerk"), hall)
    with pytest.raises(Forbidden):
        close_window(actor=world.second("window-clerk"), window_id=window.pk, at=NOW)
    close_window(actor=world.staff("centre-head"), window_id=window.pk, at=NOW)
    assert list(windows_open(hall, at=NOW)) == []


def test_and_the_outsider_opens_nothing_here_and_closes_nothing(world: World, hall: Venue) -> None:
    outsider = world.staff("window-clerk", LUSHAN)
    window = seat(world.staff("window-clerk"), hall)
    with pytest.raises(Missing):
        seat(outsider, hall, 2)
    with pytest.raises(Conflict):
        close_window(actor=outsider, window_id=window.pk, at=NOW)
    assert [row.number for row in windows_open(hall, at=NOW)] == [1]
