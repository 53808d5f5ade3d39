"""The appointments this browser has made or opened with their code, for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from santai.capabilities.identity.actions import budgets
from santai.capabilities.meetings import access
from santai.kernel.errors import Missing
from santai.kernel.numbers import plain
from santai.pages import citizens, opened

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking

KEY = "appointments"
OPEN_FOR = timedelta(hours=2)
AT_ONCE = 20  # in one session; the oldest go


def open_with(request: HttpRequest, number: str, code: str, *, at: datetime) -> Booking:
    """Open a booking with its code. Wrong ones are counted by number and address, as for orders."""
    of = opened.guessing(request, f"booking {number}", at=at)
    booking = access.booking_with_code(number, code)
    budgets.give_back(budgets.QUERY_CODE, of)
    remember(request, booking, at=at)
    return booking


def remember(request: HttpRequest, booking: Booking, *, at: datetime) -> None:
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # gone when the browser closes: it may be a shared one
    request.session.cycle_key()
    kept = {key: value for key, value in _kept(request).items() if key != booking.number}
    kept[booking.number] = [booking.code_salt, (at + OPEN_FOR).isoformat()]
    request.session[KEY] = dict(list(kept.items())[-AT_ONCE:])


def held(request: HttpRequest, number: str) -> Booking:
    """The booking, if this browser has it open; else Missing."""
    citizens.account_of(request)  # what lay idle on a shared device is closed first
    entry = _kept(request).get(plain(number))
    if entry is None or datetime.fromisoformat(entry[1]) <= timezone.now():
        raise Missing
    return access.booking_held(number, entry[0])


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _kept(request: HttpRequest) -> dict[str, list[Any]]:
    return dict(request.session.get(KEY) or {})
