"""The lines of a law into its articles: what Markdown and word files have in common.

An article begins a line with its number. What quotes another law may do so too: a number out of turn is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from santai.capabilities.knowledge.actions.laws.written import (
    BadLaw,
    WrittenArticle,
    WrittenPart,
)
from santai.kernel.numerals import SIGNS, number_of

BEGINS = re.compile(rf"第([{SIGNS}]+)条(?:之([{SIGNS}]+))?[\s　]+(?=\S)")
PART = re.compile(rf"第[{SIGNS}]+(分?编|章|节)(?:[\s　]|$)")
LEVELS = ("编", "分编", "章", "节")
APPENDIX = re.compile(
    r"(附件|附录|附表|附图)[零一二三四五六七八九十0-9]*(?:[：:\s　]*$|[：:\s　][^。；]{1,60}$)"
)
PREAMBLE = re.compile(r"(序|前)\s*言$")
TOLD = re.compile(
    r"[^（(0-9].*[。：:]$"
)  # a sentence of the text, not a note on when it was adopted
NOTE = re.compile(r"通过|公布|修正|修订|施行$|^来源")
LEAD = "引言"  # what stands before the first article without a heading of its own
LONGEST = 60_000  # characters of an article
MOST = 5_000  # articles of a law


class Reader:
    """Takes one line after the other; `articles`, `parts` and `preamble` are what it made of them."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.preamble: list[str] = []
        self.opening: list[str] = []  # the lines of the preamble that are text, below its heading
        self.opened = ""  # that heading
        self.annexes: list[tuple[str, list[str]]] = []
        self.found: list[tuple[int, int, str, list[str]]] = []
        self.heading: dict[str, str] = {}

    def take(self, line: str, *, is_heading: bool = False) -> None:
        text = re.sub(r"[\s　]+", " ", line).strip()
        if not text:
            return
        if self.annexes and not APPENDIX.match(text):
            self.annexes[-1][1].append(text)
        elif match := PART.match(text):
            self._under(match[1], text)
        elif is_heading or (self.found and APPENDIX.match(text)):
            self._apart(text)
        elif not self.found and PREAMBLE.fullmatch(text):
            self.opened = text.replace(" ", "")
        elif (match := BEGINS.match(text)) and self._in_turn(match):
            self._begin(match, text[match.end() :])
        elif self.found:
            self.found[-1][3].append(text)
        else:
            self._open(text)

    def _open(self, text: str) -> None:
        """Before the first article: notes on the law, and what it says itself."""
        self.preamble.append(text)
        if self.opened or (TOLD.match(text) and not NOTE.search(text)):
            self.opening.append(text)

    def _under(self, level: str, text: str) -> None:
        at = LEVELS.index(level)
        kept = {one: self.heading[one] for one in LEVELS[:at] if one in self.heading}
        self.heading = {**kept, level: text}

    def _apart(self, text: str) -> None:
        """A heading that is no part of the law's own order: 附则 goes on, an appendix does not."""
        if text.replace(" ", "") == "附则":
            self.heading = {"编": "附则"}
        elif self.found and APPENDIX.match(text):
            self.annexes.append((text, []))
        elif not self.found and PREAMBLE.fullmatch(text):
            self.opened = text.replace(" ", "")

    def _in_turn(self, match: re.Match[str]) -> bool:
        number, inserted = number_of(match[1]), number_of(match[2]) if match[2] else 0
        if not self.found:
            return True
        last, last_inserted = self.found[-1][:2]
        return (number, inserted) in {(last + 1, 0), (last, last_inserted + 1)}

    def _begin(self, match: re.Match[str], rest: str) -> None:
        number, inserted = number_of(match[1]), number_of(match[2]) if match[2] else 0
        heading = " ".join(self.heading[one] for one in LEVELS if one in self.heading)
        self.found.append((number, inserted, heading, [rest]))

    def articles(self) -> tuple[WrittenArticle, ...]:
        """In their order; the whole as article 0 where a text has none. Raises BadLaw."""
        if not self.found and self.preamble:
            return (WrittenArticle(0, 0, "", self._whole("\n".join(self.preamble[1:]), 0)),)
        if len(self.found) > MOST:
            raise BadLaw(self.where, f"有 {len(self.found)} 条，太多了。", f"最多 {MOST} 条。")
        return tuple(
            WrittenArticle(number, inserted, heading[:300], self._whole("\n".join(lines), number))
            for number, inserted, heading, lines in self.found
        )

    def parts(self, *, has_articles: bool = True) -> tuple[WrittenPart, ...]:
        """The preamble and the annexes; a text without articles is whole as it is. Raises BadLaw."""
        if not has_articles:
            return ()
        opening = [(self.opened or LEAD, self.opening)] if self.opening else []
        numbered = [*((0, one) for one in opening), *enumerate(self.annexes, 1)]
        return tuple(
            WrittenPart(number, title[:300], self._whole("\n".join(lines), 0))
            for number, (title, lines) in numbered
        )

    def _whole(self, text: str, number: int) -> str:
        if len(text) > LONGEST:
            fix = "请检查是不是少了后面的条号。"
            raise BadLaw(self.where, f"第 {number} 条有 {len(text)} 个字。", fix)
        return text


def in_order(parts: Iterable[tuple[WrittenArticle, ...]]) -> Iterator[WrittenArticle]:
    """The articles of files that hold one law in parts, whatever the files are called."""
    yield from sorted(
        (one for part in parts for one in part), key=lambda one: (one.number, one.inserted)
    )
