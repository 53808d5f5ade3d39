"""The referral slip (转介单): what a person takes along to another body, and what comes back (ORD-22, CEN-52)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Missing
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.story import answers

REFERRAL = "referral/outside"


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
