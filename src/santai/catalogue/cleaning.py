"""One typed value into one clean value, for each kind of field. Raises ValueError in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from santai.catalogue import identity
from santai.catalogue.schema import LONGEST, Field, Kind
from santai.kernel.numbers import plain, well_formed
from santai.kernel.texts import cut, one_line
from santai.kernel.words import say, word

KEY = re.compile(r"[1-9][0-9]{0,17}")
MANY = {Kind.CHOICES, Kind.MATERIALS, Kind.GUESTS}
MOST = 200  # values of one answer
FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST_KEY = 2**63 - 1

YUAN = word("{amount} 元")
SUM = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
AROUND_SUMS = re.compile(r"[\s,¥￥]|元$")
WHOLE = re.compile(r"(?P<number>[+-]?[0-9]{1,12})(\.0+)?")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.A)
KEY = re.compile(r"[1-9][0-9]{0,18}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
SERVICE = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
REGION = re.compile(r"[1-9][0-9]{11}")
YES, NO = {"yes", "true", "on", "1", "是"}, {"no", "false", "off", "0", "否"}

STRANGE = word("没有“{choice}”这个选项，请从给出的选项里选。")

Cleaner = Callable[[Field, str, date], Any]


def clean(field: Field, raw: Any, today: date) -> Any:
    """The clean value, or None where nothing was given. `raw`: what a form or JSON body holds."""
    if field.kind in MANY:
        return _several(field, raw) or None
    if isinstance(raw, bool):
        if field.kind is not Kind.YES_NO:
            raise ValueError(say("这里不能只填是或者否。"))
        return raw
    text = _text(raw)
    return CLEANERS[field.kind](field, text, today) if text else None


def _text(raw: Any) -> str:
    """What was typed, "" where nothing can be seen. Numbers and days come from spreadsheets."""
    if raw is None:
        return ""
    if not isinstance(raw, str | int | float | Decimal | date):
        raise ValueError(say("这里只能填一项。"))
    if isinstance(raw, int) and abs(raw) > LARGEST_KEY:
        raise ValueError(say("这个数太大了，请再看一下。"))
    typed = str(raw.date() if isinstance(raw, datetime) else raw)
    return typed if one_line(typed) else ""


def _several(field: Field, raw: Any) -> list[str]:
    """Each of several answers once; those of a list in the order of its options."""
    given = [raw] if isinstance(raw, str) else raw
    if given is None:
        return []
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
        raise ValueError(say("这里应是一个列表，请从给出的选项里选。"))
    if len(given) > MOST:
        raise ValueError(
            say("最多选 {most} 项，现在有 {chosen} 项。", most=MOST, chosen=len(given))
        )
    chosen = [item for item in map(one_line, given) if item]
    if field.kind is Kind.GUESTS:
        _known(chosen, [one for one in chosen if KEY.fullmatch(one)], STRANGE)
        return list(dict.fromkeys(chosen))
    if field.kind is Kind.MATERIALS:
        _known(
            chosen,
            [item for item in chosen if NAME.fullmatch(item)],
            word("没有“{choice}”这份材料，请从给出的选项里选。"),
        )
        return list(dict.fromkeys(chosen))
    _known(chosen, field.options, STRANGE)
    return [option for option in field.options if option in chosen]


def _known(chosen: Iterable[str], options: Iterable[str], wrong: str) -> None:
    if strange := [item for item in chosen if item not in options]:
        raise ValueError(say(wrong, choice=cut(strange[0], 20)))


# --- texts and choices --------------------------------------------------------------------------


def _line(field: Field, text: str, _: date) -> str:
    return _measured(field, one_line(text))


def _paragraphs(field: Field, text: str, _: date) -> str:
    """Lines without what cannot be seen, with at most one blank line between them."""
    lines = "\n".join(map(one_line, text.splitlines()))
    return _measured(field, re.sub(r"\n{3,}", "\n\n", lines).strip("\n"))


def _measured(field: Field, text: str) -> str:
    most = field.maximum if field.maximum is not None else LONGEST[field.kind]
    if len(text) > most:
        raise ValueError(
            say(
                "最多写 {most} 个字，现在有 {written} 个，请写短一些。",
                most=most,
                written=len(text),
            )
        )
    if len(text) < (field.minimum or 0):
        raise ValueError(
            say(
                "至少写 {least} 个字，现在有 {written} 个，请再说详细一些。",
                least=field.minimum,
                written=len(text),
            )
        )
    return text


def _choice(field: Field, text: str, _: date) -> str:
    _known([one_line(text)], field.options, STRANGE)
    return one_line(text)


def _yes_no(_: Field, text: str, __: date) -> bool:
    if (word := _half_width(text).lower()) in YES | NO:
        return word in YES
    raise ValueError(say("请选择是或者否。"))


# --- numbers and days ---------------------------------------------------------------------------


def _money(field: Field, text: str, _: date) -> str:
    written = AROUND_SUMS.sub("", _half_width(text))
    if written.startswith("-"):
        raise ValueError(say("金额不能是负数。"))
    if not SUM.fullmatch(written):
        raise ValueError(say("请填写数字，单位是元，最多两位小数，例如 1234.50。"))
    amount = Decimal(written)
    _within(field, amount, YUAN)
    return f"{amount:.2f}"


def _number(field: Field, text: str, _: date) -> int:
    if not (match := WHOLE.fullmatch(_half_width(text))):
        raise ValueError(say("请填写整数，例如 3。"))
    number = int(match["number"])
    _within(field, Decimal(number), "{amount}")
    return number


def _within(field: Field, number: Decimal, unit: str) -> None:
    if field.minimum is not None and number < field.minimum:
        raise ValueError(say("不能小于 {amount}。", amount=say(unit, amount=field.minimum)))
    if field.maximum is not None and number > field.maximum:
        raise ValueError(say("不能大于 {amount}。", amount=say(unit, amount=field.maximum)))


def bounded(field: Field, value: str | int | None) -> str | int | None:
    """What was computed, if it lies within the bounds of its field."""
    if value is not None and field.kind in (Kind.MONEY, Kind.NUMBER):
        _within(field, Decimal(value), YUAN if field.kind is Kind.MONEY else "{amount}")
    return value


def _date(field: Field, text: str, today: date) -> str:
    match = DAY.fullmatch(re.sub(r"\s", "", _half_width(text)))
    if not match:
        raise ValueError(say("请填写年、月、日，例如 2026-03-05。"))
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        given = date(year, month, day)
    except ValueError:
        raise ValueError(
            say(
                "{year} 年没有 {month} 月 {day} 日，请再看一下日历。",
                year=year,
                month=month,
                day=day,
            )
        ) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(say("年份不对：{year}，请再看一下。", year=year))
    if field.past is True and given > today:
        raise ValueError(say("这一天还没有到，请填写今天或者以前的日期。"))
    if field.past is False and given < today:
        raise ValueError(say("这一天已经过去，请填写今天或者以后的日期。"))
    return given.isoformat()


# --- people, places, references (only their shape: whether they exist is for others to say) ------


def _resident_id(_: Field, text: str, today: date) -> str:
    return identity.resident_id(text, on=today)


def _phone(_: Field, text: str, __: date) -> str:
    return identity.phone(text)


def _order(_: Field, text: str, __: date) -> str:
    number = plain(_half_width(text))
    if not well_formed(number):
        raise ValueError(say("工单编号不对，应是 11 位数字，请对照回执或者短信再看一下。"))
    return number


def _key(_: Field, text: str, __: date) -> int:
    written = _half_width(text)
    if not KEY.fullmatch(written) or int(written) > LARGEST_KEY:
        raise ValueError(say("请从列表里选择。"))
    return int(written)


def _shaped(pattern: re.Pattern[str]) -> Cleaner:
    def cleaner(_: Field, text: str, __: date) -> str:
        if pattern.fullmatch(written := _half_width(text)):
            return written
        raise ValueError(say("请从列表里选择。"))

    return cleaner


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", one_line(text))


CLEANERS: Mapping[Kind, Cleaner] = {
    Kind.TEXT: _line,
    Kind.LONG_TEXT: _paragraphs,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.MONEY: _money,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.ID_NUMBER: _resident_id,
    Kind.PHONE: _phone,
    Kind.ORDER: _order,
    Kind.REGION: _shaped(REGION),
    Kind.SERVICE: _shaped(SERVICE),
    Kind.PRACTITIONER: _key,
    Kind.ORGANISATION: _key,
    Kind.ACCOUNT: _key,
    Kind.DOCUMENT: _key,
    Kind.SIDE: _key,
}
