"""What a place promises beyond the nation (CAT-21, CAT-22): names, windows, least staff, services that go better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from santai.capabilities.places import codes
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ParameterValue, Service
from santai.catalogue.sources import Parameter, ParameterKind
from santai.channels.portal.views.finding import on_offer
from santai.kernel.words import Words, said, say, word
from santai.pages.forms.regions import region_name
from santai.pages.guide import Guide, LayerSaid

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
    found = ((one, catalogue().parameter(one.name, region, on)) for one in shown)
    return [_standard(one, value) for one, value in found if value is not None]


def better(region: str, on: date) -> list[Better]:
    guides = (Guide(service, region, on) for service in on_offer(region))
    return [Better(guide.service, guide.layers) for guide in guides if guide.layers]


def _standard(parameter: Parameter, value: ParameterValue) -> Standard:
    place = region_name(codes.full(value.region)) if value.region else said(word("全国"))
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
