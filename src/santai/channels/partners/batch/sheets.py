"""Excel files: the first sheet, values as people see them, and what a sheet hides named."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from santai.channels.partners.batch.columns import distinct
from santai.channels.partners.batch.records import (
    NAMELESS,
    Record,
    Rejects,
    Unusable,
    private,
)

LARGEST = 1024 * 1024 * 1024  # bytes unpacked: more is a bomb or not a list of matters
EXACT = 10**15  # a number cell keeps 15 digits; the rest was lost when it was typed in
_MERGED = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


class Sheet:
    """Rows under the first row's headings. Read twice side by side: formulas, and their last
    values.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        _refuse_bombs(path)
        try:
            book = load_workbook(path, read_only=True)
            sheet = book.worksheets[0]
            self._merged = _merged_rows(path, cast(Any, sheet)._worksheet_path)
            first = next(sheet.iter_rows(max_row=1, values_only=True), ())
            self.total = max((sheet.max_row or 1) - 1, 0)
            book.close()
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            ParseError,
            KeyError,
            ValueError,
            IndexError,
            OSError,
            TypeError,
        ) as error:  # fmt: skip -- what openpyxl lets through from a file that only looks like one
            raise Unusable("打不开这个 Excel 文件，请用 Excel 另存一次再试。") from error
        self.headings = distinct("" if name is None else str(name) for name in first)
        if not any(self.headings):
            raise Unusable("第一张表的第一行应当是列名。")

    def records(self) -> Iterator[Record]:
        written = load_workbook(self._path, read_only=True)
        shown = load_workbook(self._path, read_only=True, data_only=True)
        try:
            rows = zip(
                written.worksheets[0].iter_rows(min_row=2),
                shown.worksheets[0].iter_rows(min_row=2, values_only=True),
                strict=False,
            )
            for number, (cells, values) in enumerate(rows, start=2):
                if any(cell.value is not None for cell in cells):
                    yield self._record(number, cells, values)
        finally:
            written.close()
            shown.close()

    def rejects(self, path: Path) -> Rejects:
        return RejectedRows(path, self.headings)

    def _record(self, number: int, cells: Any, values: Any) -> Record:
        raw = tuple((cell.value, cell.data_type) for cell in cells)
        if number in self._merged:
            return Record(number, broken="有合并单元格，请拆开并逐行填写。", raw=raw)
        found = {}
        names = [*self.headings, *("" for _ in raw[len(self.headings) :])]
        for name, (_, kind), value in zip(names, raw, values, strict=False):
            try:
                found[name] = _cell_value(name, kind, value)
            except ValueError as odd:
                return Record(number, broken=str(odd), raw=raw)
        found.pop("", None)
        return Record(number, found, raw=raw)


class RejectedRows:
    """The rejected rows with their headings, as a new workbook; made when there is one."""

    def __init__(self, path: Path, headings: tuple[str, ...]) -> None:
        self.path = path
        self._headings = headings
        self._book: Workbook | None = None

    def keep(self, record: Record) -> None:
        if self._book is None:
            private(self.path).close()
            self._book = Workbook(write_only=True)
            self._book.create_sheet("退回").append(list(self._headings))
        sheet = self._book.worksheets[0]
        sheet.append([_cell(sheet, value, kind) for value, kind in record.raw])

    def close(self) -> None:
        if self._book is not None:
            self._book.save(self.path)


def _cell(sheet: Any, value: Any, kind: str) -> Any:
    """As it was: a text that begins with "=" stays a text, a formula stays a formula."""
    cell = WriteOnlyCell(sheet, value)
    if kind == "s" and isinstance(value, str):
        cell.data_type = "s"
    return cell


def _cell_value(name: str, kind: str, value: Any) -> Any:
    """What a cell shows, numbers as text; raises ValueError with the reason when that says too little.

    `kind` is what was written into it ("f": a formula), `value` what it came to.
    """
    if not name and value is not None:
        raise ValueError(NAMELESS)
    if kind == "f" and value is None:
        raise ValueError(f"“{name}”是公式，没有算好的值，请粘贴为数值。")
    if kind == "e" or (kind == "f" and str(value).startswith("#")):
        raise ValueError(f"“{name}”里是公式错误 {value}。")
    if value is None or isinstance(value, bool | str | datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            raise ValueError(f"“{name}”存成了数字，15 位以后已经丢失，请改成文本格式重新填写。")
        return str(int(value)) if value == int(value) else str(value)
    return str(value)


def _merged_rows(path: Path, sheet: str) -> set[int]:
    """Rows that a cell reaching over several rows covers, without the first of them."""
    with zipfile.ZipFile(path) as book, book.open(sheet.lstrip("/")) as content:
        rows: set[int] = set()
        tail = b""
        while piece := content.read(1 << 20):
            for found in _MERGED.findall(tail + piece):
                _, first, _, last = range_boundaries(found.decode())
                rows.update(range((first or 1) + 1, (last or 1) + 1))
            tail = piece[-200:]
    return rows


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as book:
            size = sum(part.file_size for part in book.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise Unusable("这不是 Excel 文件（.xlsx）。") from error
    if size > LARGEST:
        raise Unusable("这个 Excel 文件解开后太大，请分成几个文件。")
