"""Why a limit ends when it does: one sentence, to be checked with a calendar in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from santai.kernel.words import MONTHS, day_said, listed, said, say, word
from santai.kernel.workdays.calendars import DAY, WEEKEND
from santai.kernel.workdays.counting import HOUR, MONTHS_IN, Due
from santai.kernel.workdays.terms import Term, Unit, corresponding_day, in_shanghai

MINUTE = timedelta(minutes=1)


def explain(due: Due, start: datetime, term: Term, *, basis: str) -> str:
    """How `due` follows from `start` and `term`; `basis` names the article as people read it.

    自 2025 年 9 月 26 日（不计当日）起 5 个工作日，跳过国庆节、中秋节（10 月 1 日至 8 日）
    和 1 个周末休息日，计入调休上班的 9 月 28 日，止于 10 月 10 日；依据《…法》第…条。
    """
    sentence = _Sentence(due, in_shanghai(start), term)
    clauses = said("，").join(sentence.clauses())
    if basis:
        return say("{clauses}；依据{basis}。", clauses=clauses, basis=basis)
    return say("{clauses}。", clauses=clauses)


class _Sentence:
    """The clauses of one explanation. A year is named only where it is not the one named last."""

    def __init__(self, due: Due, start: datetime, term: Term) -> None:
        self.due = due
        self.start = start
        self.term = term
        self.by_hours = term.unit is Unit.HOURS
        self.year = 0

    def clauses(self) -> Iterator[str]:
        yield self.beginning()
        yield from self.extensions()
        yield from self.skipped()
        yield from self.worked()
        yield from self.paused()
        yield from self.missing_day()
        yield self.ending_by_hours() if self.by_hours else self.ending() + self.provisional()

    def beginning(self) -> str:
        day, term = self.day(self.start.date()), self.term.said
        if self.by_hours:
            return say("自 {day} {clock}起 {term}", day=day, clock=_clock(self.start), term=term)
        return say("自 {day}（不计当日）起 {term}", day=day, term=term)

    def extensions(self) -> Iterator[str]:
        if self.due.extended:
            terms = listed(term.said for term in self.due.extended)
            if len(self.due.extended) > 1:
                yield say("经批准先后延长 {terms}", terms=terms)
            else:
                yield say("经批准延长 {term}", term=terms)

    def skipped(self) -> Iterator[str]:
        name = self.due.calendar.name
        holidays = [day for day in self.due.skipped if name(day) not in WEEKEND.values()]
        runs = _runs(holidays, name)
        text = listed(
            say("{holiday}（{days}）", holiday=said(name(first)), days=self.span(first, last))
            for first, last in runs
        )
        weekend = len(self.due.skipped) - len(holidays)
        if text and weekend:
            yield say("跳过{holidays}和 {count} 个周末休息日", holidays=text, count=weekend)
        elif text:
            yield say("跳过{holidays}", holidays=text)
        elif weekend:
            yield say("跳过 {count} 个周末休息日", count=weekend)

    def worked(self) -> Iterator[str]:
        if self.due.worked:
            yield say("计入调休上班的 {days}", days=listed(map(self.day, self.due.worked)))

    def paused(self) -> Iterator[str]:
        reasons = dict.fromkeys(
            said(pause.reason)
            if pause.end is not None
            else say("{reason}，尚未恢复", reason=said(pause.reason))
            for pause in self.due.pauses
        )
        if reasons:
            length = self.pause_length()
            yield say("其间暂停 {length}（{reasons}）", length=length, reasons=listed(reasons))

    def pause_length(self) -> str:
        terms = (self.term, *self.due.extended)
        if self.by_hours:
            allowed = sum(term.amount for term in terms) * HOUR
            return _duration(self.due.at - self.start - allowed)
        working = all(term.unit is Unit.WORKING_DAYS for term in terms)
        return Term(self.due.paused_days, Unit.WORKING_DAYS if working else Unit.DAYS).said

    def missing_day(self) -> Iterator[str]:
        """A month without the corresponding day ends the limit on its own last day (民法典 202)."""
        if self.term.unit in MONTHS_IN:
            months = self.term.amount * MONTHS_IN[self.term.unit]
            end = corresponding_day(self.start.date(), months)
            if end.day != self.start.day:
                month = said(MONTHS[end.month - 1])
                yield say("{month}无 {day} 日，以月末计", month=month, day=self.start.day)

    def ending(self) -> str:
        due, calendar = self.due, self.due.calendar
        end = self.day(due.nominal)
        if due.fixed:
            return say("止于 {day}，遇休息日不顺延", day=end)
        if due.rolled:
            names = listed(map(said, dict.fromkeys(map(calendar.name, due.rolled))))
            then = self.day(due.on)
            if calendar.is_makeup(due.on):
                text = word("止于 {day}，逢{holidays}休息日顺延至 {then}（调休上班日）")
                return say(text, day=end, holidays=names, then=then)
            return say(
                "止于 {day}，逢{holidays}休息日顺延至 {then}", day=end, holidays=names, then=then
            )
        if calendar.is_makeup(due.on) and due.on not in due.worked:
            return say("止于 {day}（调休上班日，不顺延）", day=end)
        return say("止于 {day}", day=end)

    def ending_by_hours(self) -> str:
        due = self.due
        clock = _clock(due.at) if due.at.date() == due.on else say("{hour} 时", hour=24)
        return say("止于 {day} {clock}", day=self.day(due.on), clock=clock)

    def provisional(self) -> str:
        years = listed(say("{year} 年", year=year) for year in self.due.unannounced)
        return say("（暂定：{years}放假安排尚未公布）", years=years) if years else ""

    def day(self, day: date) -> str:
        named, self.year = day.year == self.year, day.year
        return day_said(day, year=not named)

    def span(self, first: date, last: date) -> str:
        text = self.day(first)
        if last == first:
            return text
        if (first.year, first.month) == (last.year, last.month):
            return say("{first}至 {day} 日", first=text, day=last.day)
        return say("{first}至 {last}", first=text, last=self.day(last))


def _runs(days: Iterable[date], name: Callable[[date], str]) -> list[tuple[date, date]]:
    """First and last day of each row of neighbouring days that bear one name."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and runs[-1][1] == day - DAY and name(runs[-1][1]) == name(day):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _clock(moment: datetime) -> str:
    if moment.minute:
        return say("{hour} 时 {minute} 分", hour=moment.hour, minute=moment.minute)
    return say("{hour} 时", hour=moment.hour)


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(-(-length // MINUTE), 60)  # a minute begun is said as one
    said_hours = [say("{count} 小时", count=hours)] * bool(hours)
    return " ".join(said_hours + [say("{count} 分钟", count=minutes)] * bool(minutes))
