"""What may answer the words a caller says: danger, the standard answers and the services they fit.

Proposals stand beside the form and decide nothing. They come from the engine that answers on the web (KB-06).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from santai.capabilities.knowledge.queries import Proposed, Told, proposed
from santai.capabilities.places.codes import is_code
from santai.catalogue.matching import matching
from santai.catalogue.schema import Door, Service
from santai.pages.forms.services import services_at
from santai.pages.moments import today

SERVICES = 3  # shown at most
NOTHING = Proposed()


@dataclass(frozen=True, slots=True)
class Proposals:
    found: Proposed = NOTHING
    services: tuple[Service, ...] = ()

    @property
    def dangers(self) -> list[str]:
        """What is said first, of each danger heard."""
        reading = self.found.reading
        return [one.danger.says.said for one in reading.signals] if reading else []

    @property
    def periods(self) -> list[str]:
        """Limits that run by what was said, with their articles."""
        reading = self.found.reading
        if reading is None:
            return []
        return [f"{one.says}（{'、'.join(c.said for c in one.basis)}）" for one in reading.periods]

    @property
    def answers(self) -> tuple[Told, ...]:
        return self.found.answers

    @property
    def any(self) -> bool:
        return bool(self.dangers or self.periods or self.answers or self.services)


def propose(text: str, typed: str, door: Door = Door.HOTLINE) -> Proposals:
    """`typed`: where, as the form has it; what is no code of a region says nothing about where."""
    region = typed if is_code(typed) else ""
    found = proposed(text, region, on=today(timezone.now()))
    if found.reading is None:
        return Proposals()
    guide = found.reading.guide
    return Proposals(found, tuple(_services(found.text, guide, region, door)))


def _services(text: str, guide: str, region: str, door: Door) -> Iterator[Service]:
    """The service that the reading leads to, then those whose words overlap with the text."""
    offered = services_at(door, region)
    fitting = [one for one in offered if one.id == guide]
    fitting += [one for one in matching(offered, text) if one.id != guide]
    yield from fitting[:SERVICES]
