"""Calendars from files: the years whose notice has come, and the statutory holidays of the others.

`<year>.yaml` says what the General Office of the State Council announced for a year;
`festivals.yaml` holds the holidays that each year has by law. Days are facts there, rules here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from santai.catalogue.errors import CatalogueError, Problem
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    collected,
    day,
    many,
    positive,
    whole,
    word,
)
from santai.catalogue.loader.reading import Node, plain, read
from santai.kernel.workdays import BadYear, Calendar, Year

FESTIVALS = "festivals.yaml"
YEAR_FILE = re.compile(r"[0-9]{4}\.yaml")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Announced:
    """A year as one notice has it."""

    year: Year
    published: date
    file: str


def load_calendar(folder: Path, extra: Sequence[Path] = ()) -> Calendar:
    """The calendar of a folder. `extra`: year files, or folders of them, that came after release.

    Of several notices for a year the last one published counts; a year without one is provisional.
    Raises CatalogueError with every mistake in every file.
    """
    years: dict[int, Year] = {}
    notices: list[Announced] = []
    problems: list[Problem] = []
    for path in _files([folder, *extra]):
        try:
            if path.name == FESTIVALS:
                years |= _statutory(_node(path))
            else:
                notices.append(_announced(_node(path)))
        except CatalogueError as error:
            problems += error.problems
    notices.sort(key=lambda notice: notice.published)
    problems += _rivals(notices)
    if problems:
        raise CatalogueError(problems)
    return Calendar((years | {notice.year.year: notice.year for notice in notices}).values())


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.iterdir()) if place.is_dir() else [place]


def _node(path: Path) -> Node:
    file = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        fix = "Correct the path, or take it out of the settings."
        raise CatalogueError([Problem(file, "", "is not there", fix)])
    if path.name != FESTIVALS and not YEAR_FILE.fullmatch(path.name):
        fix = f"Name it <year>.yaml or {FESTIVALS}, or take it away."
        raise CatalogueError([Problem(file, "", "is not a calendar", fix)])
    return read(path, file)


def _rivals(notices: Iterable[Announced]) -> Iterator[Problem]:
    seen: dict[tuple[int, date], str] = {}
    for notice in notices:
        first = seen.setdefault((notice.year.year, notice.published), notice.file)
        if first is not notice.file:
            wrong = f"is the day {first} has for the same year: neither is the later"
            yield Problem(notice.file, "published", wrong, "Keep one file, or correct the day.")


# --- a year with its notice ---------------------------------------------------------------------


def _announced(node: Node) -> Announced:
    with Block(node) as block:
        number = block.need("year", _year_of_the_file)
        notice = block.need("notice", word)
        published = block.need("published", day)
        block.need("source", word)
        holidays = block.need("holidays", _holidays)
        makeup = block.need("makeup", many(day))
    return Announced(_year(node, number, holidays, makeup, notice), published, node.file)


def _year_of_the_file(node: Node) -> int:
    year = whole(node)
    if not node.file.endswith(f"/{year}.yaml"):
        raise node.error(f"is {year}, but the file is not", "Correct it, or rename the file.")
    return year


def _holidays(node: Node) -> dict[date, str]:
    def read_one(written: str, name: Node) -> tuple[date, str]:
        return day(replace(name, value=written)), word(name)

    return dict(collected(_entries(node), read_one).values())


def _entries(node: Node) -> Iterable[tuple[str, Node]]:
    """The entries of what has to be a mapping."""
    return Block(node).node.entries().items()


def _year(
    node: Node, number: int, holidays: Mapping[date, str], makeup: Iterable[date], notice: str
) -> Year:
    try:
        return Year(number, holidays, frozenset(makeup), notice)
    except BadYear as bad:
        within = f"{node.key}." if node.key else ""
        listed = {f"makeup.{item.value}": item for item in node.at("makeup").items()}
        raise CatalogueError(
            Problem(node.file, within + key, wrong, fix, listed.get(key, node.at(key)).line)
            for key, wrong, fix in bad.faults
        ) from bad


# --- years that still wait for theirs -----------------------------------------------------------


def _statutory(node: Node) -> dict[int, Year]:
    with Block(node) as block:
        block.need("law", word)
        block.need("in_force", day)
        block.need("source", word)
        days = block.need("days", _counts)
        years = block.need("years", _entries)

    def read_year(written: str, inner: Node) -> Year:
        number = whole(replace(inner, value=plain(written)))
        return _year(inner, number, _with_days_made_up(_festivals(inner, days)), (), notice="")

    return {year.year: year for year in collected(years, read_year).values()}


def _counts(node: Node) -> dict[str, int]:
    return collected(_entries(node), lambda _, count: positive(count))


def _festivals(node: Node, days: Mapping[str, int]) -> dict[str, tuple[date, ...]]:
    with Block(node) as block:
        return {name: block.need(name, _exactly(count)) for name, count in days.items()}


def _exactly(count: int) -> Reader[tuple[date, ...]]:
    def read_days(node: Node) -> tuple[date, ...]:
        days = many(day)(node)
        if len(days) != count:
            raise node.error(f"has {len(days)} days, not {count}", "See article 2 of the measures.")
        return days

    return read_days


def _with_days_made_up(festivals: Mapping[str, Sequence[date]]) -> dict[date, str]:
    """The holidays by day, and for each on a weekend the next free working day.

    The law (全国年节及纪念日放假办法 6) says that such a day is made up on a working day, but not
    on which. The next one keeps the holiday in one piece, as the notices do.
    """
    holidays: dict[date, str] = {}
    for name, days in festivals.items():
        for festival in days:
            holidays[festival] = "、".join(filter(None, [holidays.get(festival), name]))
    in_order = sorted((festival, name) for name, days in festivals.items() for festival in days)
    for festival, name in in_order:
        if festival.weekday() >= SATURDAY:
            free = festival
            while free.weekday() >= SATURDAY or free in holidays:
                free += timedelta(days=1)
            holidays[free] = f"{name}补假"
    return holidays
