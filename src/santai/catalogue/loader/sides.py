"""What a service says of another: deeds of a side that move the main order, and the other way round.

Read when all services are: a word that names no action of the other service would wait for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from santai.catalogue.errors import Problem, suggestion
from santai.catalogue.schema import Service
from santai.catalogue.versions import Versions


def strange_causes(services: Mapping[str, Versions]) -> Iterator[Problem]:
    """Every `answers` and `follows` that waits for what nobody can do."""
    called: dict[str, set[str]] = {}
    for versions in services.values():
        for service, _node in versions.built:
            for name in service.summons:
                called.setdefault(name, set()).add(service.id)
    for versions in services.values():
        for service, node in versions.built:
            sides, mains = service.summons, called.get(service.id, set())
            for key, cause, wrong in _strange(
                service, _deeds(services, sides), _deeds(services, mains)
            ):
                yield node.at(key).problem(
                    wrong, suggestion(cause, _deeds(services, sides | mains))
                )


def _strange(
    service: Service, of_sides: set[str], of_mains: set[str]
) -> Iterator[tuple[str, str, str]]:
    for state in service.states.values():
        for cause in state.answers:
            if cause not in of_sides:
                wrong = f"no order of another side, opened here, has an action {cause!r}"
                yield f"states.{state.name}.answers.{cause}", cause, wrong
        for cause in state.follows:
            if cause not in of_mains:
                wrong = f"no order that opens this one has an action {cause!r}"
                yield f"states.{state.name}.follows.{cause}", cause, wrong


def _deeds(services: Mapping[str, Versions], names: Iterable[str]) -> set[str]:
    """The names of all actions of these services."""
    return {
        action
        for name in names
        if name in services
        for service, _node in services[name].built
        for state in service.states.values()
        for action in state.actions
    }
