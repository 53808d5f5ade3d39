"""What is told about a batch: a line for each row in a table, one line of progress on the screen."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from santai.channels.partners.batch.records import private

HEADINGS = ("行号", "编号", "结果", "工单号", "原因")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EVERY = 0.2  # seconds between two states of a screen's line
EVERY_IN_A_FILE = 10.0  # … and between two lines where nobody watches


class Report:
    """A table for Excel (UTF-8 with a mark), a line for each row; readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = TextIOWrapper(private(path), encoding="utf-8-sig", newline="")
        self._table = csv.writer(self._file)
        self._table.writerow(HEADINGS)

    def add(self, cells: Iterable[object]) -> None:
        self._table.writerow([_inert(str(cell)) for cell in cells])

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class Progress:
    """How far, how fast, how long still; on one line that is written over, or every ten seconds."""

    def __init__(self, total: int, screen: IO[str]) -> None:
        self._total = max(total, 1)
        self._screen = screen
        self._live = screen.isatty()
        self._started = self._shown = time.monotonic()

    def show(self, done: int, *, last: bool = False) -> bool:
        """Whether it was time to say something."""
        now = time.monotonic()
        if not last and now - self._shown < (EVERY if self._live else EVERY_IN_A_FILE):
            return False
        self._shown = now
        line = self._line(done, max(now - self._started, 0.001), last=last)
        self._screen.write(f"\r\x1b[K{line}" if self._live else f"{line}\n")
        if last and self._live:
            self._screen.write("\n")
        self._screen.flush()
        return True

    def _line(self, done: int, seconds: float, *, last: bool) -> str:
        rate = done / seconds
        if last:
            return f"{done:,} 行，用时 {_duration(seconds)}，每秒 {rate:.0f} 行"
        total = max(self._total, done)
        left = _duration((total - done) / rate) if rate else "未知"
        return f"{done:,}/{total:,} 行（{done * 100 // total}%），每秒 {rate:.0f} 行，还要 {left}"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} 分 {rest} 秒" if minutes < 60 else f"{minutes // 60} 小时 {minutes % 60} 分"


def _inert(text: str) -> str:
    """A cell that a spreadsheet takes for text, whatever somebody wrote into it; always one line."""
    line = " ".join(text.split("\n")).replace("\0", "")
    return f"'{line}" if line.startswith(FORMULA) else line
