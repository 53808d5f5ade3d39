"""A law as a file gives it, before the library takes it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

STATE = "中华人民共和国"
DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
FORCE = re.compile(r"自([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日起(?:施行|实施|生效)")
AT_ONCE = re.compile(r"自(?:公布|发布|颁布|通过)之日起(?:施行|实施|生效)")
REPEALS = re.compile(r"(?:《[^》]+》[^《。]{0,12})+同时废止")
TITLE = re.compile(r"《([^》]+)》")


class BadLaw(Exception):
    """What is wrong in which file and line, and what to do; for the operator."""

    def __init__(self, where: str, wrong: str, fix: str) -> None:
        super().__init__(f"{where}：{wrong}{fix}")


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    number: int
    inserted: int
    heading: str  # part, chapter and section, the widest first, joined by a space
    text: str  # paragraphs on lines of their own
    name: str = ""  # how a benchmark calls it


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """What a law says outside its articles: number 0 before them (序言), 1 and more after them (附件)."""

    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenLaw:
    title: str
    articles: tuple[WrittenArticle, ...]
    source: str
    parts: tuple[WrittenPart, ...] = ()
    kind: str = ""
    issuer: str = ""
    number: str = ""
    region: str = ""
    aliases: tuple[str, ...] = ()
    adopted: date | None = None
    since: date | None = None
    since_is_said: bool = False
    repealed_on: date | None = None

    @property
    def digest(self) -> str:
        told = sha256()
        for one in self.articles:
            told.update(f"{one.number}.{one.inserted}\n{one.heading}\n{one.text}\n".encode())
        for part in self.parts:
            told.update(f"part {part.number}\n{part.title}\n{part.text}\n".encode())
        return told.hexdigest()

    @property
    def ends(self) -> tuple[str, ...]:
        """Titles that the last article says are repealed with it."""
        last = self.articles[-1].text if self.articles else ""
        return tuple(title for said in REPEALS.findall(last) for title in TITLE.findall(said))


def short(title: str) -> str:
    """A law as people call it."""
    return title.removeprefix(STATE) or title


def a_day(text: str) -> date | None:
    """The last day that a text names; None where it names none that exists."""
    return max(days_in(text), default=None)


def days_in(text: str) -> list[date]:
    found = []
    for parts in DAY.findall(text):
        try:
            found.append(date(*map(int, parts)))
        except ValueError:
            continue
    return found


def dated(law: WrittenLaw, preamble: str) -> WrittenLaw:
    """When it was adopted and since when it holds, as far as its own words say.

    A law that was amended later says when it first came into force; then the wording holds from the amendment, and
    the day is ours, not the text's.
    """
    adopted = a_day(FORCE.sub("", preamble))
    last = law.articles[-1].text if law.articles else ""
    said = FORCE.search(preamble) or FORCE.search(last)
    day = date(*map(int, said.groups())) if said else None
    if day and (adopted is None or day >= adopted):
        return replace(law, adopted=adopted, since=day, since_is_said=True)
    at_once = bool(AT_ONCE.search(last)) and "修正" not in preamble
    return replace(law, adopted=adopted, since=adopted or day, since_is_said=at_once)


ISSUERS = (
    "全国人民代表大会常务委员会",
    "全国人民代表大会",
    "国务院",
    "最高人民法院",
    "最高人民检察院",
    "司法部",
)


def issuer_in(preamble: str, title: str) -> str:
    found = [name for name in ISSUERS if name in preamble or title.startswith(name)]
    return found[0] if found else ""


def kind_of(title: str, issuer: str) -> str:
    if issuer.startswith("最高人民"):
        return "司法解释"
    if issuer == "国务院" or (not issuer and title.endswith("条例")):
        return "行政法规"
    return "规章" if issuer.endswith("部") else "法律"
