"""When an article changes, whoever owns a text that cites it has to look (KB-16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.enums import State, Why
from santai.capabilities.knowledge.models import AnswerVersion, Case, Flag
from santai.capabilities.knowledge.models.reviewed import Reviewed
from santai.capabilities.people.access import Actor
from santai.catalogue.current import catalogue
from santai.catalogue.errors import CatalogueError
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope, World
from santai.kernel.citation import Citation
from santai.kernel.errors import Missing


def flag(law: str, articles: Iterable[tuple[int, int]] | None, why: Why, *, at: datetime) -> int:
    """Flag every approved text that cites the law; with `articles` (number, 之…), only what cites one of them.

    `law`: by its title or an alias. Gives how many flags are new.
    """
    names = names_of(law)
    hit = None if articles is None else set(articles)
    made = 0
    for item in _in_force():
        for written in item.citations:
            if touches(Citation.parse(written), names, hit):
                made += _raise(item, written, why, at, again=True)
    return made


def check_citations(*, on: date, at: datetime) -> int:
    """Flag what the catalogue does not hold on the day: the law ended, or has no such article any more."""
    read = Scope(World(catalogue().laws), {"": on}, {}).citation
    made = 0
    for item in _in_force():
        for written in item.citations:
            try:
                read(Node(written, "", 0, ""))
            except CatalogueError:
                made += _raise(item, written, Why.MISSING, at, again=False)
    return made


def seen(flag_id: int, *, actor: Actor, at: datetime) -> None:
    """Somebody who keeps the text looked at it; the mark says who and when."""
    with transaction.atomic():
        found = access.flags_for(actor).filter(pk=flag_id)
        row = found.select_for_update(of=("self",)).first()
        if row is None:
            raise Missing(_("没有这条提醒，或者已经有人看过了。"))
        row.seen_by_id, row.seen_at = actor.account_id, at
        row.save(update_fields=["seen_by", "seen_at"])


def names_of(law: str) -> frozenset[str]:
    """All names that the catalogue has for a law."""
    known = catalogue().laws.get(law)
    return frozenset({law, *((known.title, *known.aliases) if known else ())})


def touches(cited: Citation, names: frozenset[str], hit: set[tuple[int, int]] | None) -> bool:
    if cited.law not in names:
        return False
    if hit is None or cited.article is None:
        return True
    last = cited.to or cited.article
    return any(
        cited.article <= number <= last and (cited.to is not None or inserted == cited.inserted)
        for number, inserted in hit
    )


def _in_force() -> Iterable[Reviewed]:
    yield from AnswerVersion.objects.filter(state=State.APPROVED).order_by("pk")
    yield from Case.objects.filter(state=State.APPROVED).order_by("pk")


def _raise(item: Reviewed, written: str, why: Why, at: datetime, *, again: bool) -> int:
    """One flag that nobody has looked at is enough. `again`: what was looked at may be flagged anew, for an
    article can change twice; what is merely still missing is not."""
    of: dict[str, Any] = {"version" if isinstance(item, AnswerVersion) else "case": item}
    known = Flag.objects.filter(**of, citation=written, why=why)
    if (known.filter(seen_at=None) if again else known).exists():
        return 0
    Flag.objects.create(**of, citation=written, why=why, at=at)
    return 1
