"""The figures of a text in one spelling, whether in digits or in Chinese numerals: 三年 is 3年, 百分之三十 is 30%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from santai.kernel.numerals import number_of

LARGE = {"万": 10_000, "亿": 100_000_000}
NUMERAL = r"[0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?[万亿]?|[零〇一二两三四五六七八九十百千万亿]+"
UNIT = (
    r"个?工作日|个月|小时|分钟|周岁|星期|年|月|日|天|号|周|岁|元|块|倍|成|条|款|项|次|份|人|名|户|级|折|分|"
    r"平方米|公里|里|亩|斤|％|%"
)
SAME = {
    "号": "天",
    "日": "天",
    "块": "元",
    "周岁": "岁",
    "％": "%",
    "名": "人",
    "星期": "周",
    "个工作日": "工作日",
}
DAY = re.compile(rf"({NUMERAL})年({NUMERAL})月({NUMERAL})[日号]")
SHARE = re.compile(rf"百分之({NUMERAL})")
COUNTED = re.compile(rf"({NUMERAL})({UNIT})")
BARE = re.compile(r"[0-9]+(?:[,，.][0-9]+)*")
HALF = re.compile(r"半(年|个月|天|小时|数)?")


def figures(text: str) -> frozenset[str]:
    """Days as a whole; what is counted with its unit; other digits as they stand (a telephone).

    >>> sorted(figures("三年内去要，2025年3月1日起算，打 12348，付 30%"))
    ['12348', '2025-3-1', '30%', '3年']
    """
    return frozenset(_figures(text))


def _figures(text: str) -> Iterator[str]:
    for found in DAY.finditer(text):
        yield "-".join(_value(one) for one in found.groups())
    text = DAY.sub(" ", text)
    for found in SHARE.finditer(text):
        yield f"{_value(found[1])}%"
    text = SHARE.sub(" ", text)
    for found in COUNTED.finditer(text):
        yield _counted(_value(found[1]), SAME.get(found[2], found[2]))
    text = COUNTED.sub(" ", text)
    yield from ("".join(found[0].split(",")) for found in BARE.finditer(text))
    yield from (found[0] for found in HALF.finditer(text))


def _counted(value: str, unit: str) -> str:
    return f"{float(value) * 10:g}%" if unit == "成" and value != "?" else f"{value}{unit}"


def _value(numeral: str) -> str:
    """In digits; a question mark for what is no number, which then is in no source."""
    text = re.sub("[,，]", "", numeral)
    try:
        total = 0.0
        for sign, worth in (("亿", LARGE["亿"]), ("万", LARGE["万"])):
            head, mark, tail = text.partition(sign)
            if mark:
                total, text = total + _plain(head or "1") * worth, tail
        return f"{total + (_plain(text) if text else 0):.15g}"
    except ValueError:
        return "?"


def _plain(text: str) -> float:
    return float(text) if re.fullmatch(r"[0-9.]+", text) else float(number_of(text))
