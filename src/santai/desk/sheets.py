"""Tables as .xlsx: the words and numbers of the page, and nothing in a cell that a program would run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from santai.capabilities.oversight.queries.tables import Table

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what makes a program take a text for a formula
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters XML cannot hold
UNNAMED = re.compile(r"[\[\]:*?/\\]")  # characters the name of a sheet cannot hold
BOLD = Font(bold=True)
WIDEST = 60


def workbook(tables: Iterable[Table], about: str) -> bytes:
    """One sheet for each table: what it is about, its head and rows as shown, and how it is counted."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(UNNAMED.sub("", table.title)[:31])
        _set_widths(sheet, table)
        sheet.append([_cell(sheet, f"{table.title}　{about}", bold=True)])
        sheet.append([_cell(sheet, words, bold=True) for words in table.head])
        for row in table.rows:
            sheet.append([_cell(sheet, _value(cell.text, cell.number)) for cell in row])
        sheet.append([])
        for words in filter(None, (table.note, *table.says)):
            sheet.append([_cell(sheet, words)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_response(tables: Iterable[Table], name: str, about: str) -> HttpResponse:
    disposition = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return HttpResponse(
        workbook(tables, about),
        content_type=TYPE,
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )


def _value(text: str, number: float | Decimal | None) -> str | float | Decimal:
    """A count goes in as a number, to be summed; a share as it is written, with its percent sign."""
    return text if number is None or text.endswith("%") else number


def _cell(sheet: Any, value: str | float | Decimal, *, bold: bool = False) -> Any:
    """A text stays a text, whatever it begins with: marked as one for good, so that editing changes nothing."""
    text = UNFIT.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, text)  # type: ignore[arg-type]  # its stubs know no Decimal
    if isinstance(text, str):
        cell.data_type = "s"
        if text.startswith(DANGEROUS):
            cell.quotePrefix = True
    if bold:
        cell.font = BOLD
    return cell


def _set_widths(sheet: Any, table: Table) -> None:
    shown: list[Sequence[str]] = [table.head, *([c.text for c in row] for row in table.rows)]
    for column in range(len(table.head)):
        widest = max(sum(1 + (ord(c) > 255) for c in line[column]) for line in shown)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(widest + 3, WIDEST)
