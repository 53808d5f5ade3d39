"""The daily report (日报) of a region as PDF, printed from the same tables as the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from santai.capabilities.documents.actions.typesetting import render
from santai.capabilities.oversight.queries import tables
from santai.capabilities.oversight.queries.tables import Table
from santai.capabilities.oversight.queries.totals import as_of, totals
from santai.capabilities.oversight.queries.which import Period
from santai.kernel.workdays import ZONE

TEMPLATE = Path(__file__).resolve().parents[1] / "report.typ"
PRINTED = (
    tables.summary,
    tables.doors,
    tables.lines,
    tables.places,
    tables.waiting,
    tables.quality,
)


def daily_report(region: str, day: date, *, at: datetime) -> bytes:
    """What came in and went out on the day; what stands open is said with the moment it was counted.

    In Chinese for every reader: it is sent on and kept.
    """
    with override(settings.LANGUAGE_CODE):
        return _printed_report(region, day, at)


def _printed_report(region: str, day: date, at: datetime) -> bytes:
    found, counted = totals(region, Period(day, day), at=at), as_of()
    made = at.astimezone(ZONE)
    return render(
        {
            "title": "公共法律服务工作日报",
            "place": found.around[-1].full_name if found.around else found.name,
            "day": _day(day),
            "made": [made.year, made.month, made.day],
            "printed": _moment(at),
            "counted": _moment(counted) if counted else "还没有统计",
            "tables": [_printed(make(found)) for make in PRINTED],
        },
        TEMPLATE,
    )


def _printed(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "head": list(table.head),
        "rows": [[cell.text for cell in row] for row in table.rows],
        "numeric": _numeric(table.rows, len(table.head)),
        "says": list(table.says),
        "note": table.note,
    }


def _numeric(rows: Iterable[tuple[tables.Cell, ...]], width: int) -> list[bool]:
    """Which columns hold numbers: they stand to the right."""
    found = [list(row) for row in rows]
    return [
        bool(found) and all(r[n].number is not None or r[n].text == "—" for r in found)
        for n in range(width)
    ]


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _moment(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{_day(local.date())} {local.hour}:{local.minute:02}"
