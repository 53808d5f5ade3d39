"""What the one box finds: services, answers, laws and articles, cases, institutions and people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from santai.capabilities.knowledge.models import Article, Law
from santai.capabilities.knowledge.queries.answers import answers_like, line_of
from santai.capabilities.knowledge.queries.cases import cases
from santai.capabilities.knowledge.queries.laws import (
    article_title,
    in_force_on,
    law_named,
    plain_name,
    version_on,
)
from santai.capabilities.knowledge.queries.search.asked import Asked, Found, source
from santai.capabilities.knowledge.queries.search.marking import best_passage, marked
from santai.capabilities.knowledge.queries.search.ranked import ranked
from santai.capabilities.knowledge.ranking import Hit
from santai.capabilities.places import codes
from santai.capabilities.places.codes import level_of
from santai.capabilities.places.enums import RECEIVING
from santai.capabilities.places.queries import directory
from santai.catalogue.current import catalogue
from santai.catalogue.matching import matching
from santai.catalogue.schema import Service
from santai.catalogue.words import is_public
from santai.kernel.citation import Citation
from santai.kernel.numerals import ARTICLE, article_of

SHOWN = 8
DEEP = 80  # articles that are looked at, for some are not in force on the day
LAWS = 5
MEANINGS = 2  # everyday words that are explained
CITED = re.compile(
    rf"《?([^《》\s，。？]{{2,40}}?)》?\s*(?:{ARTICLE.pattern}|([0-9]{{1,4}})(?:条|$))"
)
GROUPS = {
    "lawyer": ("律师", "律所", "打官司"),
    "notary": ("公证员", "公证处", "公证"),
    "mediator": ("调解员", "调解委员会", "人民调解"),
    "grassroots-worker": ("基层法律服务", "法律工作者"),
    "appraiser": ("鉴定人", "司法鉴定", "鉴定所"),
    "arbitrator": ("仲裁员", "仲裁委"),
    "village-adviser": ("村居法律顾问", "法律顾问"),
}


@source("service")
def services(asked: Asked) -> list[Found]:
    offered = [one for one in catalogue().services(asked.region, asked.on) if is_public(one)]
    chosen = [one for one in offered if _fits(one, asked)]
    rows = matching(chosen, asked.widened)
    return [Found("service", one.id, one.title.zh, data={"service": one}) for one in rows]


def _fits(service: Service, asked: Asked) -> bool:
    return asked.line in {"", service.line} and (
        not asked.level or asked.level in {str(level) for level in service.levels}
    )


@source("answer")
def answers(asked: Asked) -> list[Found]:
    rows = answers_like(asked.widened, asked.region, on=asked.on, limit=SHOWN)
    return [
        Found("answer", one.key, one.question, best_passage(one.text, asked.words))
        for one in rows
        if asked.line in {"", line_of(one.service, asked.on)}
    ]


@source("law")
def laws(asked: Asked) -> list[Found]:
    """Laws whose name is typed, whole or in part."""
    name = plain_name(ARTICLE.sub("", asked.text)).rstrip("0123456789条 ")
    if asked.line or len(name) < 2 or len(name) > 40:
        return []
    found = Law.objects.filter(measuring=False, short__contains=name).prefetch_related("versions")
    rows = sorted(found[:50], key=lambda law: (law.short != name, len(law.short), law.short))
    return [
        Found(
            "law",
            law.short,
            law.title,
            data={"law": law, "version": version_on(law, asked.on)},
        )
        for law in rows[:LAWS]
    ]


@source("article")
def articles(asked: Asked) -> list[Found]:
    """The article that is named, then what the index finds in wordings that are in force on the day."""
    named = _named(asked)
    found = [_row(article, asked, _("您说的就是这一条")) for article in named]
    known = {article.pk for article in named}
    telling = len(asked.text) > 3  # a word alone is looked for as a word, not by its signs
    for article, hit in _ranked(asked) if not named else ():
        if article.pk not in known and len(found) < SHOWN and (hit.why or telling):
            found.append(_row(article, asked, _why(hit, asked)))
    return found


def _named(asked: Asked) -> list[Article]:
    """民法典第五百七十七条, 民法典 577."""
    match = CITED.search(asked.text)
    law = law_named(match[1]) if match else None
    version = version_on(law, asked.on) if law else None
    if match is None or version is None:
        return []
    number, inserted = (int(match[4]), 0) if match[4] else article_of(match[0])
    rows = version.articles.filter(number=number, inserted=inserted)
    return list(rows.select_related("version__law"))


def _ranked(asked: Asked) -> Iterator[tuple[Article, Hit]]:
    if asked.line:
        return
    hits = {hit.key: hit for hit in ranked(asked.widened, DEEP)}
    rows = Article.objects.filter(
        in_force_on(asked.on), key__in=[*hits], version__law__measuring=False
    ).select_related("version__law")
    by_key = {row.key: row for row in rows}
    for key, hit in hits.items():
        if (row := by_key.get(key)) and _holds_here(row, asked.region):
            yield row, hit


def _holds_here(article: Article, region: str) -> bool:
    """A local law is found where it holds; without a place everything is."""
    where = article.version.law.region
    return not where or not region or where in codes.ancestors(codes.full(region))


def _row(article: Article, asked: Asked, why: str) -> Found:
    law = article.version.law
    title = Citation(law.short, article.number or None, inserted=article.inserted).said
    return Found(
        "article",
        article.key,
        title,
        best_passage(article.text, asked.words),
        why,
        data={
            "law": law.short,
            "version": article.version,
            "number": article.number,
            "inserted": article.inserted,
            "place": (article.number, article.inserted),
            "no": article_title(article.number, article.inserted),
        },
    )


def _why(hit: Hit, asked: Asked) -> str:
    """In words: what both hold, and which everyday word stands for a legal one."""
    both = [word for word in hit.why if word not in asked.meant][:4]
    said = [_("都说到：{words}").format(words="、".join(both))] if both else []
    meant = [
        _("“{everyday}”在法律里叫“{term}”").format(everyday=everyday, term=term)
        for term, everyday in asked.meant.items()
        if term in hit.why or any(word in term for word in hit.why)
    ]
    return "；".join([*said, *meant[:MEANINGS]])


@source("case")
def published_cases(asked: Asked) -> list[Found]:
    """Cases that hold most of the words."""
    scored = []
    for one in cases(line=asked.line):
        text = f"{one.title}\n{one.gist}\n{one.facts}\n{one.outcome}"
        points = sum(len(word) for word in asked.words if word in text)
        if points >= 4:
            scored.append((-points, -one.year, one.key, one, text))
    return [
        Found("case", key, one.title, best_passage(text.partition("\n")[2], asked.words))
        for _points, _year, key, one, text in sorted(scored, key=lambda row: row[:3])[:LAWS]
    ]


@source("institution")
def institutions(asked: Asked) -> list[Found]:
    """Institutions whose name holds what was typed; in the place asked about, nearest first."""
    text = asked.text.strip()
    if not 2 <= len(text) <= 40:
        return []
    rows = directory(asked.region or codes.NATION, kinds=RECEIVING, text=text)[: SHOWN * 4]
    return [
        Found("institution", str(one.pk), one.name, marked(one.address, asked.words))
        for one in rows
        if not asked.level or str(level_of(one.region_id)) == asked.level
    ][:SHOWN]


@source("people")
def people(asked: Asked) -> list[Found]:
    """Which trade to look for in the directory: people are found by what they do, not by name."""
    titles = catalogue().practitioners
    return [
        Found("people", kind, titles[kind].title.said)
        for kind, words in GROUPS.items()
        if kind in titles and any(word in asked.text for word in words)
    ]
