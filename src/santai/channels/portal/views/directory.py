"""The directory: where to go, who is there, who can help (DIR-01, CEN-28, WEB-10).

Filters stand in the address, so that a list can be kept and passed on. There is nothing personal in
them: people are looked for by trade and place, not by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.meetings.queries import offers_with
from santai.capabilities.people.queries import Listed, listed, public_practitioners
from santai.capabilities.places import codes
from santai.capabilities.places.queries import (
    active_organisation,
    directory,
    kinds_serving,
)
from santai.catalogue.current import catalogue
from santai.channels.portal.directory import (
    HALL,
    PEOPLE,
    Group,
    groups,
    kinds_of,
    places,
    services_at,
)
from santai.channels.portal.views.finding import on_offer
from santai.kernel.errors import Missing
from santai.pages.forms.questions import Choice, Question, Typed, typed_in
from santai.pages.forms.regions import region_name, region_question
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.people.models import Practitioner

PAGE = 20
LONGEST = 40  # characters of a name that are looked for
YEARS = (3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Link:
    """A filter as a link, with how many it shows."""

    title: str
    address: str
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list; addresses are "" at its ends."""

    number: int
    many: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A list to choose from, or nothing at all."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    value: str


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """Institutions that serve a place, nearest first; halls with who is there and how many wait."""
    typed, now = typed_in(request.GET), timezone.now()
    region, code = _where(typed, _("您在哪里"))
    text = (typed.get("q") or "").strip()[:LONGEST]
    offered = groups()
    group = next((one for one in offered if one.name == typed.get("kind")), None)
    counts = kinds_serving(code, kinds=kinds_of(offered), text=text)
    kinds = kinds_of([group] if group else offered)
    kept = {"region": region.value, "q": text}
    page = _pages(typed, sum(counts.get(kind, 0) for kind in kinds), {**kept, "kind": _name(group)})
    found = directory(code, kinds=kinds, text=text)
    rows = list(found[(page.number - 1) * PAGE : page.number * PAGE])
    context = {
        "region": region,
        "place": region_name(region.value),
        "text": text,
        "group": group,
        "nearest": group == HALL,
        "filters": _filters(offered, counts, group, kept),
        "places": places(rows, at=now),
        "pages": page,
    }
    return render(request, "portal/places.html", context)


@require_safe
def institution(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One of them: its halls today, what it handles, who works there."""
    now = timezone.now()
    organisation = active_organisation(organisation_id)
    if organisation is None or organisation.kind not in kinds_of(groups()):
        raise Missing
    day, region = today(now), organisation.region_id
    found = public_practitioners(kinds=PEOPLE, under="", on=day, organisation=organisation.pk)
    rows = list(found[: PAGE + 1])
    context = {
        "place": places([organisation], at=now, rooms=True)[0],
        "where": region_name(region),
        "services": services_at(organisation, on_offer(region)),
        "people": _shown(rows[:PAGE], day),
        "more": len(rows) > PAGE,
        "bookable": offers_with(organisation.pk, on=day),
    }
    return render(request, "portal/place.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who practises where and knows what. Nobody who was suspended, nobody's telephone number."""
    typed, day = typed_in(request.GET), today(timezone.now())
    region, code = _where(typed, _("在哪里执业"))
    picks = _picks(typed)
    chosen = {pick.name: pick.value for pick in picks}
    at = active_organisation(_number(typed, "at"))
    found = public_practitioners(
        kinds=[chosen["kind"]] if chosen["kind"] else PEOPLE,
        under="" if code == codes.NATION else code,
        on=day,
        skills=[chosen["skill"]] if chosen["skill"] else (),
        languages=[chosen["language"]] if chosen["language"] else (),
        years=int(chosen["years"] or 0),
        organisation=at.pk if at else None,
    )
    many = found.count()
    kept = {"region": region.value, **chosen, "at": str(at.pk) if at else ""}
    page = _pages(typed, many, kept)
    rows = found[(page.number - 1) * PAGE : page.number * PAGE]
    context = {
        "region": region,
        "place": region_name(region.value),
        "picks": picks,
        "at": at,
        "many": many,
        "people": _shown(rows, day),
        "pages": page,
    }
    return render(request, "portal/people.html", context)


def _shown(rows: Iterable[Practitioner], day: date) -> list[tuple[str, Listed]]:
    """What they are called, and what the public may know of them."""
    titles = _titles()
    return [(titles[row.kind], listed(row, on=day)) for row in rows]


# --- filters


def _where(typed: Typed, label: str) -> tuple[Question, str]:
    """The question and the region it answers; the nation where nothing fits."""
    question = region_question("region", label, typed, required=False)
    return question, question.value if codes.is_code(question.value) else codes.NATION


def _filters(
    offered: Iterable[Group], counts: dict[str, int], here: Group | None, kept: dict[str, str]
) -> list[Link]:
    """Only kinds that are there, and the one chosen."""
    every = Link(_("全部"), _address(kept), sum(counts.values()), here is None)
    found = [
        Link(
            group.title,
            _address({**kept, "kind": group.name}),
            sum(counts.get(kind, 0) for kind in group.kinds),
            group == here,
        )
        for group in offered
    ]
    return [every, *(link for link in found if link.count or link.here)]


def _picks(typed: Typed) -> list[Pick]:
    known = catalogue()
    kinds = [Choice(kind, title) for kind, title in _titles().items() if kind in PEOPLE]
    skills = [Choice(key, skill.title.said) for key, skill in known.skills.items()]
    languages = [Choice(key, one.title.said) for key, one in known.languages.items()]
    years = [Choice(str(number), _("{number} 年以上").format(number=number)) for number in YEARS]
    return [
        _pick("kind", _("哪一类人员"), kinds, typed),
        _pick("skill", _("专长"), skills, typed),
        _pick("language", _("语言"), languages, typed),
        _pick("years", _("执业年限"), years, typed),
    ]


def _pick(name: str, title: str, choices: list[Choice], typed: Typed) -> Pick:
    """What is not among the choices counts as not chosen."""
    value = typed.get(name) or ""
    known = value in {choice.value for choice in choices}
    return Pick(name, title, tuple(choices), value if known else "")


def _titles() -> dict[str, str]:
    return {kind: named.title.said for kind, named in catalogue().practitioners.items()}


def _name(group: Group | None) -> str:
    return group.name if group else ""


# --- pages


def _pages(typed: Typed, many: int, kept: dict[str, str]) -> Pages:
    last = max(1, -(-many // PAGE))
    number = min(max(_number(typed, "page"), 1), last)
    before, after = ({**kept, "page": str(number + step)} for step in (-1, 1))
    return Pages(
        number=number,
        many=last,
        before=_address(before) if number > 1 else "",
        after=_address(after) if number < last else "",
    )


def _number(typed: Typed, name: str) -> int:
    """A small whole number, or 0."""
    text = typed.get(name) or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _address(kept: dict[str, str]) -> str:
    """What is not empty, as the part of an address after the path."""
    return "?" + urlencode({name: value for name, value in kept.items() if value})
