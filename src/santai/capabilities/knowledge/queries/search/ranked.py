"""The ranker of the search box: kept by each process, made anew when the index, the order or an answer is new."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Max

from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import AnswerVersion
from santai.capabilities.knowledge.queries.index import index
from santai.capabilities.knowledge.queries.rankers import ranker, trained_file
from santai.capabilities.knowledge.ranking import Hit, Ranker

_kept: dict[str, tuple[Any, Ranker | None]] = {}


def ranked(text: str, limit: int, *, on: date) -> list[Hit]:
    """The articles that answer best; none where there is no index. One query."""
    made = index()
    if made is None:
        return []
    stamp = (made.digest, _learned(), on, _answers())
    if _kept.get("ranker", (None,))[0] != stamp:
        _kept["ranker"] = (stamp, ranker(on=on))
    held = _kept["ranker"][1]
    return held.rank(text, limit) if held else []


def _learned() -> int:
    try:
        return trained_file().stat().st_mtime_ns
    except OSError:
        return 0


def _answers() -> tuple[Any, ...]:
    """What changes with every answer that is approved or ended."""
    rows = AnswerVersion.objects.filter(state=State.APPROVED)
    return tuple(rows.aggregate(Count("pk"), Max("reviewed_at"), Max("pk")).values())
