"""What the catalogue says and nobody changes on a page: parameters with their dates and sources, days off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from santai.capabilities.places.codes import full
from santai.capabilities.places.models import Region
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ParameterValue


@dataclass(frozen=True, slots=True)
class Valued:
    """One value, and the name of the region it is for."""

    value: ParameterValue
    place: str


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    title: str
    values: Sequence[Valued]


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    notice: str
    runs: Sequence[tuple[str, date, date]]  # name, first and last day
    makeup: Sequence[date]


def parameters() -> list[Shown]:
    """Every parameter with all its values, the latest first; one query for the names of places."""
    known = catalogue().parameters
    codes = {full(value.region) for one in known.values() for value in one.values if value.region}
    places = dict(Region.objects.filter(pk__in=codes).values_list("pk", "full_name"))
    return [
        Shown(
            name,
            str(one.title),
            [
                Valued(value, places.get(full(value.region), value.region))
                for value in sorted(one.values, key=lambda v: (v.region, -v.since.toordinal()))
            ],
        )
        for name, one in known.items()
    ]


def years() -> list[Year]:
    """The years of the calendar, newest first, with the runs of days off and the days worked instead."""
    return [
        Year(year.year, year.notice, list(_runs(year.holidays)), sorted(year.makeup))
        for year in sorted(catalogue().calendar.years, key=lambda year: -year.year)
    ]


def _runs(days: Mapping[date, str]) -> list[tuple[str, date, date]]:
    runs: list[tuple[str, date, date]] = []
    for day, name in sorted(days.items()):
        if runs and runs[-1][0] == name and (day - runs[-1][2]).days == 1:
            runs[-1] = (name, runs[-1][1], day)
        else:
            runs.append((name, day, day))
    return runs
