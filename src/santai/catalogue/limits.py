"""How long a clock runs in a place on a day, where a parameter of the place says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from santai.catalogue.schema import ClockSpec, ParameterValue, Service
from santai.kernel.words import say
from santai.kernel.workdays import Term, Unit

UNITS: Mapping[str, Unit] = {
    "小时": Unit.HOURS,
    "日": Unit.DAYS,
    "工作日": Unit.WORKING_DAYS,
    "月": Unit.MONTHS,
    "年": Unit.YEARS,
}


class Places(Protocol):
    """Who knows the values of places: a catalogue."""

    def parameter(self, name: str, region: str, on: date) -> ParameterValue | None: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """A limit as it stands somewhere on a day; `value`: where its number was read, None where the file says it."""

    term: Term | None
    value: ParameterValue | None = None

    @property
    def said(self) -> str:
        """In the reader's language, with the mark of what nobody has confirmed; "" where a notice sets the day."""
        words = self.term.said if self.term else ""
        confirmed = self.value is None or self.value.verified
        return words if confirmed else say("{words}（待核实）", words=words)


def measure(clock: ClockSpec, places: Places, region: str, on: date) -> Measure:
    """The limit of a clock that starts in a region on a day."""
    value = places.parameter(clock.parameter, region, on) if clock.parameter else None
    return Measure(term_of(value), value) if value else Measure(clock.limit)


def term_of(value: ParameterValue) -> Term:
    return Term(int(value.value), UNITS[value.unit])


def unconfirmed(service: Service, places: Places) -> list[tuple[ClockSpec, Measure]]:
    """The clocks of a service whose number nobody has confirmed yet, as the file's first day has them."""
    clocks = (clock for state in service.states.values() for clock in state.clocks)
    found = ((c, measure(c, places, service.region, service.effective)) for c in clocks)
    return [(clock, at) for clock, at in found if at.value and not at.value.verified]
