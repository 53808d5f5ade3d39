"""Reads of the library of law: what holds on a day, what is where, what cites what (KB-01, KB-05, KB-15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Q, QuerySet

from santai.capabilities.knowledge.enums import Standing
from santai.capabilities.knowledge.models import Article, Law, LawPart, LawVersion
from santai.capabilities.knowledge.ranking import Piece
from santai.kernel.citation import Citation, numeral

ITEM = re.compile(r"[（(]([一二三四五六七八九十百]+)[）)]")
STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph (款) of an article, or an item (项) of one; `place` is its address within the article."""

    place: str  # "2" for the second paragraph, "2.1" for its first item
    text: str
    is_item: bool


def plain_name(name: str) -> str:
    """A law's name as it stands in an address.

    >>> plain_name("《中华人民共和国法律援助法》")
    '法律援助法'
    """
    bare = name.strip().strip("《》〈〉").strip()
    return bare.removeprefix(STATE) or bare


def law_named(name: str) -> Law | None:
    """The law of this title, short title or alias; never one that is for measuring."""
    bare = plain_name(name)
    names = [name, bare, STATE + bare]
    laws = Law.objects.filter(measuring=False)
    return (
        laws.filter(Q(short=bare) | Q(title__in=names)).order_by("pk").first()
        or laws.filter(aliases__overlap=names).order_by("pk").first()
    )


def public_laws(*, kind: str = "", text: str = "") -> QuerySet[Law]:
    found = Law.objects.filter(measuring=False).annotate(
        latest=Max("versions__since"), first=Min("versions__since")
    )
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(Q(title__contains=text) | Q(aliases__contains=[text]))
    return found.order_by("short")


def standing(version: LawVersion, on: date) -> Standing:
    if version.since is None:
        return Standing.UNKNOWN
    if version.since > on:
        return Standing.COMING
    if version.until is None or version.until >= on:
        return Standing.IN_FORCE
    repealed = version.repealed_on is not None and version.repealed_on <= on
    return Standing.REPEALED if repealed else Standing.CHANGED


def version_on(law: Law, on: date) -> LawVersion | None:
    """The wording in force that day; else the last before it, else the first to come."""
    every = list(law.versions.all())
    days = {row.since: row for row in every if row.since is not None}
    begun = [day for day in days if day <= on]
    if begun:
        return days[max(begun)]
    return days[min(days)] if days else next(iter(every), None)


def version_of_day(law: Law, since: date) -> LawVersion | None:
    """The version that is called by this day."""
    return law.versions.filter(since=since).first()


def in_force_on(day: date) -> Q:
    """The condition that an article's version is in force that day."""
    return Q(version__since__lte=day) & (Q(version__until=None) | Q(version__until__gte=day))


def article_of_version(version: LawVersion, number: int, inserted: int) -> Article | None:
    return version.articles.filter(number=number, inserted=inserted).first()


def part_of_version(version: LawVersion, number: int) -> LawPart | None:
    """The preamble (0) or an annex (1 and more)."""
    return version.parts.filter(number=number).first()


def beside(article: Article) -> tuple[Article | None, Article | None]:
    """The articles before and after."""
    all_ = Article.objects.filter(version=article.version_id)
    here = Q(number=article.number)
    before = all_.filter(
        Q(number__lt=article.number) | here & Q(inserted__lt=article.inserted)
    ).last()
    after = all_.filter(
        Q(number__gt=article.number) | here & Q(inserted__gt=article.inserted)
    ).first()
    return before, after


def passages(text: str) -> list[Passage]:
    """The paragraphs and items of an article's text, each with its place."""
    found: list[Passage] = []
    paragraph = item = 0
    for line in text.splitlines():
        if ITEM.match(line) and paragraph:
            item += 1
            found.append(Passage(f"{paragraph}.{item}", line, is_item=True))
        else:
            paragraph, item = paragraph + 1, 0
            found.append(Passage(str(paragraph), line, is_item=False))
    return found


def article_title(number: int, inserted: int) -> str:
    """第一百三十三条之一."""
    if not number:
        return "全文"
    return f"第{numeral(number)}条" + (f"之{numeral(inserted)}" if inserted else "")


def cited(article: Article) -> Citation:
    return Citation(article.version.law.short, article.number or None, inserted=article.inserted)


def has_laws(*, measuring: bool = False) -> bool:
    return Law.objects.filter(measuring=measuring).exists()


def pieces(*, measuring: bool | None = None) -> Iterator[Piece]:
    """Every article of the library, in an order that is the same in every installation.

    `measuring`: of the library that is only for measuring, or of the public one; None: the first if it is there.
    """
    chosen = has_laws(measuring=True) if measuring is None else measuring
    rows = Article.objects.filter(version__law__measuring=chosen)
    ordered = rows.order_by("version__law__title", "version__since", "number", "inserted")
    values = ordered.values_list(
        "key", "version__law__title", "heading", "number", "inserted", "text", "version__law__kind"
    )
    for key, law, heading, number, inserted, text, kind in values.iterator(chunk_size=5_000):
        no = article_title(number, inserted)
        name = key if chosen else law + no
        yield Piece(key=key, law=law, heading=heading, no=no, text=text, name=name, branch=kind)
