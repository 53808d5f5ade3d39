"""What moving from one state to another does to an order's clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from santai.capabilities.clocks import actions as clocks
from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.clocks.queries import open_clocks
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.catalogue.limits import measure
from santai.catalogue.schema import ClockSpec, Service, Stage
from santai.kernel.workdays import ZONE

SERVED = "served"  # of a clock that does not run before somebody has the paper
NOON = time(12)  # of a day that is over: any hour of it counts alike


def turn_clocks(
    order: Order, service: Service, target: str, facts: Mapping[str, Any], *, at: datetime
) -> list[Clock]:
    """Pause, resume, stop and start the clocks for a move to `target`; gives those left open."""
    left = [clock for clock in open_clocks(order.subject) if _carry(clock, service, target, at)]
    names = {clock.name for clock in left}
    if service.state(target).stage == Stage.OPEN:
        for spec in service.state(target).clocks:
            if spec.name not in names and spec.start != SERVED:
                left.append(build(order, spec, facts, at=at))
                left[-1].save(force_insert=True)
    order.due_at = nearest(left)
    if order.asked_extension and order.asked_extension["clock"] not in {c.name for c in left}:
        order.asked_extension = None  # or it would be allowed to a later clock of the same name
    return left


def build(order: Order, spec: ClockSpec, facts: Mapping[str, Any], *, at: datetime) -> Clock:
    """A clock to be saved. Work that is done again counts from the day it was taken up again."""
    day = date.fromisoformat(facts[spec.set_by]) if spec.set_by else None
    start = order.received_at if spec.start == "received" and not order.redone else at
    return _begun(order, spec, at=start, day=day)


def _begun(order: Order, spec: ClockSpec, *, at: datetime, day: date | None = None) -> Clock:
    """Keeps the limit that holds at the place of the matter on the day it starts, whatever is set there later."""
    found = measure(spec, catalogue(), order.region_id, at.astimezone(ZONE).date())
    built = clocks.build(order.subject, spec, catalogue().calendar, at=at, term=found.term, day=day)
    built.read = found.value
    return built


def numbers(begun: Iterable[Clock]) -> dict[str, Any]:
    """Of clocks that have just begun: the values of the place they were given, as an event keeps them."""
    return {
        clock.name: {
            "parameter": value.name,
            "value": value.value,
            "unit": value.unit,
            "region": value.region,
            "from": value.since.isoformat(),
            "verified": value.verified,
        }
        for clock in begun
        if (value := clock.read)
    }


def serve(order: Order, service: Service, day: date, *, at: datetime) -> list[Clock]:
    """A document was served on whoever the order is for: clocks of its state that wait for it begin with that
    day. One that runs already was begun by an earlier paper and goes on."""
    running = open_clocks(order.subject)
    names = {clock.name for clock in running}
    start = at if day == at.astimezone(ZONE).date() else datetime.combine(day, NOON, ZONE)
    begun = [
        _begun(order, spec, at=start)
        for spec in service.state(order.state).clocks
        if spec.start == SERVED and spec.name not in names
    ]
    for clock in begun:
        clock.save(force_insert=True)
    order.due_at = nearest([*running, *begun])
    return begun


def stop_all(order: Order, *, at: datetime) -> None:
    for clock in open_clocks(order.subject):
        clocks.finish(clock, catalogue().calendar, at=at, state=ClockState.VOID)
    order.due_at = None


def nearest(open_: list[Clock]) -> datetime | None:
    """The moment an inbox sorts by: the first running limit; None while all are paused."""
    return min((c.due_at for c in open_ if c.state == ClockState.RUNNING), default=None)


def _carry(clock: Clock, service: Service, target: str, at: datetime) -> bool:
    """Let one clock follow the move; whether it is still open afterwards."""
    home, spec = _home(clock.name, service)
    if spec is None or target not in (home, *spec.pause, *spec.runs_on):
        clocks.finish(clock, catalogue().calendar, at=at)
        return False
    if target not in spec.pause and clock.state == ClockState.PAUSED:
        clocks.resume(clock, catalogue().calendar, at=at)
    elif target in spec.pause and clock.state == ClockState.RUNNING:
        clocks.pause(clock, at=at, reason=service.state(target).title.zh)
    return True


def spec_of(name: str, service: Service) -> ClockSpec | None:
    return _home(name, service)[1]


def _home(name: str, service: Service) -> tuple[str, ClockSpec | None]:
    for state in service.states.values():
        for spec in state.clocks:
            if spec.name == name:
                return state.name, spec
    return "", None
