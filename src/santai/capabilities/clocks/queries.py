from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from santai.capabilities import rows
from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.kernel import workdays
from santai.kernel.workdays import Calendar, Due


def clocks_of(subject: str) -> QuerySet[Clock]:
    return Clock.objects.filter(subject=subject).order_by("started_at", "pk")


_OPEN = """
SELECT {columns} FROM clocks_clock WHERE subject = %s AND state = ANY(%s) ORDER BY started_at, id
"""


def open_clocks(subject: str) -> list[Clock]:
    return rows.several(Clock, _OPEN, [subject, [ClockState.RUNNING, ClockState.PAUSED]])


def overdue(now: datetime, limit: int) -> list[Clock]:
    """Running clocks whose last day is over and that nobody has dealt with, earliest first."""
    return list(
        Clock.objects.filter(
            state=ClockState.RUNNING, due_at__lte=now, breached_at__isnull=True
        ).order_by("due_at")[:limit]
    )


def due_of(clock: Clock, calendar: Calendar, now: datetime) -> Due | None:
    """The due day counted afresh from the row; None when a notice set the day."""
    term = clock.term()
    if term is None:
        return None
    return workdays.due(
        calendar,
        clock.started_at,
        term,
        pauses=clock.pause_values(),
        extensions=clock.extension_terms(),
        now=now,
    )


def explain(clock: Clock, calendar: Calendar, now: datetime) -> str:
    """Why this day: one sentence naming the article and the days skipped."""
    due, term = due_of(clock, calendar, now), clock.term()
    if due is None or term is None:
        day = clock.due_on
        return _("通知书指定的日期：%(year)s 年 %(month)s 月 %(day)s 日；依据%(basis)s。") % {
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "basis": clock.basis,
        }
    return workdays.explain(due, clock.started_at, term, basis=clock.basis)


def outdated(fingerprint: str, limit: int) -> list[str]:
    """Subjects with running clocks that were counted under another calendar.

    A paused clock is counted when it goes on; before that its last day moves with every day that passes.
    """
    rows = Clock.objects.filter(state=ClockState.RUNNING).exclude(calendar=fingerprint)
    return list(rows.order_by("subject").values_list("subject", flat=True).distinct()[:limit])
