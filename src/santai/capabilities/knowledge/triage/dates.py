"""Days that people name: 去年三月, 二〇二三年五月, 三个月前, 上周五, 拖了两年多.

What is only a month or a year is taken from its first day: a period that is counted from it ends early rather
than late. 农历 is noticed and not converted: whoever answers must ask.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "○": 0,
}
NUMBER = r"[0-9〇○零一二两俩仨三四五六七八九十百]+"
YEARS_BACK = {"今年": 0, "本年": 0, "去年": 1, "头年": 1, "上年": 1, "前年": 2, "大前年": 3}
DAYS_BACK = {
    "今天": 0,
    "今早": 0,
    "刚才": 0,
    "刚刚": 0,
    "今儿": 0,
    "昨天": 1,
    "昨晚": 1,
    "昨日": 1,
    "昨儿": 1,
    "夜来": 1,
    "前天": 2,
    "前日": 2,
    "大前天": 3,
}
WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 5}
LUNAR = re.compile(r"农历|阴历|旧历|腊月|冬月|正月|大年|年三十")
PARTS = {"初": 1, "中": 11, "底": 21, "头": 1, "末": 21}


@dataclass(frozen=True, slots=True)
class Named:
    """A day as it was named. `exact`: the day itself was said, not just its month or about when."""

    day: date
    exact: bool
    words: str
    start: int


def number(text: str) -> int:
    """The value of digits, or of a Chinese number below a thousand; years by their signs.

    >>> number("十二"), number("二十"), number("两"), number("二〇二三"), number("一百零五"), number("15")
    (12, 20, 2, 2023, 105, 15)
    """
    if text.isascii():
        return int(text)
    if not set(text) & {"十", "百"}:
        return int("".join(str(DIGITS.get(sign, sign)) for sign in text))
    total, unit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (unit or 1) * (10 if sign == "十" else 100)
            unit = 0
        else:
            unit = DIGITS[sign] if sign in DIGITS else int(sign)
    return total + unit


def named_days(text: str, today: date) -> tuple[Named, ...]:
    """All days of the past that a text names, in the order of the text."""
    taken: list[range] = []
    found: list[Named] = []
    for pattern, read in FORMS:
        for match in pattern.finditer(text):
            span = range(match.start(), match.end())
            if any(match.start() in other or match.end() - 1 in other for other in taken):
                continue
            if (day := _safely(read, match, today)) and day[0] <= today:
                taken.append(span)
                found.append(Named(*day, match[0], match.start()))
    return tuple(sorted(found, key=lambda one: one.start))


def speaks_of_lunar(text: str) -> bool:
    return bool(LUNAR.search(text))


Day = tuple[date, bool]


def _safely(
    read: Callable[[re.Match[str], date], Day], match: re.Match[str], today: date
) -> Day | None:
    try:
        return read(match, today)
    except (ValueError, OverflowError):
        return None  # 二月三十, 十三月


def _year_of(text: str, today: date) -> int:
    year = number(text)
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    return year


def _full(match: re.Match[str], today: date) -> Day:
    year, month, day = match["year"], match["month"], match["day"]
    if not month:
        return date(_year_of(year, today), 1, 1), False
    if day:
        return date(_year_of(year, today), number(month), number(day)), True
    return date(_year_of(year, today), number(month), PARTS.get(match["part"] or "", 1)), False


def _relative_year(match: re.Match[str], today: date) -> Day:
    year = today.year - YEARS_BACK[match["back"]]
    if not match["month"]:
        return date(year, PARTS_OF_YEAR.get(match["part"] or "", 1), 1), False
    if match["day"]:
        return date(year, number(match["month"]), number(match["day"])), True
    return date(year, number(match["month"]), PARTS.get(match["part"] or "", 1)), False


PARTS_OF_YEAR = {"年底": 12, "底": 12, "年初": 1, "初": 1, "下半年": 7, "上半年": 1}


def _month_and_day(match: re.Match[str], today: date) -> Day:
    month, day = number(match["month"]), match["day"]
    found = date(today.year, month, number(day) if day else 1)
    return (found if found <= today else found.replace(year=today.year - 1)), bool(day)


def _month_back(match: re.Match[str], today: date) -> Day:
    back = 0 if match["back"][0] in "这本" else len(match["back"].split("上")) - 1
    first = _months_before(today.replace(day=1), back)
    return (first.replace(day=number(match["day"])), True) if match["day"] else (first, False)


def _ago(match: re.Match[str], today: date) -> Day:
    unit, count = match["unit"], 0 if match["count"] == "半" else number(match["count"])
    half = match["count"] == "半" or bool(match["half"])
    more = bool(match["more"])
    if unit == "天":
        return today - timedelta(days=count), not more
    if unit in ("周", "星期", "礼拜"):
        return today - timedelta(days=7 * (count + more)), False
    if unit == "月":
        return _months_before(today, count + (1 if more or half else 0)), False
    return _months_before(today, 12 * count + (6 if half else 0) + (6 if more else 0)), False


def _weekday(match: re.Match[str], today: date) -> Day:
    monday = today - timedelta(days=today.weekday())
    weeks = match["back"].count("上")
    if not match["day"]:
        return monday - timedelta(days=7 * weeks), False
    return monday - timedelta(days=7 * weeks) + timedelta(days=WEEKDAYS[match["day"]]), True


def _day_back(match: re.Match[str], today: date) -> Day:
    return today - timedelta(days=DAYS_BACK[match[0]]), True


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _forms() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], Day]]]:
    month = rf"(?P<month>{NUMBER})月份?(?:(?P<day>{NUMBER})[日号]?|(?P<part>[初中底末]))?"
    year = (
        r"(?P<year>(?:19|20)?[0-9]{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2}"
        r"|[〇○零一二][〇○零一二三四五六七八九])"
    )
    dotted = r"(?P<year>(?:19|20)[0-9]{2})[-./](?P<month>[01]?[0-9])(?:[-./](?P<day>[0-3]?[0-9]))?(?P<part>(?!))?"
    back = "|".join(sorted(YEARS_BACK, key=len, reverse=True))
    yield re.compile(rf"(?<![0-9]){year}年(?:的)?{month}"), _full
    yield re.compile(dotted + r"(?![0-9])"), _full
    yield re.compile(rf"(?P<back>{back})的?{month}"), _relative_year
    yield (
        re.compile(
            rf"(?P<back>{back})(?P<month>(?!))?(?P<day>(?!))?(?P<part>年底|年初|底|初|下半年|上半年)?"
        ),
        _relative_year,
    )
    yield (
        re.compile(
            r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年(?P<month>(?!))?(?P<day>(?!))?(?P<part>(?!))?"
        ),
        _full,
    )
    yield (
        re.compile(rf"(?P<back>上+个?|这个?|本)月(?:份)?(?:(?P<day>{NUMBER})[日号])?"),
        _month_back,
    )
    yield (
        re.compile(r"(?P<back>上+|这|本)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])?"),
        _weekday,
    )
    yield (
        re.compile(
            rf"(?P<count>半|{NUMBER})(?P<more>(?:多|来))?个?(?P<half>半)?(?P<unit>天|周|星期|礼拜|月|年)"
            r"(?:(?:多|半)(?=[以之]?前|了|没|的|$))?(?=[以之]?前|了|没|多了|多没|工资|工钱|的工[资钱])"
        ),
        _ago,
    )
    yield re.compile("|".join(sorted(DAYS_BACK, key=len, reverse=True))), _day_back
    yield re.compile(rf"(?P<month>{NUMBER})月份?(?P<day>{NUMBER})[日号]"), _month_and_day
    yield (
        re.compile(
            rf"(?<![个0-9半])(?P<month>{NUMBER})月份?(?P<day>(?!))?(?=[初中底份被把就才我])"
        ),
        _month_and_day,
    )


FORMS = tuple(_forms())
