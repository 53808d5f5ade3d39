"""What is answered to everybody: standard answers, typical cases and guides (KB-02, KB-03, KB-06, KB-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.identity.actions import budgets
from santai.capabilities.knowledge import queries
from santai.capabilities.knowledge.actions import found
from santai.capabilities.places import codes
from santai.capabilities.places.queries import region_names
from santai.catalogue.answers import topics_of
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.catalogue.schema import Service
from santai.catalogue.words import is_public
from santai.kernel.errors import Missing
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_name, region_question
from santai.pages.moments import today

MOST_TYPED = 500
ONCE = budgets.Budget("found-of", ((budgets.DAY, 1),))  # one answer, from one address
MANY = budgets.Budget("found-from", ((budgets.HOUR, 30),))


def answers(request: HttpRequest) -> HttpResponse:
    """All questions by topic, or those like what was typed: by POST, for it says what somebody's trouble is."""
    typed, day = typed_in(request.POST), today(timezone.now())
    words, topic = (typed.get("q") or "").strip()[:MOST_TYPED], request.GET.get("topic", "")
    chosen = typed_in(request.GET).get("region") or ""
    region = chosen if codes.is_code(chosen) else ""
    all_topics = topics_of(catalogue(), day)
    told = [] if words else queries.answers_for(region, on=day)
    context = {
        "words": words,
        "found": queries.answers_like(words, region, on=day) if words else [],
        "topic": topic if topic in all_topics else "",
        "topics": [one for one in all_topics if any(answer.topic == one for answer in told)],
        "groups": _by_topic(told, topic),
        "guides": queries.topics(),
    }
    return render(request, "portal/answers.html", context)


@require_safe
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """One answer, with its articles, the way on, and when it was checked; or what it said on a day (`?on=`)."""
    now = timezone.now()
    day = today(now)
    past = _past(request.GET.get("on", ""))
    told = (
        queries.told_on(key, queries.end_of_day(past))
        if past and past < day
        else queries.answer_by_key(key, on=day)
    )
    if told is None:
        raise Missing(_("没有这个回答，或者已经停用。请打 12348 问一问。"))
    context: dict[str, Any] = {
        "told": told,
        "past": past if past and past < day else None,
        "service": _service(told.service, told.place),
        "place": region_name(told.place),
        "versions": queries.versions_of(key),
        "likes": [
            one
            for one in queries.answers_for(told.place, on=day, topic=told.topic)
            if one.key != key
        ][:5],
        "guides": [guide for guide in queries.topics() if key in guide.answers],
    }
    return render(request, "portal/answer.html", context)


@require_POST
def answer_found(request: HttpRequest, key: str) -> HttpResponse:
    """Counted once a day from one place; nothing is kept of who said it."""
    if request.POST.get("helped") not in {"yes", "no"}:
        raise Missing
    now, where = timezone.now(), request.META.get("REMOTE_ADDR", "")
    if queries.answer_by_key(key, on=today(now)) is None:
        raise Missing
    waits = budgets.spend_each([(ONCE, f"{where} {key}"), (MANY, where)], at=now)
    if not any(waits):
        found(key, helped=request.POST["helped"] == "yes", at=now)
    messages.success(request, _("谢谢，记下了。还没有解决的，可以打 12348，或者写下来问。"))
    return redirect("portal:answer", key=key)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    typed, day = typed_in(request.GET), today(timezone.now())
    region = region_question("region", _("哪里的案例"), typed, required=False)
    place = region.value if codes.is_code(region.value) else ""
    every = queries.cases()
    line, topic, year = (request.GET.get(name, "") for name in ("line", "topic", "year"))
    shown = queries.cases(
        line=line,
        topic=topic,
        place=place,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    )
    lines, places = catalogue().lines, region_names({one.place for one in shown})
    context = {
        "cases": [(one, lines[one.line].title, places.get(one.place, "")) for one in shown],
        "region": region,
        "line": line,
        "topic": topic,
        "year": year,
        "lines": [lines[key] for key in lines if any(one.line == key for one in every)],
        "topics": [
            one for one in topics_of(catalogue(), day) if any(c.topic == one for c in every)
        ],
        "years": sorted({str(one.year) for one in every}, reverse=True),
    }
    return render(request, "portal/cases.html", context)


@require_safe
def case(request: HttpRequest, key: str) -> HttpResponse:
    told, day = queries.case_by_key(key), today(timezone.now())
    if told is None:
        raise Missing(_("没有这个案例，或者已经撤下。"))
    context = {
        "told": told,
        "line": catalogue().lines[told.line].title,
        "place": region_name(told.place),
        "likes": queries.answers_for(told.place, on=day, topic=told.topic)[:5],
    }
    return render(request, "portal/case.html", context)


@require_safe
def guide_to(request: HttpRequest, key: str) -> HttpResponse:
    """A topic: answers, cases and services on one page (KB-09)."""
    day = today(timezone.now())
    topic = next((one for one in queries.topics() if one.key == key), None)
    if topic is None:
        raise Missing
    told = {one.key: one for one in queries.answers_for(on=day, keys=topic.answers)}
    shown = {one.key: one for one in queries.cases(keys=topic.cases)}
    context = {
        "topic": topic,
        "answers": [told[one] for one in topic.answers if one in told],
        "cases": [shown[one] for one in topic.cases if one in shown],
        "services": [found for one in topic.services if (found := _service(one, ""))],
    }
    return render(request, "portal/topic.html", context)


def _by_topic(told: list[queries.Told], topic: str) -> list[tuple[str, list[queries.Told]]]:
    grouped: dict[str, list[queries.Told]] = {}
    for one in told:
        if topic in ("", one.topic):
            grouped.setdefault(one.topic, []).append(one)
    return list(grouped.items())


def _service(service: str, place: str) -> Service | None:
    """The service an answer leads to, where people can ask for it themselves today."""
    try:
        prefix = codes.prefix(place) if place else ""
        found = catalogue().service(service, prefix, today(timezone.now()))
    except NotInCatalogue:
        return None
    return found if is_public(found) else None


def _past(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
