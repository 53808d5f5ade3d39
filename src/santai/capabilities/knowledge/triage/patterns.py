"""Words of the book as patterns: found in a text, with where and by which of them.

In the book `…` is a short gap inside a sentence, `……` a long one across commas,
`[甲|乙]` one of several, `<term>` all everyday words of a term.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from santai.catalogue.triage import LegalTerm, Words

FAR = r"[^。！？!?\n]{0,40}?"
GAP = r"[^。！？!?；;\n]{0,8}?"
TERM = re.compile(r"<([^<>]+)>")
STRONG, WEAK = 3, 1
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Found:
    """One word of a rule as it stood in the text."""

    words: str
    start: int
    end: int
    weight: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """The words of one rule, ready to be looked for."""

    strong: re.Pattern[str] | None
    weak: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def find(
        self,
        text: str,
        voids: re.Pattern[str] | None = None,
        within: re.Pattern[str] | None = None,
    ) -> tuple[Found, ...]:
        """Every hit, each word once; none where something in the text voids the rule.

        `voids`: negations just before a hit take it back; `within`: those inside it (他没有打我).
        """
        if self.unless and self.unless.search(text):
            return ()
        hits: dict[str, Found] = {}
        for pattern, weight in ((self.strong, STRONG), (self.weak, WEAK)):
            for match in pattern.finditer(text) if pattern else ():
                before = text[max(0, match.start() - 5) : match.start()]
                if not (voids and voids.search(before)) and not (
                    within and within.search(match[0])
                ):
                    hit = Found(match[0], match.start(), match.end(), weight)
                    hits.setdefault(match[0], hit)
        return tuple(hits.values())


def normal(text: str) -> str:
    """One form for full and half width, great and small letters, and no blanks.

    >>> normal("老板 跑了，ＡＢ")
    '老板跑了,ab'
    """
    return BLANKS.sub("", unicodedata.normalize("NFKC", text).lower())


def compiled(patterns: Sequence[str], terms: Mapping[str, LegalTerm]) -> re.Pattern[str] | None:
    """One pattern for all of them, the longer first."""
    written = sorted({_regex(pattern, terms) for pattern in patterns}, key=len, reverse=True)
    return re.compile("|".join(written)) if written else None


def matcher(words: Words, terms: Mapping[str, LegalTerm]) -> Matcher:
    return Matcher(
        compiled(words.strong, terms), compiled(words.weak, terms), compiled(words.unless, terms)
    )


def _regex(pattern: str, terms: Mapping[str, LegalTerm]) -> str:
    spelled = TERM.sub(lambda found: f"[{'|'.join(_said(found[1], terms))}]", pattern)
    return "".join(_sign(sign) for sign in normal(spelled.replace("……", "\1").replace("…", "\0")))


def _said(term: str, terms: Mapping[str, LegalTerm]) -> tuple[str, ...]:
    return (term, *terms[term].says)


def _sign(sign: str) -> str:
    return {"[": "(?:", "]": ")", "|": "|", "\0": GAP, "\1": FAR}.get(sign) or re.escape(sign)
