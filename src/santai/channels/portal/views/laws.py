"""The library of law: what a law says, since when, and which matters rest on it (KB-01, KB-05, KB-15).

A law that the library does not hold has a page all the same: what the catalogue says of it in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.knowledge import queries
from santai.capabilities.knowledge.enums import Touched
from santai.catalogue.current import catalogue
from santai.channels.portal.law_text import law_text
from santai.kernel.citation import Citation
from santai.kernel.errors import Missing
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_name
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.knowledge.models import Article, Law, LawVersion
    from santai.catalogue.sources import Law as KnownLaw

PAGE = 50
WHOLE = 40  # articles that are shown on one page; a longer law is read by its chapters
LONGEST = 40  # characters of a name that are looked for
KINDS = ("法律", "行政法规", "司法解释", "规章", "地方性法规", "政策")
PAGES: dict[Touched, str] = {
    Touched.SERVICE: "portal:guide",
    Touched.ANSWER: "portal:answer",
    Touched.CASE: "portal:case",
}
Place = tuple[int, int]


# --- addresses: /laws/民法典/now/133-1/


@dataclass(frozen=True, slots=True)
class Name:
    """A law by its title, short title or alias."""

    text: str


class LawConverter:
    regex = r"[^/]+"  # as long as titles are, written out in percents too

    def to_python(self, value: str) -> Name:
        return Name(queries.plain_name(value))

    def to_url(self, value: Name | str) -> str:
        return queries.plain_name(value.text if isinstance(value, Name) else value)


class WordingConverter:
    """A wording by its first day; `now` is the one in force."""

    regex = r"now|[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date | None:
        return None if value == "now" else date.fromisoformat(value)

    def to_url(self, value: date | None) -> str:
        return "now" if value is None else value.isoformat()


class ArticleConverter:
    """133-1 is 第一百三十三条之一; 0 is the whole of a text without articles."""

    regex = r"[0-9]{1,4}(?:-[0-9]{1,2})?"

    def to_python(self, value: str) -> Place:
        number, _dash, inserted = value.partition("-")
        return int(number), int(inserted or 0)

    def to_url(self, value: Place) -> str:
        number, inserted = value
        return f"{number}-{inserted}" if inserted else str(number)


class PartConverter:
    """序言, 附件1: what stands before the articles, and behind them."""

    regex = r"序言|附件[0-9]{1,3}"

    def to_python(self, value: str) -> int:
        return int(value.removeprefix("附件")) if value != "序言" else 0

    def to_url(self, value: int) -> str:
        return f"附件{value}" if value else "序言"


# --- pages


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All laws, by kind and by what is in their names."""
    typed = typed_in(request.GET)
    kind, text = typed.get("kind") or "", (typed.get("q") or "").strip()[:LONGEST]
    kind = kind if kind in KINDS else ""
    found = queries.public_laws(kind=kind, text=text)
    many = found.count()
    number = _number(typed.get("page") or "", -(-many // PAGE))
    known = {law.title: law for law in catalogue().laws.values() if law.kind in KINDS}
    kept = {"kind": kind, "q": text}
    context = {
        "laws": found[(number - 1) * PAGE : number * PAGE],
        "many": many,
        "kinds": KINDS,
        "kind": kind,
        "text": text,
        "known": [] if many else _named(known.values(), kind, text),
        "empty": not many and not kind and not text,
        "before": _address({**kept, "page": number - 1}) if number > 1 else "",
        "after": _address({**kept, "page": number + 1}) if number * PAGE < many else "",
    }
    return render(request, "portal/laws.html", context)


@require_safe
def show(request: HttpRequest, name: Name) -> HttpResponse:
    """The wording in force today; of a law that is not in the library, what the catalogue knows."""
    return wording(request, name, None)


@require_safe
def wording(request: HttpRequest, name: Name, wording: date | None) -> HttpResponse:
    on = today(timezone.now())
    law = queries.law_named(name.text)
    if law is None:
        return _known_law(request, name)
    version = _version(law, wording, on)
    parts = _parts(version)
    whole = sum(len(rows) for _heading, rows in parts) <= WHOLE
    asked = _number(request.GET["part"], len(parts)) if "part" in request.GET else 0
    context = {
        **_about(law, version, on),
        "parts": [
            (
                number,
                heading,
                _said(rows[0]),
                _said(rows[-1]),
                _texts(rows, whole or number == asked),
            )
            for number, (heading, rows) in enumerate(parts, 1)
        ],
        "place": region_name(law.region) if law.region else "",
        "taken": today(version.imported_at),
        "outside": list(version.parts.all()),
    }
    return render(request, "portal/law.html", context)


@require_safe
def download(request: HttpRequest, name: Name, wording: date | None) -> HttpResponse:
    """The wording as a file to keep (LEARN-03)."""
    on = today(timezone.now())
    law, version = _held(name, wording, on)
    address = request.build_absolute_uri(reverse("portal:law-version", args=[law.short, wording]))
    disposition = content_disposition_header(True, f"{law.short}.txt") or "attachment"
    return HttpResponse(
        law_text(law, version, on=on, address=address),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@require_safe
def article(request: HttpRequest, name: Name, wording: date | None, place: Place) -> HttpResponse:
    """What an article says, whether it holds today, and what of ours rests on it."""
    on = today(timezone.now())
    law = queries.law_named(name.text)
    if law is None:
        return _known_article(request, name, place)
    version = _version(law, wording, on)
    found = queries.article_of_version(version, *place)
    if found is None:
        raise Missing(_("这部法律没有这一条，或者这个版本里没有。请看目录。"))
    before, after = queries.beside(found)
    context = {
        **_about(law, version, on),
        "article": found,
        "title": queries.article_title(*place),
        "passages": queries.passages(found.text),
        "before": before and _said(before),
        "after": after and _said(after),
        "gist": _gist(law.short, place, version, on),
        **_uses(law.short, place, on),
    }
    return render(request, "portal/article.html", context)


@require_safe
def part(request: HttpRequest, name: Name, wording: date | None, number: int) -> HttpResponse:
    """The preamble or an annex."""
    on = today(timezone.now())
    law, version = _held(name, wording, on)
    found = queries.part_of_version(version, number)
    if found is None:
        raise Missing(_("这部法律没有这一部分，或者这个版本里没有。请看目录。"))
    context = {**_about(law, version, on), "part": found, "lines": found.text.splitlines()}
    return render(request, "portal/law_part.html", context)


@require_safe
def changes(request: HttpRequest, name: Name, wording: date | None) -> HttpResponse:
    """What a version changed, article by article, with what came and what went."""
    on = today(timezone.now())
    law, version = _held(name, wording, on)
    earlier = queries.before(version)
    if earlier is None:
        raise Missing(_("这部法律的前一个版本不在库里，比不出来。"))
    rows = [list(one.articles.order_by("number", "inserted")) for one in (earlier, version)]
    context = {
        **_about(law, version, on),
        "earlier": earlier,
        "differences": [(one, _titles(one)) for one in queries.differences(*rows)],
    }
    return render(request, "portal/law_changes.html", context)


# --- what they show


@dataclass(frozen=True, slots=True)
class Said:
    """An article as a list shows it."""

    title: str
    address: Place
    passages: Sequence[queries.Passage]


def _said(row: Article) -> Said:
    place = (row.number, row.inserted)
    return Said(queries.article_title(*place), place, queries.passages(row.text))


def _texts(rows: list[Article], shown: bool) -> list[Said]:
    return [_said(row) for row in rows] if shown else []


def _about(law: Law, version: LawVersion, on: date) -> dict[str, Any]:
    """`current` is None for the wording in force, so that its address stays the same when the law changes."""
    versions = list(law.versions.order_by("-since"))
    current = queries.version_on(law, on)
    return {
        "law": law,
        "version": version,
        "standing": queries.standing(version, on),
        "versions": [(one, queries.standing(one, on)) for one in versions],
        "follows": any(
            one.since and version.since and one.since < version.since for one in versions
        ),
        "wording": None if current and current.pk == version.pk else version.since,
        "today": on,
    }


def _held(name: Name, wording: date | None, on: date) -> tuple[Law, LawVersion]:
    law = queries.law_named(name.text)
    if law is None:
        raise Missing
    return law, _version(law, wording, on)


def _version(law: Law, wording: date | None, on: date) -> LawVersion:
    found = queries.version_of_day(law, wording) if wording else queries.version_on(law, on)
    if found is None:
        raise Missing(_("这部法律没有这一天起施行的版本。"))
    return found


def _parts(version: LawVersion) -> list[tuple[str, list[Article]]]:
    rows = version.articles.order_by("number", "inserted")
    return [(heading, list(group)) for heading, group in groupby(rows, lambda row: row.heading)]


def _titles(one: queries.Difference) -> tuple[str, str]:
    before, after = (
        queries.article_title(each.number, each.inserted) if each else ""
        for each in (one.before, one.after)
    )
    return before, after


def _uses(law: str, place: Place, on: date) -> dict[str, Any]:
    """Which services, answers and cases cite the article."""
    found = queries.citing(law, *place, on=on)
    return {
        "uses": [(one.kind, one.title, reverse(PAGES[one.kind], args=[one.what])) for one in found]
    }


def _gist(law: str, place: Place, version: LawVersion, on: date) -> str:
    """In our own words; they are of the wording that the catalogue goes by, and stand beside no other."""
    known = catalogue().laws.get(law)
    if known is None or place[1] or version.since is None:
        return ""
    days = [day for day in known.versions if day <= on]
    return known.gist.get(place[0], "") if days and max(days) == version.since else ""


# --- laws that the catalogue cites and the library does not hold


def _known_law(request: HttpRequest, name: Name) -> HttpResponse:
    known = _known(name)
    return render(request, "portal/law_known.html", {"law": known, "gist": _gists(known)})


def _known_article(request: HttpRequest, name: Name, place: Place) -> HttpResponse:
    known, on = _known(name), today(timezone.now())
    if not 1 <= place[0] <= max(known.versions.values(), default=0):
        raise Missing(_("这部法律没有这一条，或者这个版本里没有。请看目录。"))
    context = {
        "law": known,
        "citation": Citation(known.title, place[0], inserted=place[1]),
        "gist": "" if place[1] else known.gist.get(place[0], ""),
        **_uses(known.title, place, on),
    }
    return render(request, "portal/law_known.html", context)


def _known(name: Name) -> KnownLaw:
    found = catalogue().laws.get(name.text)
    if found is None or found.kind not in KINDS:
        raise Missing(_("没有找到这部法律。"))
    return found


def _gists(known: KnownLaw) -> list[tuple[str, Place, str]]:
    return [
        (queries.article_title(number, 0), (number, 0), said)
        for number, said in sorted(known.gist.items())
    ]


def _named(known: Any, kind: str, text: str) -> list[KnownLaw]:
    chosen = (law for law in known if kind in {"", law.kind} and text in law.title)
    return sorted(chosen, key=lambda law: law.title)


# --- pages of a list


def _number(text: str, last: int) -> int:
    number = int(text) if re.fullmatch("[0-9]{1,5}", text) else 1
    return min(max(number, 1), max(last, 1))


def _address(kept: dict[str, Any]) -> str:
    return "?" + urlencode({name: value for name, value in kept.items() if value})
