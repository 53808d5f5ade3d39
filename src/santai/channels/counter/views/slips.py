"""The referral slip (转介单): what a person takes along to another body, and what comes back (ORD-22, CEN-52)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from santai.capabilities.ledger.actions.keys import public_key
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import receipts
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Missing
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.qr import dense_square
from santai.pages.story import answers

REFERRAL = "referral/outside"
FIRST = 1  # the event with which an order is born


@staff_page("counter", "intake")
@require_safe
def proof(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """That the matter was taken in, as a square for the applicant's hand: half a minute after it was."""
    order = access.order_for(actor, number)
    if "intake" not in access.capacities(actor, order):
        raise Forbidden(_("受理凭证由受理这件事的单位打印。"))
    text = receipts.compact(actor=actor, number=order.number, seq=FIRST)
    context = {
        **frame(request, actor, "counter:home"),
        "order": order,
        "square": dense_square(text) if text else "",
        "key": public_key(),
    }
    return render(request, "counter/proof.html", context)


@staff_page("counter", "intake", "handle")
@require_safe
def referral(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """It names the person whole, so it is for who may read papers; the query code is not on it."""
    order = access.papers_for(actor, number)
    if order.service != REFERRAL:
        raise Missing
    said = {key: order.answers.get(key, "") for key in ("body", "matter", "reason", "contact")}
    with override(settings.LANGUAGE_CODE):  # a letter to another body: Chinese, whoever prints it
        seen = view(actor, order, at=timezone.now())
        others = [
            (label, text) for label, text in answers(seen) if label in {"帮助方式", "持续关注"}
        ]
    context = {
        **frame(request, actor, "counter:home"),
        "order": order,
        "view": seen,
        "said": said,
        "others": others,
        "now": timezone.now(),
    }
    return render(request, "counter/referral.html", context)
