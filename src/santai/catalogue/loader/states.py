"""States: where an order can be, whose turn it is, and the clocks that run meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from santai.catalogue.errors import suggestion
from santai.catalogue.limits import UNITS, term_of
from santai.catalogue.loader.actions import action_in
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    many,
    member,
    named,
    one_of,
    positive,
    some,
    term,
    text,
    word,
)
from santai.catalogue.loader.conditions import REGION
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import ClockSpec, Extension, Remedy, Stage, StateSpec, Text, Turn
from santai.catalogue.sources import Better, Parameter, ParameterKind
from santai.kernel.workdays import Term

BY_NOTICE = "set_by_notice"
STARTS = ("entered", "received", "served")


def state_in(scope: Scope) -> Callable[[str, Node], StateSpec]:
    """A reader for a state as its file says it; the common actions are added later."""

    def read(name: str, node: Node) -> StateSpec:
        common = scope.world.common_states.get(name)
        given = common.stage if common else None
        return _read(name, node, scope, _own_stage(given), given or Stage.OPEN)

    return read


def common_state_in(scope: Scope) -> Callable[[str, Node], StateSpec]:
    """A reader for a state of lifecycle.yaml, which alone says what is closed."""
    return lambda name, node: _read(name, node, scope, member(Stage, "stage"), Stage.OPEN)


def _read(name: str, node: Node, scope: Scope, stage: Reader[Stage], otherwise: Stage) -> StateSpec:
    with Block(node) as block:
        title, turn = block.need("title", text), block.need("turn", member(Turn, "turn"))
        return StateSpec(
            name=name,
            title=title,
            says=block.get("says", text, title),
            turn=turn,
            stage=block.get("stage", stage, otherwise),
            clocks=_clocks(block, name, title, scope, turn),
            actions=block.get("actions", named(action_in(scope)), {}),
            remedy=block.get("remedy", lambda inner: _remedy(inner, scope), None),
            answers=block.get("answers", named(lambda _, inner: word(inner)), {}),
            follows=block.get("follows", named(lambda _, inner: word(inner)), {}),
        )


def _own_stage(common: Stage | None) -> Reader[Stage]:
    """The stage of a service's own state; one that takes the place of a common state keeps its stage."""

    def read(node: Node) -> Stage:
        stage = member(Stage, "stage")(node)
        if common and stage is not common:
            raise node.error(f"this state is {common} in every service", "Take `stage` out.")
        if stage is Stage.CLOSED and not common:
            fix = "Write `stage: completed`: it is archived from there, once it was rated."
            raise node.error("an order is closed by archiving it only", fix)
        return stage

    return read


def _clocks(
    block: Block, state: str, title: Text, scope: Scope, turn: Turn
) -> tuple[ClockSpec, ...]:
    """`clock` is the only clock of a state and called like it; `clocks` names several."""
    if block.has("clock") and block.has("clocks"):
        fix = "Move the one under `clock` into `clocks`, with a name."
        block.refuse(block.node, "has both `clock` and `clocks`", fix)
    several = named(lambda name, node: _clock(name, node, title, scope, turn))
    only = block.get("clock", lambda node: _clock(state, node, title, scope, turn), None)
    clocks = tuple((block.get("clocks", several, None) or {}).values())
    return (only, *clocks) if only else clocks


def _clock(name: str, node: Node, title: Text, scope: Scope, turn: Turn) -> ClockSpec:
    with Block(node) as block:
        clock = ClockSpec(
            name=name,
            title=block.get("title", text, title),
            limit=block.need("limit", lambda inner: _limit(inner, scope)),
            parameter=_parameter_name(block.node.at("limit")),
            set_by=_set_by(block),
            start=block.get("from", one_of(STARTS, "start"), "entered"),
            pause=block.get("pause", many(scope.state), ()),
            runs_on=block.get("runs_on", many(scope.state), ()),
            then=block.get("then", word, ""),
            extend=block.get("extend", lambda inner: _extension(inner, scope), None),
            basis=block.need("basis", scope.basis),
        )
        if parameter := scope.world.parameters.get(clock.parameter):
            _only_better(clock, parameter, turn, node.at("limit"))
        return clock


def _only_better(clock: ClockSpec, parameter: Parameter, turn: Turn, node: Node) -> None:
    """What places set must not be worse for the citizen, and the parameter says which way that is."""
    theirs = turn is Turn.APPLICANT
    if clock.then and not theirs:  # sooner or later, either may hurt
        wrong = f"differs by place, and {clock.then!r} is done by itself when it passes"
        raise node.error(wrong, "Write the limit itself.")
    wanted = Better.HIGHER if theirs else Better.LOWER
    if parameter.better is not wanted:
        wrong = f"{parameter.name} does not say that {wanted} is better"
        raise node.error(wrong, f"Write `better: {wanted}` into parameters/{parameter.name}.yaml.")


def _limit(node: Node, scope: Scope) -> Term | None:
    if _parameter_name(node):
        return _national(node, scope)
    return None if node.value == BY_NOTICE else term(node)


def _parameter_name(node: Node) -> str:
    """The name in `region.<name>`."""
    written = node.value if isinstance(node.value, str) else ""
    return written.removeprefix(REGION) if written.startswith(REGION) else ""


def _national(node: Node, scope: Scope) -> Term:
    """What the nation has set: a clock must run everywhere, from the file's first day."""
    name, known = _parameter_name(node), scope.world.parameters
    if name not in known:
        raise node.error(f"no parameter is called {name!r}", suggestion(name, known))
    parameter = known[name]
    if parameter.kind is not ParameterKind.NUMBER or parameter.unit not in UNITS:
        wrong = f"{name} is no length of time ({parameter.kind}, {parameter.unit or 'no unit'})"
        fix = f"Name one of kind number whose unit is one of: {', '.join(UNITS)}."
        raise node.error(wrong, fix)
    if any(int(value.value) < 1 for value in parameter.values):
        raise node.error(f"{name} is nought somewhere", "A limit is at least 1: change that value.")
    day = scope.days.get(node.file, date.max)
    held = [value for value in parameter.values if not value.region and value.since <= day]
    if not held:
        fix = f"Add a value without region to parameters/{name}.yaml."
        raise node.error(f"{name} has no value for the whole country on {day}", fix)
    return term_of(max(held, key=lambda value: value.since))


def _set_by(block: Block) -> str:
    """The field that says the day, where a notice and not the law sets it."""
    if block.node.at("limit").value == BY_NOTICE:
        return block.need("set_by", word)
    if given := block.get("set_by", word, ""):
        fix = f"Write `limit: {BY_NOTICE}`, or take `set_by` out."
        block.refuse(block.node, f"has a limit and a day set by {given}", fix)
    return ""


def _extension(node: Node, scope: Scope) -> Extension:
    with Block(node) as block:
        return Extension(
            by=block.need("by", term),
            times=block.get("times", positive, 1),
            approver=block.need("approver", some(scope.actor)),
            basis=block.need("basis", scope.basis),
        )


def _remedy(node: Node, scope: Scope) -> Remedy:
    with Block(node) as block:
        return Remedy(
            service=block.need("service", scope.service),
            within=block.get("within", term, None),
            basis=block.need("basis", scope.basis),
        )
