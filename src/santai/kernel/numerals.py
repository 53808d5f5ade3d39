"""Chinese numerals back into numbers: 第一百三十三条之一 is article 133, inserted 1."""

from __future__ import annotations

import re

from santai.kernel.citation import DIGITS

UNITS = {"十": 10, "百": 100, "千": 1000}
VALUES = {sign: value for value, sign in enumerate(DIGITS)} | {"〇": 0, "两": 2}
SIGNS = "".join([*VALUES, *UNITS])
ARTICLE = re.compile(rf"第([{SIGNS}]+|[0-9]{{1,4}})条(?:之([{SIGNS}]+|[0-9]{{1,2}}))?")


def number_of(text: str) -> int:
    """What a numeral of up to four places says; digits say themselves. Raises ValueError.

    >>> [number_of(text) for text in ("十", "四十三", "一百零一", "一千二百六十", "43")]
    [10, 43, 101, 1260, 43]
    """
    if text.isascii() and text.isdecimal():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in UNITS:
            total, digit = total + (digit or 1) * UNITS[sign], 0
        elif sign in VALUES:
            digit = digit * 10 + VALUES[sign]
        else:
            raise ValueError(f"{text!r} is not a number")
    return total + digit


def article_of(text: str) -> tuple[int, int]:
    """The article that a text names first, and 1 for its 之一. Raises ValueError.

    >>> article_of("第一百三十三条之一")
    (133, 1)
    """
    if not (match := ARTICLE.search(text)):
        raise ValueError(f"{text!r} names no article")
    return number_of(match[1]), number_of(match[2]) if match[2] else 0
