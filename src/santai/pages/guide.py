"""The guide to a service, wholly from its file: for whom, where, what to bring, how long, what law says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.safestring import mark_safe

from santai.capabilities.places import codes
from santai.capabilities.places.queries import (
    organisations_of,
    region_names,
    responsible_organisation,
)
from santai.catalogue.current import catalogue
from santai.catalogue.describe import Difference, differences
from santai.catalogue.diagram import shown, svg
from santai.catalogue.fees import percent
from santai.catalogue.limits import measure
from santai.catalogue.prices import prices, taken_off
from santai.catalogue.schema import (
    ActionSpec,
    Basis,
    ClockSpec,
    Door,
    ParameterRef,
    Service,
    StateSpec,
)
from santai.catalogue.words import SERVED
from santai.kernel.words import said, say, word
from santai.pages.forms.regions import region_name

if TYPE_CHECKING:
    from santai.capabilities.places.models import Organisation
    from santai.catalogue.catalogue import Catalogue

LAYER = re.compile(r"\+(?P<region>[0-9]+)@(?P<day>[0-9-]+)")
WORDS = frozenset({"title", "summary", "basis", "effective"})
DOORS: Mapping[Door, str] = {
    Door.PORTAL: word("在本网站办"),
    Door.COUNTER: word("到窗口办"),
    Door.HOTLINE: word("打 12348 办"),
    Door.TERMINAL: word("在自助终端办"),
    Door.PARTNERS: word("由有关单位转交"),
    Door.VILLAGE: word("请村（居）法律顾问在村里登记"),
}


@dataclass(frozen=True, slots=True)
class LayerSaid:
    """A place whose rules were applied, and since when."""

    place: str
    since: date


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the way, with what may happen in it."""

    state: StateSpec
    moves: tuple[ActionSpec, ...]

    @property
    def titles(self) -> list[str]:
        return [move.title.said for move in self.moves]


@dataclass(frozen=True, slots=True)
class Price:
    """An item of the schedule, or what is taken off, in words."""

    title: str
    says: list[str]
    basis: Basis


@dataclass
class Guide:
    """A service as it stands in a region on a day. `region` is "" for the nation as a whole."""

    service: Service
    region: str
    on: date
    steps: list[Step] = field(init=False)

    def __post_init__(self) -> None:
        states = shown(self.service)
        self.steps = [
            Step(s, tuple(a for a in s.actions.values() if a.to in states and a.to != s.name))
            for s in states.values()
        ]

    @property
    def picture(self) -> str:
        """The way as SVG; every word in it is escaped."""
        language = translation.get_language() or ""
        service, here = self.service, tuple(self._limits_here())
        drawn = _drawn(catalogue(), service.id, service.version, language, here)
        return mark_safe(drawn)  # noqa: S308

    @cached_property
    def region_name(self) -> str:
        return region_name(self.region) if self.region else ""

    @property
    def serves(self) -> list[str]:
        return [SERVED[kind] for kind in self.service.serves]

    @property
    def doors(self) -> list[str]:
        return [said(DOORS[door]) for door in self.service.doors]

    @property
    def for_who_comes(self) -> bool:
        """Whether people ask for it themselves: an adviser's entry or a letter of an organ nobody books."""
        return bool({Door.PORTAL, Door.COUNTER, Door.HOTLINE} & set(self.service.doors))

    @property
    def online(self) -> bool:
        return Door.PORTAL in self.service.doors

    @property
    def prices(self) -> list[Price]:
        """What each item costs here, and what is taken off for whom."""
        service = self.service
        titles = {item.key: item.title.said for item in service.fee.items}
        items = [
            Price(item.title.said, list(prices(item, service, self._set_here)), item.basis)
            for item in service.fee.items
        ]
        return items + [
            Price(one.title.said, [taken_off(one, [titles[key] for key in one.on])], one.basis)
            for one in service.fee.reductions
        ]

    def _set_here(self, reference: ParameterRef) -> str:
        """What the place has set, or who is to be asked."""
        found = catalogue().parameter(reference.name, self.region, self.on)
        if found is None:
            return say("由当地定的标准")
        if reference.times != 1:
            words = percent(Decimal(str(found.value)) * reference.times)
        else:
            words = say("{amount} 元", amount=found.value)
        return words if found.verified else say("{words}（待核实）", words=words)

    @property
    def limits(self) -> list[tuple[StateSpec, ClockSpec, str]]:
        """Every limit on the way as it is here; those that a notice sets are named too."""
        return [
            (step.state, clock, self._limit(clock))
            for step in self.steps
            for clock in step.state.clocks
        ]

    def _limit(self, clock: ClockSpec) -> str:
        return measure(clock, catalogue(), self.region, self.on).said

    def _limits_here(self) -> Iterator[tuple[str, str]]:
        """What the picture of a version cannot say by itself: limits that the place sets."""
        states = self.service.states.values()
        for clock in (clock for state in states for clock in state.clocks):
            if clock.parameter:
                yield clock.name, self._limit(clock)

    @property
    def remedies(self) -> list[tuple[StateSpec, str]]:
        """States with a way on, and the title of the service that is the way."""
        return [
            (
                step.state,
                catalogue().service(step.state.remedy.service, self.region, self.on).title.said,
            )
            for step in self.steps
            if step.state.remedy is not None
        ]

    @cached_property
    def decided_by(self) -> Organisation | None:
        """Who handles it for this region."""
        if not self.region:
            return None
        return responsible_organisation(self.service.handler, self.region, self.service.levels)

    @property
    def centres(self) -> list[Organisation]:
        """Where to walk in, nearest first."""
        return organisations_of("centre", self.region)[:2] if self.region else []

    @cached_property
    def layers(self) -> list[LayerSaid]:
        return layers_of([self.service])[self.service.id]

    @property
    def better_here(self) -> tuple[Difference, ...]:
        """What reads differently here than in the nation's file, other words for the same left out."""
        if not self.layers:
            return ()
        nation = catalogue().service(self.service.id, self.service.region, self.on)
        versions = nation.version, self.service.version
        language = translation.get_language() or ""
        return _better(catalogue(), self.service.id, *versions, language)


def layers_of(services: Iterable[Service]) -> dict[str, list[LayerSaid]]:
    """Per id of a service the places whose rules were applied to it; one query for all their names."""
    found = {
        service.id: [(codes.full(m["region"]), m["day"]) for m in LAYER.finditer(service.version)]
        for service in services
    }
    names = region_names({code for layers in found.values() for code, _ in layers})
    return {
        id_: [LayerSaid(names.get(code, code), date.fromisoformat(day)) for code, day in layers]
        for id_, layers in found.items()
    }


# Thousands of texts each, and the same for everybody who reads a version in one language.


@lru_cache(maxsize=500)
def _better(
    loaded: Catalogue, id_: str, before: str, after: str, language: str
) -> tuple[Difference, ...]:
    old, new = (loaded.service_version(id_, version) for version in (before, after))
    found = differences(old, new, loaded)
    return tuple(difference for difference in found if not _mere_words(difference))


@lru_cache(maxsize=500)
def _drawn(
    loaded: Catalogue, id_: str, version: str, language: str, here: tuple[tuple[str, str], ...]
) -> str:
    return svg(loaded.service_version(id_, version), dict(here))


def _mere_words(difference: Difference) -> bool:
    line = difference.after or difference.before
    return line is None or line.key in WORDS or line.key.endswith(".says")
