"""What the directory shows of institutions and people, and in which groups: only what is public (DIR-01)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from santai.capabilities.places.codes import level_of
from santai.capabilities.places.enums import RECEIVING, Access
from santai.capabilities.places.queries import halls_of_organisations
from santai.capabilities.reception.queries import on_duty_at, waiting_at
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door, Service
from santai.kernel.words import said, word
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.places.models import Organisation, Venue
    from santai.capabilities.reception.queries import Half

RECEIVES = "centre"  # takes in at its windows what others handle


@dataclass(frozen=True, slots=True)
class Group:
    """One word of the filter, and the kinds of organisation that it stands for."""

    name: str
    title: str
    kinds: tuple[str, ...]


HALL = Group("hall", word("公共法律服务大厅"), ("centre", "station"))
_KINDS = RECEIVING[len(HALL.kinds) :]  # each a word of the filter of its own
# Trades with a licence or a public list of their own. Volunteers and villagers are private people.
PEOPLE = (
    "lawyer",
    "agency-lawyer",
    "grassroots-worker",
    "notary",
    "mediator",
    "appraiser",
    "arbitrator",
    "village-adviser",
)


def groups() -> list[Group]:
    """In the order of the filter: where one can walk in comes first."""
    known = catalogue().organisation_kinds
    hall = replace(HALL, title=said(HALL.title))
    return [hall, *(Group(kind, known[kind].title.said, (kind,)) for kind in _KINDS)]


def kinds_of(chosen: Iterable[Group]) -> list[str]:
    return [kind for group in chosen for kind in group.kinds]


@dataclass(frozen=True, slots=True)
class Hall:
    """A place to walk into. `waiting`: None where nobody took a ticket today."""

    venue: Venue
    waiting: int | None
    duty: Sequence[Half]

    @property
    def on_duty(self) -> list[str]:
        """Names, each once: who is here in the morning is often here in the afternoon too."""
        return list(dict.fromkeys(row.account.name for half in self.duty for row in half.duties))

    @property
    def access(self) -> list[str]:
        return [str(Access(one).label) for one in self.venue.access]


@dataclass(frozen=True, slots=True)
class Place:
    """An institution with its halls; rooms further out (村、社区) stand apart."""

    organisation: Organisation
    kind: str
    halls: Sequence[Hall]
    rooms: Sequence[Venue]


def places(
    organisations: Sequence[Organisation], *, at: datetime, rooms: bool = False
) -> list[Place]:
    """The institutions with their halls as they are now; three queries, however many there are."""
    venues = halls_of_organisations([one.pk for one in organisations], rooms=rooms)
    own = {one.pk: one.region_id for one in organisations}
    near = [venue for venue in venues if venue.region_id == own[venue.organisation_id]]
    ids = [venue.pk for venue in near]
    waiting, duty = waiting_at(ids, at=at), on_duty_at(ids, today(at))
    halls = [Hall(venue, waiting.get(venue.pk), duty[venue.pk]) for venue in near]
    titles = catalogue().organisation_kinds
    return [
        Place(
            organisation=one,
            kind=titles[one.kind].title.said,
            halls=[hall for hall in halls if hall.venue.organisation_id == one.pk],
            rooms=[v for v in venues if v.organisation_id == one.pk and v not in near],
        )
        for one in organisations
    ]


def services_at(organisation: Organisation, offered: Iterable[Service]) -> list[Service]:
    """What the institution handles here; a centre's windows also take in what others handle."""
    level = level_of(organisation.region_id)
    receives = organisation.kind == RECEIVES
    return [
        service
        for service in offered
        if (service.handler == organisation.kind and level in service.levels)
        or (receives and Door.COUNTER in service.doors)
    ]
