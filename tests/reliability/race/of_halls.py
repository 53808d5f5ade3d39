"""Pairs of the hall and the calendar: tickets, windows, bells, places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from santai.capabilities.meetings.actions import arrive_at_counter
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import (
    call_next,
    open_window,
    put_on_duty,
    ring,
    take_ticket,
)
from santai.capabilities.reception.models import Duty, Ring, Ticket, Window
from santai.kernel.errors import Missing
from tests import world as w
from tests.factories.halls import queue
from tests.factories.meetings import AT_NINE, make_booking
from tests.reliability.race.pairs import Pair, Planting, all_different, only, the_same
from tests.reliability.race.town import EIGHT, Town

HALL, CALENDAR = "capabilities/reception/", "capabilities/meetings/"


def _orm_locks(planting: Planting) -> None:
    planting.no_locks_of_the_orm()


def _numbers_twice(planting: Planting) -> None:
    planting.no_locks_of_the_orm()
    planting.drop("reception_ticket", "ticket_number_once")


def without(table: str, name: str) -> Callable[[Planting], None]:
    return lambda planting: planting.drop(table, name)


def _bell_pressed(town: Town, hall: Venue, n: int) -> int:
    return ring(hall=hall, at=w.NOW).pk


def _one_bell(town: Town, hall: Venue, got: Sequence[Any]) -> str:
    many = Ring.objects.filter(venue=hall).count()
    return the_same(town, hall, got) or ("" if many == 1 else f"{many} bells")


def _two_wait(town: Town) -> tuple[Venue, list[Any]]:
    """Two in the queue and eight windows of one hall, opened by eight clerks: everybody calls at once."""
    hall, clerks = town.hall(), town.team("window-clerk")
    Ticket.objects.filter(state="called").update(state="done")
    for number, clerk in enumerate(clerks, start=1):
        open_window(actor=clerk, venue_id=hall.pk, number=number, at=w.NOW)
    for minutes in range(2):
        queue(hall, minutes=minutes)
    return hall, clerks


def _call(town: Town, matter: tuple[Venue, list[Any]], n: int) -> int:
    ticket = call_next(actor=matter[1][n], at=w.NOW)
    if ticket is None:
        raise Missing
    return ticket.pk


def _each_once(town: Town, matter: tuple[Venue, list[Any]], got: Sequence[Any]) -> str:
    called = [one for one in got if isinstance(one, int)]
    return "" if len(called) == len(set(called)) <= 2 else f"called: {sorted(called)}"


def _hall_with_a_window(town: Town) -> Venue:
    hall = town.hall()
    Window.objects.create(venue=hall, number=1)
    return hall


def _sit(town: Town, hall: Venue, n: int) -> int:
    return open_window(actor=town.team("window-clerk")[n], venue_id=hall.pk, number=1, at=w.NOW).pk


def _duty(town: Town, clerk: int, n: int) -> int:
    chief = town.world.staff("centre-head")
    hall = town.duty_hall
    return put_on_duty(
        actor=chief, venue_id=hall.pk, day=w.TODAY, shift="morning", window=n + 1, account_id=clerk
    ).pk


def _one_duty(town: Town, clerk: int, got: Sequence[Any]) -> str:
    many = Duty.objects.filter(account=clerk).count()
    return only(1)(town, clerk, got) if many == 1 else f"{many} windows in one shift"


# --- places


def _people(town: Town) -> tuple[Offer, list[str]]:
    return town.offer(capacity=2), [town.phone() for _ in range(EIGHT)]


def _book(town: Town, matter: tuple[Offer, list[str]], n: int) -> int:
    return make_booking(matter[0], phone=matter[1][n]).pk


def _one_telephone(town: Town) -> tuple[list[Offer], str]:
    return [town.offer() for _ in range(EIGHT)], town.phone()


def _hoard(town: Town, matter: tuple[list[Offer], str], n: int) -> int:
    return make_booking(matter[0][n], phone=matter[1]).pk


def _form(town: Town) -> tuple[Offer, str]:
    return town.offer(), town.phone()


def _send_form(town: Town, matter: tuple[Offer, str], n: int) -> int:
    offer, phone = matter
    return make_booking(offer, phone=phone, key=f"form-{phone}").pk


def _one_lawyer(town: Town) -> tuple[list[Offer], list[str]]:
    """Two offers of one lawyer, in person and on the telephone."""
    lawyer, hall = town.lawyer(), town.hall()
    own = {"organisation": lawyer.organisation_id, "practitioner": lawyer.pk, "capacity": 1}
    here = town.offer(**own, venue=hall.pk)
    rung = town.offer(**own, manner="telephone", venue=None, minutes=20)
    return [here, rung], [town.phone() for _ in range(EIGHT)]


def _book_lawyer(town: Town, matter: tuple[list[Offer], list[str]], n: int) -> int:
    offers, phones = matter
    return make_booking(offers[n % 2], phone=phones[n]).pk


def _come(town: Town, booking: Booking, n: int) -> int:
    clerk = town.team("window-clerk")[n]
    return arrive_at_counter(actor=clerk, booking=booking, at=AT_NINE - timedelta(minutes=5)).pk


PAIRS = (
    Pair(
        "seat",
        "预约 a time with two places: one is left",
        CALENDAR + "actions/booking.py",
        "Offer.objects.select_for_update(no_key=True)",
        _people,
        _book,
        only(2),
        _orm_locks,
        foremost=True,
    ),
    Pair(
        "hoard",
        "预约 by one telephone: it holds fewer than two",
        CALENDAR + "actions/booking.py",
        'one_at_a_time(f"book:{wish.phone or key}")',
        _one_telephone,
        _hoard,
        only(2),
        lambda planting: planting.nobody_waits(),
    ),
    Pair(
        "booking-form",
        "预约 form sent eight times",
        CALENDAR + "models.py",
        'name="booking_key_once"',
        _form,
        _send_form,
        the_same,
        lambda planting: planting.nobody_waits(),
    ),
    Pair(
        "lawyer-place",
        "预约 one lawyer in two places",
        CALENDAR + "actions/booking.py",
        "filter(same_times(offer)).order_by",
        _one_lawyer,
        _book_lawyer,
        only(1),
        _orm_locks,
        foremost=True,
    ),
    Pair(
        "arrival",
        "到场: no ticket yet",
        CALENDAR + "actions/arriving.py",
        "Booking.objects.select_for_update()",
        lambda town: make_booking(town.offer(), phone=town.phone()),
        _come,
        the_same,
        _orm_locks,
    ),
    Pair(
        "ticket",
        "取号: the last number is n",
        HALL + "actions/tickets.py",
        "Venue.objects.select_for_update(no_key=True)",
        lambda town: town.hall(),
        lambda town, hall, n: take_ticket(hall=hall, at=w.NOW).number,
        all_different,
        _numbers_twice,
    ),
    Pair(
        "call",
        "叫号: this one waits",
        HALL + "actions/serving.py",
        "select_for_update(skip_locked=True",
        _two_wait,
        _call,
        _each_once,
        _orm_locks,
    ),
    Pair(
        "window",
        "开窗口: nobody sits there",
        HALL + "actions/windows.py",
        'rows.select_for_update(of=("self",))',
        _hall_with_a_window,
        _sit,
        only(1),
        _orm_locks,
    ),
    Pair(
        "bell",
        "呼叫: it does not ring yet",
        HALL + "models.py",
        'name="ring_one_at_a_time"',
        lambda town: town.hall(),
        _bell_pressed,
        _one_bell,
        without("reception_ring", "ring_one_at_a_time"),
    ),
    Pair(
        "duty",
        "值班: not on duty in this shift",
        HALL + "actions/duty.py",
        "Duty.objects.get_or_create(",
        lambda town: (
            town.colleague(town.world.accounts[("window-clerk", w.YE)].posts.get()).account_id
        ),
        _duty,
        _one_duty,
        without("reception_duty", "duty_one_window_a_shift"),
    ),
)
