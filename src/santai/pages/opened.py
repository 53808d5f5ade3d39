"""The orders a visitor has opened with their query code, kept in the session for a while.

The session holds the order's key and the salt of the code that opened it: a code that was replaced opens
nothing any more, in no browser.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from santai.capabilities.orders.actions import open_with_code
from santai.capabilities.orders.actions.codes import WRONG
from santai.kernel.errors import Missing
from santai.kernel.numbers import plain
from santai.pages import throttle

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

KEY = "opened"
OPEN_FOR = timedelta(hours=2)
AT_ONCE = 20  # orders in one session; the oldest go


def open_with(request: HttpRequest, number: str, code: str, *, at: datetime) -> Order:
    """Open an order with its query code, and keep it open here. Raises Missing, always in the same words.

    Wrong codes are counted by order and address: guessing gets nowhere, and nobody keeps the applicant out by
    guessing from somewhere else. A hall, a village or a proxy is one address for many: other people's wrong
    codes count for other orders only.
    """
    whose, address = f"code {plain(number)}", request.META.get("REMOTE_ADDR", "")
    if not throttle.begin(whose, address, at=at, shared=False):
        raise Missing(WRONG)
    order = open_with_code(number, code, at=at)
    throttle.succeeded(whose, address, at=at)
    remember(request, order, at=at)
    return order


def remember(request: HttpRequest, order: Order, *, at: datetime) -> None:
    """Let this browser see the order until its code expires, or for OPEN_FOR, whichever is sooner."""
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # gone when the browser closes: it may be a shared one
    request.session.cycle_key()
    until = min(at + OPEN_FOR, order.code_until)
    kept = {k: v for k, v in _kept(request).items() if k != order.number}
    kept[order.number] = [order.pk, order.code_salt, until.isoformat()]
    request.session[KEY] = dict(list(kept.items())[-AT_ONCE:])


def order_id(request: HttpRequest, number: str) -> int | None:
    """The key of the order with this number, if this browser has it open; says nothing else about it."""
    entry = _kept(request).get(plain(number))
    if entry is None or datetime.fromisoformat(entry[2]) <= timezone.now():
        return None
    return int(entry[0])


def still_fits(request: HttpRequest, order: Order) -> bool:
    """Whether the code that opened the order is still its code."""
    entry = _kept(request).get(order.number)
    return entry is not None and entry[1] == order.code_salt


def forget(request: HttpRequest) -> None:
    """Close everything this browser has open."""
    request.session.pop(KEY, None)


def _kept(request: HttpRequest) -> dict[str, list[Any]]:
    return dict(request.session.get(KEY) or {})
