"""The catalogue as everybody sees it: services, parameters, calendar and standards, by place and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from santai.catalogue.errors import NotInCatalogue, suggestion
from santai.catalogue.loader.scope import World
from santai.catalogue.permissions import Permissions
from santai.catalogue.schema import (
    Door,
    Named,
    ParameterValue,
    Role,
    Service,
)
from santai.catalogue.sources import Law, Parameter
from santai.catalogue.triage import EMPTY, Book
from santai.catalogue.versions import Versions
from santai.kernel.workdays import Calendar

REMEMBERED = 50_000  # look-ups kept, far more than a day brings


class Catalogue:
    """Everything that was loaded. Nothing in it changes: a new file means a new catalogue.

    Regions are twelve-digit codes or prefixes of them, "" for the nation as such.
    """

    def __init__(
        self,
        services: Mapping[str, Versions],
        world: World,
        calendar: Calendar,
        triage: Book = EMPTY,
    ) -> None:
        standards = world.standards
        self.triage = triage
        self.calendar = calendar
        self.roles: Mapping[str, Role] = standards.roles
        self.organisation_kinds: Mapping[str, Named] = standards.organisation_kinds
        self.groups: Mapping[str, Named] = standards.groups
        self.lines: Mapping[str, Named] = standards.lines
        self.practitioners: Mapping[str, Named] = standards.practitioners
        self.skills: Mapping[str, Named] = standards.skills
        self.languages: Mapping[str, Named] = standards.languages
        self.windows: Mapping[str, Named] = standards.windows
        self.effects: Mapping[str, str] = standards.effects
        self.permissions: Permissions = standards.permissions
        self.doors = tuple(Door)
        self.laws: Mapping[str, Law] = world.laws
        self.parameters: Mapping[str, Parameter] = world.parameters
        self.ids = tuple(sorted(services))
        self._services = dict(services)
        self._named: dict[str, frozenset[str]] = {}
        self._found: dict[tuple[str, str, date], Service | None] = {}

    # --- services

    def service(self, id: str, region: str, on: date) -> Service:  # noqa: A002
        """The service as it stands in a region on a day. Raises NotInCatalogue."""
        if found := self._find(id, region, on):
            return found
        raise NotInCatalogue(f"{id} is not offered in {region or 'the nation'} on {on}")

    def services(self, region: str, on: date) -> list[Service]:
        """All services of a region on a day, in the order of lines and names."""
        found = (self._find(id_, region, on) for id_ in self.ids)
        return [service for service in found if service]

    def service_version(self, id: str, version: str) -> Service:  # noqa: A002
        """The service that an order was born with. Raises NotInCatalogue."""
        return self._versions(id).version(version)

    def versions(self, id: str) -> tuple[str, ...]:  # noqa: A002
        """All versions of a service that are in force somewhere at some time, oldest first."""
        return self._versions(id).names

    def actions_with(self, effect: str) -> frozenset[str]:
        """What actions with this effect are called, in any version of any service."""
        if effect not in self._named:
            every = (v.version(name) for v in self._services.values() for name in v.names)
            states = (state for service in every for state in service.states.values())
            self._named[effect] = frozenset(
                action.name
                for state in states
                for action in state.actions.values()
                if action.effect == effect
            )
        return self._named[effect]

    def _find(self, id_: str, region: str, on: date) -> Service | None:
        key = (id_, region, on)
        try:
            return self._found[key]
        except KeyError:
            found = self._versions(id_).on(region, on)
        if len(self._found) >= REMEMBERED:
            self._found.clear()
        self._found[key] = found
        return found

    def _versions(self, id_: str) -> Versions:
        if id_ not in self._services:
            raise NotInCatalogue(f"no service is called {id_!r}. {suggestion(id_, self.ids)}")
        return self._services[id_]

    # --- parameters

    def parameter(self, name: str, region: str, on: date) -> ParameterValue | None:
        """The value of the smallest area around a region that has one on a day, the latest of it.

        None where nobody has set one. Raises NotInCatalogue for a name there is not.
        """
        if name not in self.parameters:
            fix = suggestion(name, self.parameters)
            raise NotInCatalogue(f"no parameter is called {name!r}. {fix}")
        return max(
            (
                value
                for value in self.parameters[name].values
                if value.since <= on and region.startswith(value.region)
            ),
            key=lambda value: (len(value.region), value.since),
            default=None,
        )
