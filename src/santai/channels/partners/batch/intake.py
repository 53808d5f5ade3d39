"""The run itself: every row through the one door, told in the report, kept when refused."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from santai.capabilities.orders.actions import submit
from santai.capabilities.people.access import Actor
from santai.channels.partners.batch.columns import REQUIRED, SHOWN, columns_of
from santai.channels.partners.batch.lines import Csv, JsonLines
from santai.channels.partners.batch.records import Record, Rejects, Source, Unusable
from santai.channels.partners.batch.reports import Progress, Report
from santai.channels.partners.batch.rows import Row, RowReader, shown_reason
from santai.channels.partners.batch.sheets import Sheet
from santai.kernel.errors import Invalid, Refusal
from santai.kernel.numbers import grouped
from santai.pages.outages import Outage, outage

FORMATS: dict[str, Callable[[Path], Source]] = {
    ".jsonl": JsonLines,
    ".ndjson": JsonLines,
    ".csv": Csv,
    ".tsv": Csv,
    ".xlsx": Sheet,
}
REUSED = "这个编号已经导入过，但内容不一样。是另一件事请换编号；来自另一个系统请用 --source 区分。"
log = logging.getLogger(__name__)


class Result(StrEnum):
    NEW = "新建"
    KNOWN = "已有"
    REJECTED = "退回"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    result: Result
    ref: str = ""
    number: str = ""
    reason: str = ""


class Stopped(Exception):
    """The database went away; what was done stays done, and the same command goes on from there."""


def opened(path: Path) -> Source:
    """The file, if it can be used at all. Raises Unusable."""
    if not path.is_file():
        raise Unusable(f"没有这个文件：{path}")
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise Unusable(f"不认识的格式“{path.suffix}”，请给 {'、'.join(FORMATS)} 文件。")
    source = form(path)
    if source.headings:
        missing = [SHOWN[c] for c in REQUIRED if c not in columns_of(source.headings)]
        if missing:
            raise Unusable(
                f"缺少列：{'、'.join(missing)}。现有的列：{'、'.join(source.headings)}。"
            )
    return source


def take_in(
    source: Source,
    *,
    actor: Actor,
    reader: RowReader,
    report: Report,
    rejects: Rejects,
    screen: IO[str],
    clock: Callable[[], datetime],
) -> Counter[Result]:
    """Every row of the file. Each is a transaction of its own, so it can be stopped at any point.

    Raises Stopped, or KeyboardInterrupt, with report and rejects complete up to the last row dealt
    with.
    """
    counts: Counter[Result] = Counter()
    progress = Progress(source.total, screen)
    try:
        for record in source.records():
            outcome = _one(record, actor, reader, clock)
            if outcome.result == Result.REJECTED:
                rejects.keep(record)
            counts[outcome.result] += 1
            number = grouped(outcome.number)
            report.add([record.line, outcome.ref, outcome.result, number, outcome.reason])
            if progress.show(counts.total()):
                report.flush()
    finally:
        progress.show(counts.total(), last=True)
        report.close()
        rejects.close()
    return counts


def _one(record: Record, actor: Actor, reader: RowReader, clock: Callable[[], datetime]) -> Outcome:
    if record.broken:
        return Outcome(Result.REJECTED, reason=record.broken)
    ref = _ref(record)
    row: Row | None = None
    try:
        row = reader.read(record.cells)
        done = submit(actor=actor, request=row.request, at=clock(), key=row.key)
    except Invalid as refused:
        reason = (
            REUSED
            if refused.code == "key_reused"
            else shown_reason(refused, row.service if row else None)
        )
        return Outcome(Result.REJECTED, ref, reason=reason)
    except Refusal as refused:
        return Outcome(Result.REJECTED, ref, reason=refused.message)
    except Exception as fault:
        if outage(fault) is Outage.DATABASE:
            raise Stopped from fault
        # A fault of ours must not cost the rows that follow; its text may quote the row, so only its kind.
        log.error("intake row %s: %s", record.line, type(fault).__name__)
        reason = f"系统没能处理这一行（{type(fault).__name__}），请联系管理员。"
        return Outcome(Result.REJECTED, ref, reason=reason)
    return Outcome(Result.KNOWN if done.repeated else Result.NEW, ref, done.order.number)


def _ref(record: Record) -> str:
    heading = columns_of(record.cells).get("ref", "")
    value = record.cells.get(heading)
    return str(value)[:100] if isinstance(value, str | int) else ""
