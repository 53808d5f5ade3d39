"""References to law: 《法律援助法》第三十一条第一款第三项.

Our files write `法律援助法 31.1.3`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(
    r"""(?P<law>[^\s@《》]*[^\s@《》0-9])
    (?:@(?P<version>[0-9]{4}-[0-9]{2}-[0-9]{2}))?
    (?:\ +(?P<article>[0-9]+)
        (?:
            -(?P<to>[0-9]+)
        |
            (?:之(?P<inserted>[0-9]+))?
            (?:\.(?P<paragraph>[0-9]+)?(?:\.(?P<item>[0-9]+))?)?
        )
        (?<!\.)
    )?""",
    re.VERBOSE,
)
DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")


@dataclass(frozen=True, slots=True)
class Citation:
    """A law, or a place in it.

    `to`: the last article of a range. `inserted`: 1 for 第…条之一, put in by an amendment.
    `version`: the day from which that wording is the law; None: whichever is that day.

    >>> Citation.parse("法律援助法@2022-01-01 31.1.3").zh
    '《法律援助法》（2022-01-01 版）第三十一条第一款第三项'
    >>> Citation.parse("法律援助法 41-44").zh
    '《法律援助法》第四十一条至第四十四条'
    >>> str(Citation("刑法", 133, inserted=1))
    '刑法 133之1'
    """

    law: str
    article: int | None = None
    to: int | None = None
    paragraph: int | None = None
    item: int | None = None
    version: date | None = None
    inserted: int = 0

    def __post_init__(self) -> None:
        within = (self.paragraph, self.item, self.inserted or None)
        if any(number is not None and number < 1 for number in (self.article, self.to, *within)):
            raise ValueError(f"articles, paragraphs and items count from 1: {self!r}")
        if self.article is None:
            if (self.to, *within) != (None,) * 4:
                raise ValueError(f"a place in {self.law} needs its article: {self!r}")
        elif self.to is not None and (self.to <= self.article or within != (None,) * 3):
            raise ValueError(f"a range goes from an article to a later one: {self!r}")

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Read what `str` writes: `法律援助法`, `… 43`, `… 41-44`, `… 43.2` (款), `… 31.1.3` (项).

        `… 31..3` is an item of an article without paragraphs, `… 133之1` an inserted article,
        `法律援助法@2022-01-01 …` one version. Raises ValueError that shows how to write it.
        """
        if not (match := WRITTEN.fullmatch(text.strip())):
            raise ValueError(
                f"{text!r} is not a citation: write the law, a space and the article in digits,"
                " such as '法律援助法 43', '法律援助法 31.1.3' or '法律援助法 41-44'"
            )
        places = match.group("article", "to", "paragraph", "item")
        article, to, paragraph, item = (int(place) if place else None for place in places)
        version = date.fromisoformat(match["version"]) if match["version"] else None
        inserted = int(match["inserted"] or 0)
        return cls(match["law"], article, to, paragraph, item, version, inserted)

    def __str__(self) -> str:
        text = self.law
        if self.version:
            text += f"@{self.version}"
        if self.article:
            text += f" {self.article}"
        if self.to:
            text += f"-{self.to}"
        if self.inserted:
            text += f"之{self.inserted}"
        if self.paragraph or self.item:
            text += f".{self.paragraph or ''}"
        if self.item:
            text += f".{self.item}"
        return text

    @property
    def zh(self) -> str:
        """As lawyers write it: 《法律援助法》第四十三条第二款."""
        text = f"《{self.law}》"
        if self.version:
            text += f"（{self.version} 版）"
        if self.article:
            text += f"第{numeral(self.article)}条"
        if self.to:
            text += f"至第{numeral(self.to)}条"
        if self.inserted:
            text += f"之{numeral(self.inserted)}"
        if self.paragraph:
            text += f"第{numeral(self.paragraph)}款"
        if self.item:
            text += f"第{numeral(self.item)}项"
        return text


def numeral(number: int) -> str:
    """A number from 1 to 9999 in Chinese, as articles are numbered.

    >>> [numeral(number) for number in (10, 43, 101, 110, 1260)]
    ['十', '四十三', '一百零一', '一百一十', '一千二百六十']
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"no law has an article {number}")
    text = ""
    for place, digit in zip(PLACES, map(int, reversed(str(number))), strict=False):
        if digit:
            text = DIGITS[digit] + place + text
        elif text and not text.startswith(DIGITS[0]):
            text = DIGITS[0] + text
    return text.removeprefix("一") if 10 <= number < 20 else text
