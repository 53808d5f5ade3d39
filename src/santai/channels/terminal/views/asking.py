"""Asking in one's own words at the machine of a hall: large letters, read aloud, and on to the form or to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from santai.capabilities.knowledge.actions import story_of, transcript_of
from santai.catalogue.schema import Door
from santai.channels.terminal.kiosk import CHANNEL, kiosk, page
from santai.channels.terminal.views.finding import service_at
from santai.kernel.errors import Invalid, Missing, Refusal, TooMany
from santai.pages import talks
from santai.pages.forms.intake import ANSWERS_
from santai.pages.forms.questions import typed_in
from santai.pages.forms.telling import story_field

if TYPE_CHECKING:
    from santai.capabilities.places.models import Venue


@kiosk
def ask(request: HttpRequest, hall: Venue) -> HttpResponse:
    """GET shows what was said so far; POST says something, by typing or by an answer's button."""
    now, typed = timezone.now(), typed_in(request.POST)
    if request.method != "POST":
        return _page(request, hall, "")
    said = typed.get("q") or ""
    try:
        talks.hear(request, said, door=CHANNEL, region=hall.region_id, at=now)
    except (Invalid, TooMany) as refused:
        return _page(request, hall, said, refused)
    return redirect("terminal:ask", hall.pk)


def _page(
    request: HttpRequest, hall: Venue, typed: str, refused: Refusal | None = None
) -> HttpResponse:
    turns = talks.turns(request, at=timezone.now())
    last = turns[-1]["reply"] if turns else None
    offered = last["offer"]["service"] if last and last["offer"] else ""
    context = {
        "turns": turns,
        "last": last,
        "typed": typed,
        "wrong": talks.words_of(refused) if refused else "",
        "onward": _onward(hall, offered, story_of(turns)) if offered else None,
        "person": _onward(hall, talks.PERSON, transcript_of(turns)) if turns else None,
    }
    return page(request, hall, "terminal/ask.html", context, refused.status if refused else 200)


def _onward(hall: Venue, service_id: str, told: str) -> dict[str, Any] | None:
    """The form here at the machine, with what was told in it; where there is none, the guide."""
    try:
        service = service_at(hall, service_id)
    except Missing:
        return None
    field = story_field(service)
    return {
        "service": service,
        "here": Door.TERMINAL in service.doors,
        "name": ANSWERS_ + field.key if field else "",
        "told": told,
    }
