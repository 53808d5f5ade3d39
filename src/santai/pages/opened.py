"""The orders a visitor has opened with their query code, kept in the session for a while.

The session holds the order's key and the salt of the code that opened it: a code that was replaced opens
nothing any more, in no browser.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions import budgets
from santai.capabilities.orders.actions import open_with_code
from santai.kernel.numbers import plain

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

KEY = "opened"
OPEN_FOR = timedelta(hours=2)
AT_ONCE = 20  # orders in one session; the oldest go


def open_with(request: HttpRequest, number: str, code: str, *, at: datetime) -> Order:
    """Open an order with its query code, and keep it open here. Raises Missing, always in the same words, or
    TooMany, whether there is such an order or not.
    """
    of = guessing(request, number, at=at)
    order = open_with_code(number, code, at=at)
    budgets.give_back(budgets.QUERY_CODE, of)
    remember(request, order, at=at)
    return order


def guessing(request: HttpRequest, number: str, *, at: datetime) -> str:
    """Count a try at the code of this number from this address; gives whose budget it was. Raises TooMany."""
    of = f"{plain(number)} {request.META.get('REMOTE_ADDR', '')}"
    words = _("查询码连续输错了 5 次。请过一会儿再试；忘了的，打 12348 或者到窗口可以换一个。")
    budgets.must_spend(budgets.QUERY_CODE, of, words, at=at)
    return of


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
