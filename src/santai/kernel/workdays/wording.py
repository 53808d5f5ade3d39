"""Why a limit ends when it does: one Chinese sentence, to be checked with a calendar in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

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
    return "，".join(sentence.clauses()) + (f"；依据{basis}。" if basis else "。")


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
        since = f" {_clock(self.start)}" if self.by_hours else "（不计当日）"
        return f"自 {self.day(self.start.date())}{since}起 {self.term.zh}"

    def extensions(self) -> Iterator[str]:
        if self.due.extended:
            several = "先后" if len(self.due.extended) > 1 else ""
            yield f"经批准{several}延长 " + "、".join(term.zh for term in self.due.extended)

    def skipped(self) -> Iterator[str]:
        name = self.due.calendar.name
        holidays = [day for day in self.due.skipped if name(day) not in WEEKEND.values()]
        runs = _runs(holidays, name)
        text = "、".join(f"{name(first)}（{self.span(first, last)}）" for first, last in runs)
        if weekend := len(self.due.skipped) - len(holidays):
            text += f"{'和' * bool(text)} {weekend} 个周末休息日"
        if text:
            yield f"跳过{text}"

    def worked(self) -> Iterator[str]:
        if self.due.worked:
            yield "计入调休上班的 " + "、".join(map(self.day, self.due.worked))

    def paused(self) -> Iterator[str]:
        reasons = dict.fromkeys(
            pause.reason + "，尚未恢复" * (pause.end is None) for pause in self.due.pauses
        )
        if reasons:
            yield f"其间暂停 {self.pause_length()}（{'、'.join(reasons)}）"

    def pause_length(self) -> str:
        terms = (self.term, *self.due.extended)
        if self.by_hours:
            allowed = sum(term.amount for term in terms) * HOUR
            return _duration(self.due.at - self.start - allowed)
        working = all(term.unit is Unit.WORKING_DAYS for term in terms)
        return Term(self.due.paused_days, Unit.WORKING_DAYS if working else Unit.DAYS).zh

    def missing_day(self) -> Iterator[str]:
        """A month without the corresponding day ends the limit on its own last day (民法典 202)."""
        if self.term.unit in MONTHS_IN:
            months = self.term.amount * MONTHS_IN[self.term.unit]
            end = corresponding_day(self.start.date(), months)
            if end.day != self.start.day:
                yield f"{end.month} 月无 {self.start.day} 日，以月末计"

    def ending(self) -> str:
        due, calendar = self.due, self.due.calendar
        text = f"止于 {self.day(due.nominal)}"
        if due.fixed:
            return f"{text}，遇休息日不顺延"
        if due.rolled:
            names = "、".join(dict.fromkeys(map(calendar.name, due.rolled)))
            made_up = "（调休上班日）" if calendar.is_makeup(due.on) else ""
            return f"{text}，逢{names}休息日顺延至 {self.day(due.on)}{made_up}"
        if calendar.is_makeup(due.on) and due.on not in due.worked:
            text += "（调休上班日，不顺延）"
        return text

    def ending_by_hours(self) -> str:
        due = self.due
        clock = _clock(due.at) if due.at.date() == due.on else "24 时"
        return f"止于 {self.day(due.on)} {clock}"

    def provisional(self) -> str:
        years = "、".join(f"{year} 年" for year in self.due.unannounced)
        return f"（暂定：{years}放假安排尚未公布）" if years else ""

    def day(self, day: date) -> str:
        year = "" if day.year == self.year else f"{day.year} 年 "
        self.year = day.year
        return f"{year}{day.month} 月 {day.day} 日"

    def span(self, first: date, last: date) -> str:
        text = self.day(first)
        if last == first:
            return text
        same_month = (first.year, first.month) == (last.year, last.month)
        return f"{text}至 {f'{last.day} 日' if same_month else self.day(last)}"


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
    return f"{moment.hour} 时" + (f" {moment.minute} 分" if moment.minute else "")


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(-(-length // MINUTE), 60)  # a minute begun is said as one
    return " ".join([f"{hours} 小时"] * bool(hours) + [f"{minutes} 分钟"] * bool(minutes))
