"""Days and moments as people read them: 11 月 26 日（周四）, 剩 2 个工作日, 超 1 天."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from santai.kernel.words import day_said, say
from santai.kernel.workdays import ZONE, Calendar, CalendarGap

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
SOON = 1  # working days left that make a limit pressing


def today(now: datetime) -> date:
    return now.astimezone(ZONE).date()


def day_words(day: date, now: datetime) -> str:
    """ "11 月 26 日（周四）"; with the year where it is not this one."""
    return day_said(day, year=day.year != today(now).year, weekday=True)


def moment_words(moment: datetime, now: datetime) -> str:
    """ "11 月 26 日（周四）9:05"."""
    local = moment.astimezone(ZONE)
    clock = f"{local.hour}:{local.minute:02}"
    return say("{day}{clock}", day=day_words(local.date(), now), clock=clock)


def clock_words(moment: datetime) -> str:
    """ "上午 9:05", "下午 2:30": the hour as people say it to each other."""
    local = moment.astimezone(ZONE)
    time_ = f"{local.hour % 12 or 12}:{local.minute:02}"
    return (_("上午 %s") if local.hour < 12 else _("下午 %s")) % time_


def last_day(due_at: datetime) -> date:
    """The last day of a limit whose end (exclusive) is `due_at`."""
    return (due_at.astimezone(ZONE) - TICK).date()


def by_words(due_at: datetime, now: datetime) -> str:
    """By when: "11 月 26 日（周四）前"; a limit in hours names the hour."""
    local = due_at.astimezone(ZONE)
    if local.time() == time():
        return say("{day}前", day=day_words(last_day(due_at), now))
    return say("{moment} 前", moment=moment_words(due_at, now))


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What stands in the first column of a list. `urgency`: late, now, soon or calm (a class of the style)."""

    words: str
    urgency: str


def time_left(due_at: datetime | None, now: datetime, calendar: Calendar) -> TimeLeft:
    if due_at is None:
        return TimeLeft(say("不计时"), "calm")
    if due_at <= now:
        return _over(due_at, now)
    left = due_at - now
    if due_at.astimezone(ZONE).time() != time() and left < 24 * HOUR:
        return TimeLeft(say("剩 {count} 小时", count=max(1, left // HOUR)), "now")
    return _ahead(last_day(due_at), today(now), calendar)


def _over(due_at: datetime, now: datetime) -> TimeLeft:
    days = (today(now) - last_day(due_at)).days
    if days:
        return TimeLeft(say("超 {count} 天", count=days), "late")
    return TimeLeft(say("超 {count} 小时", count=max(1, (now - due_at) // HOUR)), "late")


def _ahead(last: date, day: date, calendar: Calendar) -> TimeLeft:
    if last == day:
        return TimeLeft(say("今天到期"), "now")
    try:
        working = calendar.working_days(day, last)
    except CalendarGap:  # a year whose holidays nobody has entered yet: plain days are still true
        return TimeLeft(say("剩 {count} 天", count=(last - day).days), "calm")
    if working == 0:
        return TimeLeft(say("剩休息日"), "now")
    return TimeLeft(
        say("剩 {count} 个工作日", count=working), "soon" if working <= SOON else "calm"
    )
