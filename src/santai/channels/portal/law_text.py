"""A law as a file of plain text, which opens on any telephone and prints anywhere (LEARN-03)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from santai.capabilities.knowledge import queries
from santai.kernel.words import day_said
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.knowledge.models import Article, Law, LawVersion

INDENT = "　　"  # as paragraphs begin in print


def law_text(law: Law, version: LawVersion, *, on: date, address: str) -> bytes:
    """The whole wording, with where it is from and when it was taken; lines end as every editor understands."""
    parts = list(version.parts.all())
    blocks = [law.title, "\n".join(_about(law, version, on, address))]
    blocks += [f"{one.title}\n{one.text}" for one in parts if not one.number]
    articles = version.articles.order_by("number", "inserted")
    for heading, rows in groupby(articles, lambda row: row.heading):
        blocks += [heading] if heading else []
        blocks += [_article(row) for row in rows]
    blocks += [f"{one.title}\n{one.text}" for one in parts if one.number]
    return "\ufeff".encode() + ("\n\n".join(blocks) + "\n").replace("\n", "\r\n").encode()


def _about(law: Law, version: LawVersion, on: date, address: str) -> Iterator[str]:
    state = str(queries.standing(version, on).label)
    since = (
        _("%(day)s起施行") % {"day": day_said(version.since, year=True)} if version.since else ""
    )
    yield _("%(name)s：%(value)s") % {"name": state, "value": since} if since else state
    if law.issuer:
        yield _("%(name)s：%(value)s") % {"name": _("发布机构"), "value": law.issuer}
    if version.number:
        yield _("%(name)s：%(value)s") % {"name": _("发文字号"), "value": version.number}
    taken = {"source": version.source, "day": day_said(today(version.imported_at), year=True)}
    yield _("来源：%(source)s，%(day)s收入。") % taken
    where = {"day": day_said(on, year=True), "address": address}
    yield _("%(day)s下载自 %(address)s。以国家公布的原文为准。") % where


def _article(row: Article) -> str:
    title = queries.article_title(row.number, row.inserted)
    return "\n".join([title, *(f"{INDENT}{one.text}" for one in queries.passages(row.text))])
