"""What a document says, as plain data: all that its PDF is made of and all that is frozen."""

from __future__ import annotations

import json
import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.documents.actions.filling import (
    DocumentError,
    fill_line,
    fill_paragraphs,
    fill_table,
)
from santai.capabilities.places.models import Organisation
from santai.catalogue.schema import DocumentSpec, Paragraph
from santai.kernel.citation import numeral
from santai.kernel.texts import one_line

SERIAL = "\ue000"  # stands for the serial while the rest of the number is filled in
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_DIGITS = "〇一二三四五六七八九"


def facts_of(organisation: Organisation, day: date) -> dict[str, Any]:
    """The places every document can fill without being told."""
    return {
        "organisation": {
            "name": organisation.name,
            "short": organisation.short or organisation.name,
            "phone": organisation.phone,
            "address": organisation.address,
        },
        "today": day,
        "year": day.year,
    }


def content(
    spec: DocumentSpec, organisation: Organisation, facts: Mapping[str, Any], day: date
) -> dict[str, Any]:
    """The filled document, without number. JSON values only."""
    second = {"second": _second(spec, facts)} if spec.english and facts.get("english") else {}
    return second | {
        "order": one_line(str(facts.get("order", {}).get("number", ""))),
        "organisation": one_line(organisation.name),
        "title": one_line(str(spec.title)),
        "addressee": fill_line(spec.addressee, facts),
        "paragraphs": _body(spec.body, facts),
        "table": _table(facts["table"]) if "table" in facts else None,
        "signatures": [one_line(str(line)) for line in facts.get("signatures", ())],
        "signed_by": fill_line(spec.signed_by, facts),
        "date": chinese_date(day),
        "made": [day.year, day.month, day.day],
    }


def _body(body: Iterable[Paragraph], facts: Mapping[str, Any]) -> list[str | dict[str, Any]]:
    """Paragraphs and tables in order."""
    found: list[str | dict[str, Any]] = []
    for one in body:
        found += fill_paragraphs([one], facts) if isinstance(one, str) else fill_table(one, facts)
    return found


def _second(spec: DocumentSpec, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The English below the Chinese; its days are written as days are in English."""
    body = _body(spec.english, facts)
    return {"title": one_line(spec.title.en), "paragraphs": [_in_english(one) for one in body]}


def _in_english(part: str | dict[str, Any]) -> str | dict[str, Any]:
    if isinstance(part, str):
        return DAY.sub(lambda day: f"{day[3]} {month_name[int(day[2])]} {day[1]}", part)
    rows = [[_in_english(cell) for cell in row] for row in part["rows"]]
    return {**part, "rows": rows}


def series(spec: DocumentSpec, facts: Mapping[str, Any]) -> str:
    """The number with `SERIAL` where the serial goes."""
    filled = fill_line(spec.number, {**facts, "serial": SERIAL})
    if filled.count(SERIAL) != 1:
        raise DocumentError(
            _("文号格式“%(format)s”要有一个 {serial}。请在事项文件里补上。")
            % {"format": spec.number}
        )
    return filled


def fingerprint(data: Mapping[str, Any]) -> str:
    """SHA-256 over everything the document says; its beginning is printed in the footer."""
    return sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def chinese_date(day: date) -> str:
    """As decisions are dated.

    >>> chinese_date(date(2026, 11, 20))
    '二〇二六年十一月二十日'
    """
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


def _table(given: Mapping[str, Any]) -> dict[str, Any]:
    head = [one_line(str(cell)) for cell in given["head"]]
    rows = [[one_line(str(cell)) for cell in row] for row in given["rows"]]
    widths = [int(part) for part in given.get("widths", [1] * len(head))]
    if {len(widths), *map(len, rows)} != {len(head)}:
        raise DocumentError(_("文书里的表格每行格数要与表头相同。"))
    return {"head": head, "rows": rows, "widths": widths}
