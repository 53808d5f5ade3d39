"""Limitation periods: counted from the day a text names, said with the caution they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from santai.capabilities.knowledge.triage.dates import Named
from santai.capabilities.knowledge.triage.reading import Period
from santai.catalogue.current import catalogue
from santai.catalogue.triage import Limitation
from santai.kernel.words import say
from santai.kernel.workdays import ZONE, CalendarGap, due


def periods(
    limits: Iterable[Limitation], days: Sequence[Named], spoken_at: int, today: date
) -> tuple[Period, ...]:
    """Each period, with its end where the text names a day. `spoken_at`: where the trouble itself is told."""
    event = _event(days, spoken_at)
    return tuple(_period(limit, event, today) for limit in limits)


def _event(days: Sequence[Named], spoken_at: int) -> Named | None:
    """The day nearest to where the trouble is told: somebody hired in 2019 and sent away in March means March."""
    return min(days, key=lambda named: (abs(spoken_at - named.start), -named.start), default=None)


def _period(limit: Limitation, event: Named | None, today: date) -> Period:
    ends = _ends(limit, event.day) if event else None
    exact = bool(event and event.exact)
    return Period(
        limit.id,
        limit.title,
        limit.basis,
        _says(limit, event, ends, today),
        limit.caution,
        event.day if event and ends else None,
        ends,
        exact,
    )


def _ends(limit: Limitation, start: date) -> date | None:
    moment = datetime.combine(start, time(12), ZONE)
    try:
        return due(catalogue().calendar, moment, limit.lasts).on
    except CalendarGap:
        return None


def _says(limit: Limitation, event: Named | None, ends: date | None, today: date) -> str:
    if event is None or ends is None:
        return say(
            "{title}：从{starts}起算，{lasts}。",
            title=limit.title.said,
            starts=limit.starts.said,
            lasts=limit.lasts.said,
        )
    values = {
        "title": limit.title.said,
        "words": event.words,
        "lasts": limit.lasts.said,
        "ends": ends,
    }
    if ends < today:
        return say(
            "{title}：按您说的“{words}”算，{lasts}到 {ends} 就满了，可能已经过了。"
            "也可能中断过、还来得及，请尽快让人帮您看。",
            **values,
        )
    if event.exact:
        return say("{title}：按您说的“{words}”算，{lasts}到 {ends} 为止。", **values)
    return say(
        "{title}：按您说的“{words}”往早里算，{lasts}最早到 {ends} 为止，哪天发生的请再说准些。",
        **values,
    )
