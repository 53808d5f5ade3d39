"""Somebody with an appointment has come: number or telephone, and a ticket for the time agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.meetings import actions
from santai.channels.terminal.kiosk import TICKET, kiosk, page
from santai.kernel.errors import Refusal
from santai.pages import throttle
from santai.pages.forms.questions import typed_in

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue


@kiosk
def arrived(request: HttpRequest, hall: Venue) -> HttpResponse:
    """The answer names nobody: whoever types a stranger's number learns no more than a ticket says."""
    if TICKET in request.session:
        return redirect("terminal:ticket", hall.pk)
    text, error, now = (typed_in(request.POST).get("text") or "").strip(), "", timezone.now()
    if request.method == "POST":
        whose, address = f"arrive {hall.pk}", request.META.get("REMOTE_ADDR", "")
        if not throttle.begin(whose, address, at=now, shared=False):
            error = _("试的次数太多了。请叫工作人员，或者取号。")
        else:
            try:
                ticket = actions.arrive(hall=hall, text=text, at=now)
            except Refusal as refused:
                error = refused.message
            else:
                throttle.succeeded(whose, address, at=now)
                request.session[TICKET] = ticket.pk
                return redirect("terminal:ticket", hall.pk)
    context = {"text": text, "error": error}
    return page(request, hall, "terminal/arrived.html", context, status=422 if error else 200)
