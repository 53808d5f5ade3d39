"""What a file offers and no tour can see, and why: read off the files, not a list to add to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from santai.catalogue.schema import ClockSpec, Service, StateSpec
from tests.reliability.model.tour import never
from tests.reliability.model.walker import services

Name = tuple[str, str]


def transitions(of: Iterable[Service]) -> dict[tuple[str, str, str], str]:
    """Every transition that a file offers and nobody can ever take."""
    return {
        (service.id, state.name, spec.name): why
        for service, state in _every(of)
        for spec in state.actions.values()
        if (why := never(service, state, spec))
    }


def states(of: Iterable[Service]) -> dict[Name, str]:
    """States that no deed leads to which anybody can take."""
    found = {}
    for service in of:
        hidden = transitions([service])
        led_to = {
            spec.to or state.name
            for _, state in _every([service])
            for spec in state.actions.values()
            if (service.id, state.name, spec.name) not in hidden
        }
        reached = led_to | {service.initial, service.redo}
        found |= {
            (service.id, name): "nothing leads there"
            for name in service.states
            if name not in reached
        }
    return found


def kept(of: Iterable[Service]) -> dict[Name, str]:
    """Limits of states in which nothing can be done but take it back: they only pass; and those begun elsewhere."""
    of = list(of)
    return passed(of) | {
        (service.id, clock.name): "nothing is to be done before it passes"
        for service, state, clock in _limits(of)
        if not _ends_by_a_deed(service, state, clock)
    }


def _ends_by_a_deed(service: Service, state: StateSpec, clock: ClockSpec) -> bool:
    runs = {state.name, *clock.runs_on, *clock.pause}
    return any(
        spec.to and spec.to not in runs and spec.name not in ("withdraw", "merge", clock.then)
        for name in runs
        for spec in service.states[name].actions.values()
    )


def passed(of: Iterable[Service]) -> dict[Name, str]:
    """Limits of the other side's order that begin when the order that called it serves a paper."""
    called = {name for service in services() for name in service.summons}
    return {
        (service.id, clock.name): "the order that called it serves the paper"
        for service, _, clock in _limits(of)
        if clock.start == "served" and service.id in called
    }


def papers(of: Iterable[Service]) -> dict[tuple[str, str, str], str]:
    """Papers of deeds that nobody can take in any state."""
    made: dict[tuple[str, str, str], set[str]] = {}
    for service in of:
        hidden = transitions([service])
        for _, state in _every([service]):
            for spec in state.actions.values():
                for key in spec.documents:
                    why = hidden.get((service.id, state.name, spec.name), "")
                    made.setdefault((service.id, spec.name, key), set()).add(why)
    return {name: min(why) for name, why in made.items() if "" not in why}


def _every(of: Iterable[Service]) -> Iterator[tuple[Service, StateSpec]]:
    return ((service, state) for service in of for state in service.states.values())


def _limits(of: Iterable[Service]) -> Iterator[tuple[Service, StateSpec, ClockSpec]]:
    return ((service, state, clock) for service, state in _every(of) for clock in state.clocks)
