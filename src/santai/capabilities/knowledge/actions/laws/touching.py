"""A new version of a law is there: what of ours cites an article that it changed (KB-16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.actions.flags import flag
from santai.capabilities.knowledge.enums import Change, Why
from santai.capabilities.knowledge.models import Article, LawVersion, Touch
from santai.capabilities.knowledge.queries.changes import Difference, before, differences
from santai.capabilities.knowledge.queries.citing import Citing, cites, citing_law
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.workdays import ZONE

Place = tuple[int, int]


def touch(version: LawVersion, *, at: datetime, repealed: bool = False) -> int:
    """Note all that cites a changed article of the version before; gives how much that is.

    Texts that are published are flagged for who keeps them, beside it.
    """
    how = _all(version) if repealed else _changed(version)
    if not how:
        return 0
    law = version.law.short
    rows = [
        Touch(
            version=version,
            kind=one.kind,
            what=one.what,
            title=one.title[:200],
            citation=str(one.citation),
            why=how[place],
        )
        for one, place in _hit(law, how, at)
    ]
    made = Touch.objects.bulk_create(rows, ignore_conflicts=True)
    flag(law, None if repealed else how, Why.REPEALED if repealed else Why.CHANGED, at=at)
    return len({(row.kind, row.what, row.citation) for row in made})


def looked_at(touch_id: int, *, actor: Actor, at: datetime) -> None:
    """Somebody who keeps the knowledge base looked: the mark says who and when, and stays."""
    if not access.concerns(actor):
        raise Missing(_("没有这一条。"))
    if not access.keeps(actor):
        raise Forbidden(_("您的岗位不能办这一步。"))
    with transaction.atomic():
        row = Touch.objects.select_for_update().filter(pk=touch_id, seen_at=None).first()
        if row is None:
            raise Missing(_("没有这一条，或者已经有人看过了。"))
        row.seen_by_id, row.seen_at = actor.account_id, at
        row.save(update_fields=["seen_by", "seen_at"])


def _hit(law: str, how: dict[Place, Change], at: datetime) -> Iterator[tuple[Citing, Place]]:
    for one in citing_law(law, on=at.astimezone(ZONE).date()):
        for place in how:
            if cites(one.citation, *place):
                yield one, place
                break


def _changed(version: LawVersion) -> dict[Place, Change]:
    """What became of articles, by their numbers before."""
    earlier = before(version)
    if earlier is None:
        return {}
    found = differences(_articles(earlier), _articles(version))
    return {place: one.change for one in found if (place := _before(one)) is not None}


def _all(version: LawVersion) -> dict[Place, Change]:
    return {(one.number, one.inserted): Change.REPEALED for one in _articles(version)}


def _before(one: Difference) -> Place | None:
    return (one.before.number, one.before.inserted) if one.before else None


def _articles(version: LawVersion) -> list[Article]:
    return list(version.articles.order_by("number", "inserted"))
