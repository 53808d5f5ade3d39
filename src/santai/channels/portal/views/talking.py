"""Asking in one's own words: a talk of a few turns, and from it to a form or a person without telling it twice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from santai.capabilities.knowledge.actions import story_of, transcript_of
from santai.catalogue.matching import matching
from santai.catalogue.schema import Door, Service
from santai.channels.portal import drafts
from santai.channels.portal.for_whom import applying_for
from santai.channels.portal.views.applying import CHANNEL
from santai.channels.portal.views.asking import first_unanswered
from santai.channels.portal.views.finding import on_offer, service_or_missing
from santai.kernel.errors import Invalid, Missing, Refusal, TooMany
from santai.pages import talks
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.forms.telling import begin_with

OTHERS = 3  # other services shown beside an answer


def talk(request: HttpRequest) -> HttpResponse:
    """GET shows what was said so far; POST says something, by typing or by an answer's button."""
    now = timezone.now()
    if request.method != "POST":
        return _page(request, talks.turns(request, at=now))
    typed = typed_in(request.POST)
    try:
        talks.hear(request, (typed.get("q") or "").strip(), door=CHANNEL, at=now)
    except (Invalid, TooMany) as refused:
        return _page(request, talks.turns(request, at=now), refused, typed.get("q") or "")
    return redirect("portal:talk")


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """To the form of the service that was offered, or to a person; what was told stands in the form."""
    now, typed = timezone.now(), typed_in(request.POST)
    turns = talks.turns(request, at=now)
    if not turns:
        raise Missing
    service_id = typed.get("service") or talks.PERSON
    service = service_or_missing(service_id, "")
    if Door.PORTAL not in service.doors:
        return redirect("portal:guide", service_id)
    told = transcript_of(turns) if service_id == talks.PERSON else story_of(turns)
    return _to_form(request, service, told)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Nothing of it is left, here or with us."""
    talks.forget(request)
    return redirect("portal:home")


def _to_form(request: HttpRequest, service: Service, told: str) -> HttpResponse:
    """A draft that is begun already is gone on with: what was told joins it, and nothing in it is lost."""
    now = timezone.now()
    draft = drafts.opened(request, service.id, at=now)
    if draft is None:
        typed = Typed()
        account, standing = applying_for(request, service, typed, at=now)
        draft = drafts.begin(
            request, service.id, typed, at=now, account=account, representation=standing
        )
    typed = drafts.typed_of(draft)
    begin_with(told, service, typed)
    drafts.keep(draft, typed, at=now)
    return redirect("portal:ask", service.id, first_unanswered(draft))


def _page(
    request: HttpRequest,
    turns: list[dict[str, Any]],
    refused: Refusal | None = None,
    typed: str = "",
) -> HttpResponse:
    said = "".join(turn["said"] for turn in turns)
    last = turns[-1]["reply"] if turns else None
    shown = {last["offer"]["service"]} if last and last["offer"] else set()
    context = {
        "turns": turns,
        "last": last,
        "typed": typed,
        "wrong": talks.words_of(refused) if refused else "",
        "others": [one for one in matching(on_offer(""), said) if one.id not in shown][:OTHERS],
    }
    status = refused.status if refused else 200
    return render(request, "portal/talk.html", context, status=status)
