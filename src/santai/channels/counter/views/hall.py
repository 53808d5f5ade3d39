"""The queue of a hall: tickets for who has just come in, windows, calling (CEN-25, GRP-04)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.people.access import Actor
from santai.capabilities.reception import access, actions
from santai.capabilities.reception.queries import ahead_of, figures, tickets_today, windows_open
from santai.kernel.errors import Invalid, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.forms.queue import line_titles, queue_questions
from santai.pages.frames import frame


@staff_page("counter", "intake")
def queue(request: HttpRequest, actor: Actor, venue_id: int) -> HttpResponse:
    """Everybody of today; a clerk takes a ticket for who cannot do it at the machine."""
    hall, typed, now = access.hall_for(actor, venue_id), typed_in(request.POST), timezone.now()
    error, wrong = "", {}
    if request.method == "POST":
        try:
            taken = actions.take_ticket(
                hall=hall,
                line=typed.get("line") or "",
                priority=typed.get("priority") or "",
                at=now,
            )
        except Invalid as refused:
            wrong = refused.fields
        except Refusal as refused:
            error = refused.message
        else:
            return redirect("counter:ticket", taken.pk)
    titles = line_titles()
    context = {
        **frame(request, actor, "counter:home"),
        "hall": hall,
        "questions": queue_questions(typed, wrong),
        "tickets": [(row, titles.get(row.line, "")) for row in tickets_today(hall, at=now)],
        "windows": list(windows_open(hall, at=now)),
        "figures": figures(hall, at=now),
        "leads": access.leads(actor, hall),
        "error": error,
    }
    return render(request, "counter/queue.html", context, status=422 if error or wrong else 200)


@staff_page("counter", "intake")
@require_safe
def ticket(request: HttpRequest, actor: Actor, ticket_id: int) -> HttpResponse:
    """The slip for the visitor's hand."""
    row = access.ticket_for(actor, ticket_id)
    hall = access.hall_for(actor, row.venue_id)
    context = {
        **frame(request, actor, "counter:home"),
        "ticket": row,
        "hall": hall,
        "line": line_titles().get(row.line, ""),
        "ahead": ahead_of(row, at=timezone.now()),
        "figures": figures(hall, at=timezone.now()),
    }
    return render(request, "counter/ticket.html", context)


@staff_page("counter", "intake")
@require_POST
def open_here(request: HttpRequest, actor: Actor, venue_id: int) -> HttpResponse:
    typed = typed_in(request.POST)
    try:
        window = actions.open_window(
            actor=actor,
            venue_id=venue_id,
            number=_number(typed),
            lines=typed.getlist("lines"),
            at=timezone.now(),
        )
    except Refusal as refused:
        return _back(request, refused)
    messages.success(request, _("%(number)s 号窗口开了。") % {"number": window.number})
    return redirect("counter:home")


@staff_page("counter", "intake")
@require_POST
def close(request: HttpRequest, actor: Actor, window_id: int) -> HttpResponse:
    try:
        actions.close_window(actor=actor, window_id=window_id, at=timezone.now())
    except Refusal as refused:
        return _back(request, refused)
    messages.success(request, _("窗口关了。"))
    return redirect("counter:home")


@staff_page("counter", "intake")
@require_POST
def serve(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One button of the clerk: next, again, absent, done, to another window."""
    typed = typed_in(request.POST)
    try:
        said = _serve(actor, typed.get("do") or "", typed)
    except Refusal as refused:
        return _back(request, refused)
    messages.success(request, said)
    return redirect("counter:home")


def _serve(actor: Actor, deed: str, typed: Typed) -> str:
    at, given = timezone.now(), typed.get("ticket") or ""
    ticket_id = int(given) if given.isdecimal() and len(given) < 19 else 0
    if deed == "again":
        row = actions.call_again(actor=actor, ticket_id=ticket_id, at=at)
        return _("又叫了 %(ticket)s 号。") % {"ticket": row.number}
    if deed == "absent":
        return _("%(ticket)s 号记为过号。") % {
            "ticket": actions.mark_absent(actor=actor, ticket_id=ticket_id, at=at).number
        }
    if deed == "done":
        return _("%(ticket)s 号接待完了。") % {
            "ticket": actions.finish(actor=actor, ticket_id=ticket_id, at=at).number
        }
    if deed == "transfer":
        number = _number(typed)
        row = actions.transfer(actor=actor, ticket_id=ticket_id, number=number, at=at)
        return _("%(ticket)s 号转到 %(window)s 号窗口。") % {"ticket": row.number, "window": number}
    called = actions.call_next(actor=actor, at=at)
    return _("请 %(ticket)s 号。") % {"ticket": called.number} if called else _("现在没有人等。")


def _number(typed: Typed) -> int:
    given = (typed.get("number") or "").strip()
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 0


def _back(request: HttpRequest, refused: Refusal) -> HttpResponse:
    """Nothing was typed that could be lost: the reason is said on the first page."""
    fields = getattr(refused, "fields", {})
    messages.warning(request, "".join(fields.values()) or refused.message)
    return redirect(reverse("counter:home"))
