"""What people read, in the language they chose.

Texts are written in Chinese where they are used. `say` gives them in the reader's language, by a translator
that the pages put here; without one, and inside `written_down`, everything is Chinese: what is kept, hashed or
sent must never depend on who happened to be looking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TypeVar

Translate = Callable[[str, int | None], str]
K = TypeVar("K")


def _chinese(text: str, count: int | None) -> str:
    return text


_translate: Translate = _chinese
_written_down: ContextVar[bool] = ContextVar("written_down", default=False)


def translate_with(translate: Translate) -> None:
    """From now on texts are said by `translate`, which gives back what it has no words for. The number is
    given with texts that count something: other languages than Chinese have plurals."""
    global _translate
    _translate = translate


@contextmanager
def written_down() -> Iterator[None]:
    """Chinese for everybody: around whatever makes texts that are kept."""
    token = _written_down.set(True)
    try:
        yield
    finally:
        _written_down.reset(token)


def said(text: str) -> str:
    """A text of a table or of the catalogue, in the reader's language."""
    return _said(text, None)


def say(text: str, /, **values: object) -> str:
    """A whole sentence with its values by name. What it counts is called `count`.

    >>> say("还剩 {count} 个工作日", count=3)
    '还剩 3 个工作日'
    """
    count = values.get("count")
    return _said(text, count if isinstance(count, int) else None).format(**values)


def listed(texts: Iterable[str]) -> str:
    """Several things in a row, each in the reader's language already.

    >>> listed(["身份证", "欠条"])
    '身份证、欠条'
    """
    return said("、").join(texts)


def word(text: str) -> str:
    """Marks a text of a table; `said` says it where it is shown."""
    return text


class Words(Mapping[K, str]):
    """A table of texts that reads in the reader's language.

    >>> Words({"citizen": "公民"})["citizen"]
    '公民'
    """

    def __init__(self, texts: Mapping[K, str]) -> None:
        self.texts = dict(texts)

    def __getitem__(self, key: K) -> str:
        return said(self.texts[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def _said(text: str, count: int | None) -> str:
    return _translate(text, count) if text and not _written_down.get() else text


# --- days ---------------------------------------------------------------------------------------

MONTHS = (
    word("1 月"),
    word("2 月"),
    word("3 月"),
    word("4 月"),
    word("5 月"),
    word("6 月"),
    word("7 月"),
    word("8 月"),
    word("9 月"),
    word("10 月"),
    word("11 月"),
    word("12 月"),
)
WEEKDAYS = (
    word("周一"),
    word("周二"),
    word("周三"),
    word("周四"),
    word("周五"),
    word("周六"),
    word("周日"),
)


def day_said(day: date, *, year: bool = False, weekday: bool = False) -> str:
    """A day as people write it.

    >>> day_said(date(2026, 11, 26), weekday=True), day_said(date(2026, 1, 5), year=True)
    ('11 月 26 日（周四）', '2026 年 1 月 5 日')
    """
    parts = {
        "year": day.year,
        "month": said(MONTHS[day.month - 1]),
        "day": day.day,
        "weekday": said(WEEKDAYS[day.weekday()]),
    }
    if year and weekday:
        return say("{year} 年 {month} {day} 日（{weekday}）", **parts)
    if year:
        return say("{year} 年 {month} {day} 日", **parts)
    if weekday:
        return say("{month} {day} 日（{weekday}）", **parts)
    return say("{month} {day} 日", **parts)
