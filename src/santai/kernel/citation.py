"""References to law: 《法律援助法》第三十一条第一款第三项.

Our files write `法律援助法 31.1.3`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from santai.kernel.words import said, word

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
LAW = word("《{law}》")
PARTS = {
    "version": word("（{version} 版）"),
    "article": word("第{article}条"),
    "to": word("至第{to}条"),
    "inserted": word("之{inserted}"),
    "paragraph": word("第{paragraph}款"),
    "item": word("第{item}项"),
}


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
        return self._written(str)

    @property
    def said(self) -> str:
        """In the reader's language: Legal Aid Law, article 43(2)."""
        return self._written(said)

    def _written(self, words: Callable[[str], str]) -> str:
        places = (self.version, self.article, self.to, self.inserted, self.paragraph, self.item)
        named = {"law": words(self.law), "version": self.version}
        numbers = {
            name: Numeral(place)
            for name, place in zip(PARTS, places, strict=True)
            if isinstance(place, int) and place
        }
        parts = [PARTS[name] for name, place in zip(PARTS, places, strict=True) if place]
        return "".join(words(part).format(**named, **numbers) for part in (LAW, *parts))


class Numeral(int):
    """A number that writes itself in Chinese unless digits are asked for: `{article:d}`."""

    def __format__(self, how: str) -> str:
        return super().__format__(how) if how else numeral(self)


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
