"""公民法律服务电子档案 (USER-02): everything of one person's matters by year, and an overview of it to keep.

What is in it is what the same person sees on the page of each matter, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from santai.capabilities.documents.actions.typesetting import render
from santai.capabilities.documents.queries import documents_of_all
from santai.capabilities.files.queries import files_of_all
from santai.capabilities.orders.access import orders_for
from santai.capabilities.orders.queries import kept_from_applicant, service_of
from santai.kernel.numbers import grouped
from santai.kernel.workdays import ZONE
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.documents.models import Document
    from santai.capabilities.files.models import StoredFile
    from santai.capabilities.orders.models import Material, Order, Rating
    from santai.capabilities.people.access import Actor

TEMPLATE = Path(__file__).resolve().parent / "efile.typ"
MOST = 200  # matters; more than anybody has


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter with all that belongs to it."""

    order: Order
    service: str
    state: str
    documents: Sequence[Document]
    files: Sequence[StoredFile]
    materials: Sequence[Material]
    ratings: Sequence[Rating]


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    entries: Sequence[Entry]


def years(actor: Actor) -> list[Year]:
    """Newest first; six queries at most, however much there is."""
    rows = orders_for(actor).select_related("organisation").order_by("-received_at")
    orders = list(rows.prefetch_related("materials", "ratings")[:MOST])
    subjects = [order.subject for order in orders]
    documents, files = documents_of_all(subjects), files_of_all(subjects)
    kept = kept_from_applicant(orders)
    theirs = {key: [one for one in rows if one.pk not in kept] for key, rows in documents.items()}
    entries = [_entry(o, theirs[o.subject], files[o.subject]) for o in orders]
    by_year = groupby(entries, key=lambda entry: today(entry.order.received_at).year)
    return [Year(year, list(group)) for year, group in by_year]


def overview_pdf(actor: Actor, *, at: datetime) -> bytes:
    """A list of everything, to print or to take along; the papers themselves are fetched one by one."""
    made = at.astimezone(ZONE)
    return render(
        {
            "title": _("公民法律服务电子档案"),
            "name": actor.name,
            "made": [made.year, made.month, made.day],
            "printed": f"{_day(at)} {made.hour}:{made.minute:02}",
            "empty": _("还没有办过的事。"),
            "years": [
                {"year": str(year.year), "entries": [_printed(entry) for entry in year.entries]}
                for year in years(actor)
            ],
        },
        TEMPLATE,
    )


def _entry(order: Order, documents: Sequence[Document], files: Sequence[StoredFile]) -> Entry:
    service = service_of(order)
    return Entry(
        order=order,
        service=service.title.zh,
        state=service.state(order.state).title.zh,
        documents=documents,
        files=files,
        materials=list(order.materials.all()),
        ratings=list(order.ratings.all()),
    )


def _printed(entry: Entry) -> dict[str, Any]:
    order = entry.order
    lines = [
        (_("工单号"), grouped(order.number)),
        (_("办理单位"), order.organisation.name),
        (_("收到"), _day(order.received_at)),
        (_("现状"), entry.state),
        (_("文书"), _listed(f"《{one.title}》{one.number}" for one in entry.documents)),
        (_("文件"), _listed(one.name for one in entry.files)),
        (_("材料"), _listed(str(one) for one in entry.materials)),
        (_("评价"), _listed(one.score for one in entry.ratings)),
    ]
    pairs = [[label, text] for label, text in lines if text]
    return {"title": f"{entry.service}：{order.title}", "pairs": pairs}


def _listed(texts: Any) -> str:
    return "；".join(texts)


def _day(at: datetime) -> str:
    day = at.astimezone(ZONE)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
