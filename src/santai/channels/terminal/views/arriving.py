"""Somebody with an appointment has come: number or telephone, and a ticket for the time agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions import budgets
from santai.capabilities.meetings import actions
from santai.channels.terminal.kiosk import TICKET, kiosk, page
from santai.kernel.errors import Refusal, TooMany
from santai.pages.errors import told_when
from santai.pages.forms.questions import typed_in

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue


@kiosk
def arrived(request: HttpRequest, hall: Venue) -> HttpResponse:
    """The answer names nobody: whoever types a stranger's number learns no more than a ticket says."""
    if TICKET in request.session:
        return redirect("terminal:ticket", hall.pk)
    text, now = (typed_in(request.POST).get("text") or "").strip(), timezone.now()
    if request.method != "POST":
        return page(request, hall, "terminal/arrived.html", {"text": text, "error": ""})
    of = f"{hall.pk} {request.META.get('REMOTE_ADDR', '')}"
    try:
        words = _("试的次数太多了。请叫工作人员，或者取号。")
        budgets.must_spend(budgets.ARRIVAL, of, words, at=now)
        ticket = actions.arrive(hall=hall, text=text, at=now)
    except Refusal as refused:
        context = {"text": text, "error": refused.message}
        status = refused.status if isinstance(refused, TooMany) else 422
        return told_when(
            page(request, hall, "terminal/arrived.html", context, status=status), refused
        )
    budgets.give_back(budgets.ARRIVAL, of)
    request.session[TICKET] = ticket.pk
    return redirect("terminal:ticket", hall.pk)
