"""我的信息: what is held of somebody, and what they may have done with it (个人信息保护法 44-47)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.identity.actions import budgets
from santai.capabilities.privacy import actions
from santai.capabilities.privacy.enums import WITHOUT, Outcome, Use
from santai.capabilities.privacy.queries import Keeping, keeping_of, latest_wishes, own_orders
from santai.capabilities.sealing.holdings import inventory
from santai.channels.portal import copies
from santai.channels.portal.views.signing_in import citizen_page
from santai.kernel.errors import Missing
from santai.pages import citizens
from santai.pages.forms.questions import typed_in
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order
    from santai.capabilities.people.models import Account
    from santai.capabilities.privacy.models import Wish

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A matter, how long its file must be kept, and what was asked for it."""

    order: Order
    keeping: Keeping
    wish: Wish | None

    @property
    def waits(self) -> bool:
        return self.wish is not None and self.wish.done_at is None

    @property
    def is_restricted(self) -> bool:
        return self.order.restricted_at is not None

    @property
    def may_be_taken_back(self) -> bool:
        return self.wish is not None and (
            self.waits or (self.is_restricted and self.wish.outcome == Outcome.RESTRICTED)
        )


@citizen_page
@require_safe
def show(request: HttpRequest, account: Account) -> HttpResponse:
    now = timezone.now()
    actor = citizens.oneself(account, at=now)
    orders = list(own_orders(actor)[:SHOWN])
    wishes = latest_wishes([order.pk for order in orders])
    context = {
        "account": account,
        "held": [one for _model, one in inventory()],
        "consents": list(_consents(account)),
        "rows": [
            Row(order, keeping_of(order, on=today(now)), wishes.get(order.pk)) for order in orders
        ],
        "room": copies.ROOM // (1024 * 1024),
    }
    return render(request, "portal/privacy.html", context)


@citizen_page
@require_POST
def copy(request: HttpRequest, account: Account) -> HttpResponseBase:
    """The copy itself; asked for by a form, so that no address of it is left anywhere."""
    now = timezone.now()
    words = _("今天下载过几次了，请明天再来。")
    budgets.must_spend(budgets.COPY, str(account.pk), words, at=now)
    made = copies.zipped(citizens.oneself(account, at=now), account, at=now)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(
        made,
        as_attachment=True,
        filename=copies.NAME,
        content_type="application/zip",
        headers=headers,
    )


@citizen_page
@require_POST
def consent(request: HttpRequest, account: Account, use: str) -> HttpResponse:
    given = typed_in(request.POST).get("given") == "yes"
    actions.say(account=account, use=use, given=given, at=timezone.now())
    said = _("已同意。随时可以撤回。") if given else _("已撤回，从现在起不再这样用。")
    messages.success(request, said)
    return redirect("portal:privacy")


@citizen_page
def erase(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    """What follows is said before; then it is done."""
    now = timezone.now()
    actor = citizens.oneself(account, at=now)
    order = own_orders(actor).filter(number=number).first()
    if order is None:
        raise Missing
    if request.method != "POST":
        keeping = keeping_of(order, on=today(now))
        row = Row(order, keeping, latest_wishes([order.pk]).get(order.pk))
        held = keeping.is_held(today(now))
        return render(request, "portal/privacy_erase.html", {"row": row, "held": held})
    wish = actions.ask(actor=actor, number=order.number, at=now)
    messages.success(request, _said(wish))
    return redirect("portal:privacy")


@citizen_page
@require_POST
def keep(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    now = timezone.now()
    actions.take_back(actor=citizens.oneself(account, at=now), number=number, at=now)
    messages.success(request, _("已撤回，这件事照常保存和使用。"))
    return redirect("portal:privacy")


def _said(wish: Wish) -> str:
    if wish.outcome == Outcome.RESTRICTED:
        return _("已限制处理：依法保存，但从现在起谁也不再看、不再用。")
    if wish.began_at is not None:
        return _("已经不再使用，一天之内自动删除。删除以前可以撤回。")
    return _("记下了。这件事办结以后自动办理，不用再来。")


def _consents(account: Account) -> Iterator[dict[str, object]]:
    for one in copies.consents(account):
        yield {**one, "without": WITHOUT[Use(one["use"])]}
