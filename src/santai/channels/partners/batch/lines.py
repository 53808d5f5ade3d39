"""JSON Lines and CSV: read as a stream, every row with its own bytes."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from santai.channels.partners.batch.columns import distinct
from santai.channels.partners.batch.encodings import ESCAPED, Survey, is_whole, survey
from santai.channels.partners.batch.records import (
    NAMELESS,
    Record,
    Rejects,
    Unusable,
    private,
)
from santai.channels.partners.reading import BadBody, parsed

LONGEST_ROW = 500  # lines; a quote that is not closed by then is a mistake, not a long text
MIXED = "这一行的编码和文件其余部分不同，有认不出的字。"
csv.field_size_limit(LONGEST_ROW * 100_000)


class JsonLines:
    """One JSON object a line."""

    headings: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        self._path = path
        self._survey = survey(path)
        self.total = self._survey.lines

    def records(self) -> Iterator[Record]:
        with _open(self._path, self._survey) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield self._record(number, line)

    def rejects(self, path: Path) -> Rejects:
        return RejectedLines(path)

    def _record(self, number: int, line: str) -> Record:
        raw = _bytes(line, self._survey)
        if not is_whole(line):
            return Record(number, broken=MIXED, raw=raw)
        try:
            value = parsed(line.encode())
        except BadBody as error:
            return Record(number, broken=error.message, raw=raw)
        if not isinstance(value, dict):
            return Record(number, broken="这一行不是 JSON 对象。", raw=raw)
        return Record(number, value, raw=raw)


class Csv:
    """Rows under a line of headings; the delimiter is the one the headings are divided by."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._survey = survey(path)
        self.total = self._survey.lines - 1
        with _open(path, self._survey) as file:
            self._first = file.readline()
        self._delimiter = max(",\t;", key=self._first.count)
        try:
            row = next(csv.reader([self._first], delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration):
            raise Unusable("第一行不是列名。") from None
        self.headings = distinct(row)

    def records(self) -> Iterator[Record]:
        with _open(self._path, self._survey) as file:
            lines = _Lines(file)
            next(lines)
            reader = self._reader(lines)
            while True:
                lines.begin()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    # Only the first line is to blame; the next one may be a good row.
                    first = lines.give_back_all_but_one()
                    yield Record(lines.number, broken=_said(error), raw=self._raw(first))
                    reader = self._reader(lines)
                else:
                    yield from self._record(lines.number, cells, "".join(lines.taken))

    def rejects(self, path: Path) -> Rejects:
        return RejectedLines(path, head=_bytes(self._first, self._survey, first=True))

    def _reader(self, lines: _Lines) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def _record(self, number: int, cells: list[str], text: str) -> Iterator[Record]:
        raw = self._raw(text)
        if not any(cell.strip() for cell in cells):
            return
        if not is_whole(text):
            yield Record(number, broken=MIXED, raw=raw)
        elif len(cells) != len(self.headings):
            wrong = f"有 {len(cells)} 列，列名有 {len(self.headings)} 列，对不上。"
            yield Record(number, broken=wrong, raw=raw)
        elif any(cell.strip() for name, cell in zip(self.headings, cells, strict=True) if not name):
            yield Record(number, broken=NAMELESS, raw=raw)
        else:
            yield Record(number, dict(zip(self.headings, cells, strict=True)), raw=raw)

    def _raw(self, text: str) -> bytes:
        return _bytes(text, self._survey)


class _Lines:
    """The lines of a file, some of which can be given back."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._back: deque[str] = deque()
        self._read = 0
        self.taken: list[str] = []
        self.number = 1  # of the first line taken

    def begin(self) -> None:
        self.taken = []
        self.number = self._read + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_ROW:
            raise csv.Error("unexpected end of data")
        line = self._back.popleft() if self._back else next(self._file)
        self._read += 1
        self.taken.append(line)
        return line

    def give_back_all_but_one(self) -> str:
        first, *others = self.taken
        self._back.extendleft(reversed(others))
        self._read -= len(others)
        return first


class RejectedLines:
    """The rejected rows as they were, byte for byte; made when there is one."""

    def __init__(self, path: Path, head: bytes = b"") -> None:
        self.path = path
        self._head = head
        self._file: IO[bytes] | None = None

    def keep(self, record: Record) -> None:
        if self._file is None:
            self._file = private(self.path)
            self._file.write(self._head)
        raw = record.raw
        self._file.write(raw if raw.endswith((b"\n", b"\r")) else raw + b"\n")
        self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _open(path: Path, seen: Survey) -> IO[Any]:
    # newline="\n": the line ends stay in the text, and a lone \r inside a cell ends nothing
    return path.open(encoding=seen.encoding, errors=ESCAPED, newline="\n")


def _bytes(text: str, seen: Survey, *, first: bool = False) -> bytes:
    """What stood in the file. The mark belongs to its first line only."""
    encoding = seen.encoding if first else seen.encoding.removesuffix("-sig")
    return text.encode(encoding, ESCAPED)


def _said(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "引号没有配对。"
    return "这一行的引号用得不对。"
