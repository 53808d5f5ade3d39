"""What must hold of the clocks of a whole service: each can start, pause, run on and pass."""

from __future__ import annotations

from collections.abc import Iterator

from santai.catalogue.errors import suggestion
from santai.catalogue.loader.reading import Node
from santai.catalogue.schema import ActionSpec, ClockSpec, Kind, Service, StateSpec, clock_key
from santai.kernel.workdays import Unit

Finding = tuple[str, str, str]


def clocks(service: Service, _: Node) -> Iterator[Finding]:
    names: dict[str, str] = {}
    for state in service.states.values():
        for clock in state.clocks:
            key = clock_key(state, clock)
            if (first := names.setdefault(clock.name, state.name)) != state.name:
                fix = "Write it under `clocks:` with a name of its own."
                yield key, f"the state {first!r} has a clock of this name too", fix
            yield from _pauses(service, state, clock, key)
            yield from _outcome(state, clock, key)
            yield from _day_by_notice(service, state, clock, key)
            yield from _extension(clock, key)
            yield from _start(clock, key)


def _pauses(service: Service, state: StateSpec, clock: ClockSpec, key: str) -> Iterator[Finding]:
    """A clock goes from its state to those it pauses or runs on in, and on to others such."""
    reached, frontier = {state.name}, [state.name]
    while frontier:
        onward = {action.to for action in service.states[frontier.pop()].actions.values()}
        new = (onward & {*clock.pause, *clock.runs_on}) - reached
        reached |= new
        frontier += new
    for word, names in (("pause", clock.pause), ("runs_on", clock.runs_on)):
        for name in names:
            if name == state.name:
                wrong = "names the state that the clock belongs to"
                yield f"{key}.{word}", wrong, f"Take {name} out."
            elif name not in reached:
                wrong = f"the order cannot get from {state.name!r} to {name!r} while the clock runs"
                yield f"{key}.{word}", wrong, "Name a state that an action of this state leads to."
    yield from _runs_on(service, clock, key)


def _runs_on(service: Service, clock: ClockSpec, key: str) -> Iterator[Finding]:
    """A limit passes wherever it runs, and what happens by itself then must be open there."""
    for name in clock.runs_on:
        there = service.states[name].actions.get(clock.then)
        if name in clock.pause:
            fix = f"Take {name} out of one of the two."
            yield f"{key}.runs_on", f"the clock would stand still and run in {name!r}", fix
        elif clock.then and (there is None or "system" not in there.by):
            fix = f"Write {clock.then} into {name} too, with system in `by`."
            yield f"{key}.runs_on", f"the system may not take {clock.then!r} in {name!r}", fix


def _outcome(state: StateSpec, clock: ClockSpec, key: str) -> Iterator[Finding]:
    """What happens by itself when the limit passes is an action open to the system."""
    by_itself = [action.name for action in state.actions.values() if "system" in action.by]
    if clock.then and clock.then not in state.actions:
        fix = suggestion(clock.then, by_itself or list(state.actions))
        yield f"{key}.then", f"no action of {state.name!r} is called {clock.then!r}", fix
    elif clock.then and clock.then not in by_itself:
        fix = f"Add system to `by` of {clock.then}."
        yield f"{key}.then", f"the system may not take the action {clock.then!r}", fix
    elif clock.then and (asked := must_be_told(state.actions[clock.then])):
        fix = f"Take {asked} out of the `needs` of {clock.then}, or do not require it."
        wrong = f"{clock.then!r} must be told {asked}, which the system does not know"
        yield f"{key}.then", wrong, fix


def must_be_told(action: ActionSpec) -> str:
    return ", ".join(field.key for field in action.needs if field.required)


def _day_by_notice(
    service: Service, state: StateSpec, clock: ClockSpec, key: str
) -> Iterator[Finding]:
    """Where a notice sets the day, every action that leads here must ask for it."""
    if not clock.set_by:
        return
    ways = [a for s in service.states.values() for a in s.actions.values() if a.to == state.name]
    if not ways or state.name == service.initial:
        fix = "Write the limit itself."
        yield f"{key}.set_by", "no action leads here that could set the day", fix
    for action in ways:
        if (
            action.name == "reopen"
        ):  # an archived order, or one whose remedy won, goes there unasked
            fix = "Let reopen lead to a state with a written limit."
            yield f"{key}.set_by", "'reopen' leads here, also where nobody can give that day", fix
            continue
        field = next((field for field in action.needs if field.key == clock.set_by), None)
        if field is None or field.kind is not Kind.DATE or not field.required or field.when:
            fix = f"Give {action.name} `needs: {{{clock.set_by}: {{ask: …, date: future, required: true}}}}`."
            yield f"{key}.set_by", f"{action.name!r} leads here without asking for that day", fix


def _start(clock: ClockSpec, key: str) -> Iterator[Finding]:
    """A paper is served on a day: which hour it was, nobody wrote down."""
    if clock.start == "served" and clock.limit and _by_hours(clock.limit.unit):
        fix = "Count days, or count hours from entering the state."
        yield f"{key}.limit", f"{clock.limit} cannot be counted from the day of service", fix


def _extension(clock: ClockSpec, key: str) -> Iterator[Finding]:
    if (
        clock.extend
        and clock.limit
        and _by_hours(clock.limit.unit) != _by_hours(clock.extend.by.unit)
    ):
        fix = "Extend hours by hours, and days, months or years by any of these."
        yield f"{key}.extend.by", f"{clock.extend.by} cannot be added to {clock.limit}", fix


def _by_hours(unit: Unit) -> bool:
    return unit is Unit.HOURS
