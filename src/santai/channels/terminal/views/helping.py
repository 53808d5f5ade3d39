"""People who help: a place in the queue, and a bell that rings at the counter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from santai.capabilities.reception import access, actions
from santai.capabilities.reception.queries import ahead_of, figures, windows_open
from santai.channels.terminal.kiosk import RING, TICKET, kiosk, page
from santai.kernel.errors import Invalid
from santai.pages.forms.questions import typed_in
from santai.pages.forms.queue import line_titles, queue_questions

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue

LOOKS = timedelta(minutes=3)
AGAIN = 6  # seconds between two looks


@kiosk
def ticket(request: HttpRequest, hall: Venue) -> HttpResponse:
    """A ticket to print. Loaded again it is the same ticket, until 结束."""
    typed, now = typed_in(request.POST), timezone.now()
    wrong: dict[str, str] = {}
    if request.method == "POST" and TICKET not in request.session:
        try:
            taken = actions.take_ticket(
                hall=hall,
                line=typed.get("line") or "",
                priority=typed.get("priority") or "",
                at=now,
            )
        except Invalid as refused:
            wrong = refused.fields
        else:
            request.session[TICKET] = taken.pk
    if request.method == "POST" and not wrong:
        return redirect("terminal:ticket", hall.pk)
    if TICKET in request.session:
        row = access.ticket_at(hall, request.session[TICKET])
        context = {
            "ticket": row,
            "line": line_titles().get(row.line, ""),
            "ahead": ahead_of(row, at=now),
            "figures": figures(hall, at=now),
        }
        return page(request, hall, "terminal/ticket.html", context)
    questions = queue_questions(typed, wrong)
    context = {"questions": questions, "figures": figures(hall, at=now)}
    return page(request, hall, "terminal/take.html", context, status=422 if wrong else 200)


@kiosk
def call(request: HttpRequest, hall: Venue) -> HttpResponse:
    """Rings at the counter of this hall; the page says when somebody is on the way."""
    now = timezone.now()
    if request.method == "POST":
        request.session[RING] = actions.ring(hall=hall, at=now).pk
        return redirect("terminal:call", hall.pk)
    if RING not in request.session:
        return redirect("terminal:start", hall.pk)
    ring = access.ring_at(hall, request.session[RING])
    context = {"ring": ring, "staffed": windows_open(hall, at=now).exists()}
    response = page(request, hall, "terminal/call.html", context)
    # nobody types here; after a while the idle clock takes over
    if ring.answered_at is None and now - ring.at < LOOKS:
        response.headers["Refresh"] = str(AGAIN)
    return response
