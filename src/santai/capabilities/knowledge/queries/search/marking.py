"""The passage of a text that answers best, with what was looked for marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from santai.capabilities.knowledge.queries.search.asked import Marked
from santai.capabilities.knowledge.ranking.text import split

LONGEST = 110  # characters of a passage
BEFORE = 20  # of them in front of the first word found
COMMON = frozenset(
    [
        "怎么",
        "什么",
        "怎么办",
        "可以",
        "是否",
        "没有",
        "我们",
        "他们",
        "自己",
        "如何",
        "应当",
        "规定",
        "这个",
        "那个",
        "因为",
        "所以",
        "但是",
        "不是",
        "现在",
        "一个",
        "问题",
    ]
)


def wanted(text: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of a text that say something, the longest first."""
    found = dict.fromkeys([*more, *(word for word in split(text) if len(word) > 1)])
    return tuple(sorted((word for word in found if word not in COMMON), key=len, reverse=True))


def best_passage(text: str, words: Sequence[str]) -> Marked:
    """The paragraph or item that holds most of the words, cut around them."""
    lines = text.splitlines() or [""]
    line = max(lines, key=lambda one: sum(len(word) for word in words if word in one))
    return marked(_cut(line, words), words)


def marked(text: str, words: Sequence[str]) -> Marked:
    """A text in pieces, each with whether it was looked for."""
    if not words:
        return ((text, False),)
    cut = re.split("(" + "|".join(map(re.escape, words)) + ")", text)
    return tuple((piece, piece in words) for piece in cut if piece)


def _cut(line: str, words: Sequence[str]) -> str:
    if len(line) <= LONGEST:
        return line
    first = min((at for word in words if (at := line.find(word)) >= 0), default=0)
    start = max(0, min(first - BEFORE, len(line) - LONGEST))
    end = start + LONGEST
    return ("……" if start else "") + line[start:end] + ("……" if end < len(line) else "")
