"""Laws into the library: in bulk, in one transaction, and as often as one likes (KB-01, KB-15).

A version is known by its law and the day since when it holds. The same text again changes nothing; another text for
the same day is a correction; another day is another version, and what cites the articles it changed is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction

from santai.capabilities.knowledge.actions.laws.touching import touch
from santai.capabilities.knowledge.actions.laws.written import (
    WrittenArticle,
    WrittenLaw,
    short,
)
from santai.capabilities.knowledge.enums import PartKind
from santai.capabilities.knowledge.limits import LONGEST_SOURCE
from santai.capabilities.knowledge.models import Article, Law, LawPart, LawVersion
from santai.capabilities.knowledge.queries.laws import article_title
from santai.catalogue.current import catalogue
from santai.kernel.citation import Citation

BATCH = 2_000
KNOWN = ("kind", "issuer", "region")


@dataclass
class BroughtIn:
    """What an import did, by titles with their days."""

    new: list[str] = field(default_factory=list)  # versions of laws that were not there
    versions: list[str] = field(default_factory=list)  # of laws that were
    corrected: list[str] = field(default_factory=list)
    same: int = 0
    articles: int = 0
    repealed: list[str] = field(default_factory=list)
    touched: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.new or self.versions or self.corrected or self.repealed)


def bring_in_laws(
    written: Iterable[WrittenLaw], *, at: datetime, measuring: bool = False, source: str = ""
) -> BroughtIn:
    """`source`: where all of them are from, in place of the names of their files; what is held unchanged has it too."""
    given = [one if measuring else known_day(one) for one in written]
    given = [replace(one, source=source) if source else one for one in given]
    done = BroughtIn()
    with transaction.atomic():
        laws, before = _laws(given, measuring)
        added = _versions(given, laws, before, done, at)
        if source:
            _name_source(given, laws, source)
        _set_ends(laws.values())
        if not measuring:
            _repeal(given, done)
            for version in added:
                done.touched += touch(version, at=at)
    return done


def known_day(law: WrittenLaw) -> WrittenLaw:
    """The day since when the wording holds, where the catalogue knows it and the text does not say it."""
    known = catalogue().laws.get(short(law.title)) or catalogue().laws.get(law.title)
    if known is None or law.since_is_said:
        return law
    count = max((one.number for one in law.articles), default=0)
    days = [
        day
        for day, articles in known.versions.items()
        if articles == count and (law.adopted is None or day >= law.adopted)
    ]
    return replace(law, since=min(days), since_is_said=True) if days else law


def _laws(given: Sequence[WrittenLaw], measuring: bool) -> tuple[dict[str, Law], set[str]]:
    """The laws by title, made where they are missing; and which were there before."""
    titles = {one.title for one in given}
    held = {law.title: law for law in Law.objects.filter(title__in=titles, measuring=measuring)}
    before = set(held)
    fresh: dict[str, Law] = {}
    for one in given:
        if one.title not in held and one.title not in fresh:
            fresh[one.title] = Law(title=one.title, short=short(one.title), measuring=measuring)
        _learn(held.get(one.title) or fresh[one.title], one)
    Law.objects.bulk_create(fresh.values(), BATCH)
    Law.objects.bulk_update(held.values(), [*KNOWN, "aliases"], BATCH)
    return held | fresh, before


def _learn(law: Law, one: WrittenLaw) -> None:
    for name in KNOWN:
        setattr(law, name, getattr(one, name) or getattr(law, name))
    known = catalogue().laws.get(law.short)
    more = {*law.aliases, *one.aliases, *(known.aliases if known else ())}
    law.aliases = sorted(more - {law.title, law.short})


def _versions(
    given: Sequence[WrittenLaw],
    laws: dict[str, Law],
    before: Collection[str],
    done: BroughtIn,
    at: datetime,
) -> list[LawVersion]:
    """Versions and their articles; gives those that follow another and are to be compared with it."""
    ids = [law.pk for law in laws.values()]
    held = {(row.law_id, row.since): row for row in LawVersion.objects.filter(law__in=ids)}
    known = {law for law, _ in held}
    fresh: list[tuple[LawVersion, WrittenLaw]] = []
    compared: list[LawVersion] = []
    for one in given:
        law = laws[one.title]
        row = held.get((law.pk, one.since))
        if row is None:
            row = held[law.pk, one.since] = _version(LawVersion(law=law), one, at)
            fresh.append((row, one))
            (done.versions if one.title in before else done.new).append(_called(one))
            if law.pk in known:
                compared.append(row)
        elif row.digest == one.digest:
            done.same += 1
        else:
            _correct(row, one, at)
            done.corrected.append(_called(one))
            done.articles += len(one.articles)
    LawVersion.objects.bulk_create([row for row, _ in fresh], BATCH)
    articles = [article for row, one in fresh for article in _articles(row, one)]
    Article.objects.bulk_create(articles, BATCH)
    LawPart.objects.bulk_create([part for row, one in fresh for part in _parts(row, one)], BATCH)
    done.articles += len(articles)
    return compared


def _name_source(given: Sequence[WrittenLaw], laws: dict[str, Law], source: str) -> None:
    days = {(laws[one.title].pk, one.since) for one in given}
    held = LawVersion.objects.filter(law__in=laws.values()).exclude(source=source)
    named = [row.pk for row in held if (row.law_id, row.since) in days]
    LawVersion.objects.filter(pk__in=named).update(source=source)


def _version(row: LawVersion, one: WrittenLaw, at: datetime) -> LawVersion:
    for name in ("since", "since_is_said", "adopted", "repealed_on", "number"):
        setattr(row, name, getattr(one, name))
    row.source, row.digest, row.imported_at = one.source[:LONGEST_SOURCE], one.digest, at
    return row


def _correct(row: LawVersion, one: WrittenLaw, at: datetime) -> None:
    _version(row, one, at).save()
    row.articles.all().delete()
    Article.objects.bulk_create(_articles(row, one), BATCH)
    row.parts.all().delete()
    LawPart.objects.bulk_create(_parts(row, one), BATCH)


def _parts(row: LawVersion, one: WrittenLaw) -> list[LawPart]:
    return [
        LawPart(
            version=row,
            kind=PartKind.ANNEX if part.number else PartKind.PREAMBLE,
            number=part.number,
            title=part.title,
            text=part.text,
        )
        for part in one.parts
    ]


def _articles(row: LawVersion, one: WrittenLaw) -> list[Article]:
    return [
        Article(
            version=row,
            number=article.number,
            inserted=article.inserted,
            heading=article.heading,
            text=article.text,
            key=_key(row, one.title, article)[:260],
        )
        for article in one.articles
    ]


def _key(row: LawVersion, title: str, article: WrittenArticle) -> str:
    """Where only measuring is done, the benchmark's own name for the article."""
    if row.law.measuring:
        return article.name or title + article_title(article.number, article.inserted)
    return key_of(short(title), row.since, article.number, article.inserted)


def key_of(law: str, since: date | None, number: int, inserted: int) -> str:
    """How the index knows an article: the same in every installation."""
    version = f"@{since}" if since else ""
    return f"{law}{version} {number}" + (f"之{inserted}" if inserted else "")


def _set_ends(laws: Iterable[Law]) -> None:
    """A version ends the day before the next begins, or before its repeal."""
    rows = LawVersion.objects.filter(law__in=[law.pk for law in laws]).order_by("law", "since")
    of: dict[int, list[LawVersion]] = {}
    for row in rows:
        of.setdefault(row.law_id, []).append(row)
    changed = []
    for versions in of.values():
        dated = [row for row in versions if row.since]
        follow = {row.pk: later for row, later in pairwise(dated)}
        changed += [row for row in versions if _ends(row, follow.get(row.pk))]
    LawVersion.objects.bulk_update(changed, ["until"], BATCH)


def _ends(row: LawVersion, later: LawVersion | None) -> bool:
    """Whether the last day is another than before."""
    days = [day for day in (later and later.since, row.repealed_on) if day]
    until = min(days) - timedelta(days=1) if days else None
    if until and row.since and until < row.since:
        until = row.since
    if row.until == until:
        return False
    row.until = until
    return True


def _repeal(given: Sequence[WrittenLaw], done: BroughtIn) -> None:
    """What the last article of a law says is repealed with it, where the library has it."""
    days = {short(title): one.since for one in given if one.since for title in one.ends}
    if not days:
        return
    rows = LawVersion.objects.filter(law__short__in=days, law__measuring=False, repealed_on=None)
    for row in rows.select_related("law"):
        day = days[row.law.short]
        if (
            day
            and (row.since is None or row.since < day)
            and (row.until is None or row.until >= day)
        ):
            row.repealed_on, row.until = day, day - timedelta(days=1)
            row.save(update_fields=["repealed_on", "until"])
            done.repealed.append(row.law.title)
            done.touched += touch(row, at=row.imported_at, repealed=True)


def _called(one: WrittenLaw) -> str:
    return Citation(one.title, version=one.since).zh
