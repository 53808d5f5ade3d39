"""What a place promises beyond the nation (CAT-21, CAT-22): names, windows, least staff, services that go better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from santai.capabilities.places import codes
from santai.capabilities.places.queries import region_names
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ParameterValue, Service
from santai.catalogue.sources import Parameter, ParameterKind
from santai.channels.portal.views.finding import on_offer
from santai.kernel.words import Words, said, say, word
from santai.pages.guide import LayerSaid, layers_of

YES_NO = Words({True: word("是"), False: word("否")})


@dataclass(frozen=True, slots=True)
class Standard:
    """One line: what it is, who set it and since when, and whether somebody has confirmed it."""

    title: str
    value: str
    place: str
    since: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Better:
    """A service that goes better here than the nation's file says."""

    service: Service
    layers: Sequence[LayerSaid]


def standards(region: str, on: date) -> list[Standard]:
    """Every standard that is shown and that somebody has set for this place or around it."""
    shown = [parameter for parameter in catalogue().parameters.values() if parameter.shown]
    asked = ((one, catalogue().parameter(one.name, region, on)) for one in shown)
    found = [(one, value) for one, value in asked if value is not None]
    places = region_names({codes.full(value.region) for _, value in found if value.region})
    return [_standard(one, value, places) for one, value in found]


def better(region: str, on: date) -> list[Better]:
    services = on_offer(region)
    layers = layers_of(services)
    return [Better(service, layers[service.id]) for service in services if layers[service.id]]


def _standard(parameter: Parameter, value: ParameterValue, places: Mapping[str, str]) -> Standard:
    code = codes.full(value.region) if value.region else ""
    place = places.get(code, code) if code else said(word("全国"))
    return Standard(
        title=said(parameter.title.zh),
        value=_value(parameter, value.value),
        place=place,
        since=value.since,
        source=value.source,
        verified=value.verified,
    )


def _value(parameter: Parameter, value: str | int | bool) -> str:
    if parameter.kind is ParameterKind.YES_NO:
        return YES_NO[bool(value)]
    if parameter.kind is ParameterKind.TEXT or not parameter.unit:
        return said(str(value))
    return say("{number} {unit}", number=value, unit=said(parameter.unit))
