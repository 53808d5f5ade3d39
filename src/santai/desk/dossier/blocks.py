"""What a part of a dossier is made of, as plain data for the template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from santai.kernel.workdays import ZONE

Block = dict[str, Any]
PDF = "pdf"


@dataclass(slots=True)
class Piece:
    """One line of the catalogue (卷内目录) and what lies behind it.

    `attached`: what of `Attached` is set there, page by page.
    """

    title: str
    number: str = ""
    day: str = ""
    note: str = ""
    attached: str = ""
    blocks: list[Block] = field(default_factory=list)


def pairs(rows: Iterable[tuple[str, str]], heading: str = "") -> Block:
    return {"kind": "pairs", "heading": heading, "rows": [list(row) for row in rows]}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Block:
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
    }


def says(text: str) -> Block:
    return {"kind": "says", "text": text}


def day(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d}" if moment else ""


def minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" if moment else ""
