"""The steps that are likely still to come: the shortest way from where a matter stands to its end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from santai.capabilities.orders.queries import OrderView
from santai.catalogue.current import catalogue
from santai.catalogue.limits import measure
from santai.catalogue.schema import ClockSpec, Service, Stage
from santai.kernel.words import say
from santai.kernel.workdays import ZONE

END = "completed"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A coming state with its first limit."""

    title: str
    limit: str


def ahead(view: OrderView) -> list[Ahead]:
    """Not a promise: what happens when nothing is refused. Empty where nothing is left to do."""
    if view.state.stage != Stage.OPEN:
        return []
    return [_ahead(view, name) for name in way(view.service, view.order.state)]


def way(service: Service, start: str) -> list[str]:
    """The states from after `start` to the end, breadth first; [] when there is no way."""
    paths: deque[list[str]] = deque([[start]])
    seen = {start}
    while paths:
        path = paths.popleft()
        if path[-1] == END:
            return path[1:]
        for spec in service.states[path[-1]].actions.values():
            if spec.to and spec.to not in seen:
                seen.add(spec.to)
                paths.append([*path, spec.to])
    return []


def _ahead(view: OrderView, name: str) -> Ahead:
    state = view.service.states[name]
    limits = [_limit(clock, view) for clock in state.clocks]
    return Ahead(state.title.said, next(filter(None, limits), ""))


def _limit(clock: ClockSpec, view: OrderView) -> str:
    """As the place of the matter has it on the day it was received: nearer is not known before it starts."""
    day = view.order.received_at.astimezone(ZONE).date()
    limit = measure(clock, catalogue(), view.order.region_id, day).said
    return say("{term}内", term=limit) if limit else ""
