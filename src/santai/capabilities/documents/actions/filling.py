"""Putting facts into the places of a text: {applicant.name} and nothing cleverer.

Look-ups go through mappings only, never through attributes or `format`, so a service file can name
facts but cannot reach into the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from santai.catalogue.placeholders import WRITTEN, stray_brace
from santai.catalogue.schema import TableSpec
from santai.kernel.citation import Citation
from santai.kernel.errors import Refusal
from santai.kernel.texts import lines, one_line
from santai.kernel.workdays import ZONE

NOT_GIVEN = "（未提供）"
NONE = "（无）"
MARKS = frozenset("。；，")  # of which two never stand side by side


class DocumentError(Refusal):
    """A document cannot be made: its text names something that is not there."""

    status = 422
    code = "document"


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """The text with every place filled, line breaks of the facts kept.

    A fact that is there but empty reads （未提供）. A full stop somebody wrote at the end gives way to the mark
    that follows in the text. Raises DocumentError naming the place when the fact is not there at all.
    """
    if stray_brace(text):
        raise DocumentError(
            _("文书里的花括号没有成对：“%(text)s”。请在事项文件里补上。") % {"text": text}
        )
    return WRITTEN.sub(lambda place: _set(place, text, facts), text)


def _set(place: re.Match[str], text: str, facts: Mapping[str, Any]) -> str:
    said = _said(_find(place[1], facts), place[1])
    goes_on = text[place.end() : place.end() + 1] in MARKS
    return (goes_on and said.rstrip("".join(MARKS))) or said


def fill_line(text: str, facts: Mapping[str, Any]) -> str:
    """The same in one line, for titles, numbers and names; empty when all its facts are."""
    return "" if _holds_nothing(text, facts) else one_line(fill(text, facts))


def fill_paragraphs(texts: Iterable[str], facts: Mapping[str, Any]) -> list[str]:
    """Paragraphs: a line break in a fact begins a new one; one that is only an empty fact is left out."""
    kept = (text for text in texts if not _holds_nothing(text, facts))
    return [line for text in kept for line in lines(fill(text, facts))]


def fill_table(table: TableSpec, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The table with its places filled, as a list of one; none where no row has anything to say.

    A row that names facts, all of them empty, is left out: what was not asked has no line on the sheet.
    """
    kept = [row for row in table.rows if not _says_nothing(row, facts)]
    if not kept:
        return []
    rows = [[one_line(fill(cell, facts)) for cell in row] for row in kept]
    head = [one_line(fill(cell, facts)) for cell in table.head]
    return [{"head": head, "rows": rows, "widths": list(table.widths) or [1] * len(rows[0])}]


def _says_nothing(row: Iterable[str], facts: Mapping[str, Any]) -> bool:
    names = [name for cell in row for name in WRITTEN.findall(cell)]
    return bool(names) and all(_is_empty(_find(name, facts)) for name in names)


def _holds_nothing(text: str, facts: Mapping[str, Any]) -> bool:
    """Whether a text consists of places alone and none of them has anything to say."""
    places = WRITTEN.findall(text)
    if not places or WRITTEN.sub("", text).strip("：:，。；、（）() "):
        return False
    return all(_is_empty(_find(name, facts)) for name in places)


def _find(name: str, facts: Mapping[str, Any]) -> Any:
    found: Any = facts
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise DocumentError(
                _("文书要写“%(name)s”，但是没有这项内容。请先填写，或在事项文件里改掉这个占位符。")
                % {"name": name}
            )
        found = found[part]
    return found


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not value)


def _said(value: Any, name: str) -> str:
    """A value as it stands in a sentence."""
    match value:
        case None | "":
            return NOT_GIVEN
        case str():
            return value
        case bool():
            return "是" if value else "否"
        case int() | Decimal():
            return str(value)
        case datetime():
            local = value.astimezone(ZONE)
            return f"{_day(local)} {local:%H:%M}"
        case date():
            return _day(value)
        case Citation():
            return value.zh
        case list() | tuple():
            return "、".join(_said(part, name) for part in value) or NONE
    raise DocumentError(
        _("文书里的“%(name)s”不是能写出来的内容（%(kind)s）。")
        % {"name": name, "kind": type(value).__name__}
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
