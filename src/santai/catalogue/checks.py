"""What must hold of a whole service: every state leads on, every clock can run, every document can be written.

Names are looked up while a file is read (loader); here are the questions that need the service as a whole.
Each look gives (key, what is wrong, how to put it right).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from santai.catalogue import papers
from santai.catalogue.conditions import circle, facts_in
from santai.catalogue.errors import Problem, suggestion
from santai.catalogue.loader.reading import Node
from santai.catalogue.reserved import RESERVED
from santai.catalogue.running import Finding, clocks, must_be_told
from santai.catalogue.schema import (
    HOLD,
    PICKED,
    SUMMON,
    Service,
    Stage,
)
from santai.kernel.machine import Machine, Move

Look = Callable[[Service, Node], Iterator[Finding]]
MERGING = ("merge", "merged")  # effect and state of the order that goes on as part of another


def check(service: Service, node: Node) -> list[Problem]:
    """Everything wrong with a service that was read from `node`."""
    findings = list(_circles(service)) or chain.from_iterable(look(service, node) for look in LOOKS)
    return [_problem(node, *finding) for finding in findings]


def _problem(node: Node, key: str, wrong: str, fix: str) -> Problem:
    return replace(node.at(key).problem(wrong, fix), key=key)


# --- dates, rules, questions --------------------------------------------------------------------


def _circles(service: Service) -> Iterator[Finding]:
    """First of all: the other looks follow rules to their ends."""
    if rules := circle(service.rules):
        path = " → ".join([*rules, rules[0]])
        fix = "Let one of them say it by facts, without the others."
        yield f"rules.{rules[0]}", f"rules refer to each other in a circle: {path}", fix


def _dates(service: Service, _: Node) -> Iterator[Finding]:
    if service.until and service.until < service.effective:
        wrong = f"ends ({service.until}) before it begins ({service.effective})"
        yield "until", wrong, "`until` is the last day it is in force."


def _picked(service: Service, _: Node) -> Iterator[Finding]:
    """Whoever fills in a form has no list of ours to pick from: the order is not there yet."""
    for field in service.form:
        if field.kind in PICKED:
            fix = "Ask for it in words (`text: short`), or in the `needs` of an action."
            key = f"form.{field.key}.{field.kind}"
            yield key, f"a form has no list to pick {field.kind} from", fix
        if field.computed:
            fix = "Let the `needs` of the action that goes by it compute it."
            yield f"form.{field.key}.{field.computed.op}", "a form computes nothing", fix


def _questions(service: Service, _: Node) -> Iterator[Finding]:
    """A question may hang on answers given before it, or nobody could tell whether to ask it."""
    later = [field.key for field in service.form]
    for field in service.form:
        for word, condition in (("when", field.when), ("unless", field.unless)):
            needed = facts_in([condition], service.rules) if condition else set()
            if late := [key for key in later if key in needed]:
                fix = f"Ask {late[0]} first, or let the condition do without it."
                yield f"form.{field.key}.{word}", f"hangs on {late[0]}, which is asked later", fix
        later.remove(field.key)


def _charges(service: Service, node: Node) -> Iterator[Finding]:
    """A bill is made of what can be reckoned, and is asked for only where one is made."""
    fee = node.at("fee")
    for state in service.states.values():
        for action in state.actions.values():
            key = f"states.{state.name}.actions.{action.name}"
            if action.effect == "charge" and not service.fee.reckoned:
                fix = "Give `fee` an `amount` or a `schedule`, or take the effect out."
                yield f"{key}.effect", f"charges by words alone ({fee.key})", fix
            if action.paid and "charge" not in _effects(service):
                fix = "Let an action before it charge (`with: bill`), or take `paid` out."
                yield f"{key}.paid", "waits for a bill that nobody makes", fix


def _draws(service: Service, _: Node) -> Iterator[Finding]:
    """What is drawn is taken by the system alone, in the state the draw leads to: nobody chooses the moment."""
    for state in service.states.values():
        for action in state.actions.values():
            key = f"states.{state.name}.actions.{action.name}"
            if action.effect == "draw" and not service.practitioners:
                yield f"{key}.effect", "draws from nobody", "Add `practitioners:` to the service."
            waiting = service.states.get(action.to)
            taken = waiting and any(a.effect == "take_drawn" for a in waiting.actions.values())
            if action.effect == "draw" and not taken:
                fix = "Lead to a state with an action of `effect: take_drawn` by system."
                yield f"{key}.to", "leads to where nobody takes what is drawn", fix
            if action.effect == "take_drawn" and action.by != ("system",):
                yield (
                    f"{key}.by",
                    "lets somebody choose when to take what is drawn",
                    "Write `by: system`.",
                )


def _effects(service: Service) -> set[str]:
    return {action.effect for state in service.states.values() for action in state.actions.values()}


# --- states -------------------------------------------------------------------------------------


def _ways(service: Service, node: Node) -> Iterator[Finding]:
    """Every state of the file is reached, and leads to an end by actions of the file."""
    written = node.at("states").entries()
    for name in sorted(_machine(service, _any_action).unreachable() & written.keys()):
        fix = "Let an action lead `to` it, or take the state out."
        yield f"states.{name}", f"nothing leads to the state {name!r}", fix
    dead = _machine(service, lambda state, action: action in _written(node, state)).dead_ends()
    for name in sorted(dead & written.keys()):
        fix = "Give it an action that leads on, or `stage: completed` if the matter ends here."
        yield f"states.{name}", f"there is no way from the state {name!r} to an end", fix


def _machine(service: Service, counts: Callable[[str, str], bool]) -> Machine:
    moves = [
        Move(name, action.name, action.to)
        for name, state in service.states.items()
        for action in state.actions.values()
        if action.to and counts(name, action.name)
    ]
    if service.redo:  # a dissatisfied applicant's order goes there from wherever it ended
        moves.append(Move(service.initial, "(redo)", service.redo))
    ends = [name for name, state in service.states.items() if state.stage is not Stage.OPEN]
    return Machine(service.initial, service.states, moves, ends)


def _any_action(state: str, action: str) -> bool:
    return True


def _written(node: Node, state: str) -> set[str]:
    """The actions a file writes for a state; the common ones (withdraw, merge …) lead out of any."""
    inner = node.at("states").entries().get(state)
    actions = inner.entries().get("actions") if inner else None
    return set(actions.entries()) if actions else set()


def _redo(service: Service, _: Node) -> Iterator[Finding]:
    """A dissatisfied applicant's order goes on by itself: there must be work, and nobody names a day."""
    if not service.redo:
        return
    state = service.states[service.redo]
    if state.stage is not Stage.OPEN:
        fix = "Name an open state, where the work is done again."
        yield "redo", f"in the state {state.name!r} there is nothing left to do", fix
    for clock in state.clocks:
        if clock.set_by:
            wrong = f"{state.name!r} needs a day ({clock.set_by}), which nobody gives when work is done again"
            yield "redo", wrong, "Name a state with a written limit."


def _closing(service: Service, _: Node) -> Iterator[Finding]:
    """Orders are closed by archiving, which asks whether they were rated (ORD-14), or by merging."""
    closed = {name for name, state in service.states.items() if state.stage is Stage.CLOSED}
    for state in service.states.values():
        for action in state.actions.values():
            by_effect = action.effect == "archive" or (action.effect, action.to) == MERGING
            if action.to in closed and not by_effect:
                fix = "Lead to a state of `stage: completed`: it is archived from there."
                key = f"states.{state.name}.actions.{action.name}.to"
                yield key, f"{action.name!r} closes the order without archiving it", fix


def _names(service: Service, node: Node) -> Iterator[Finding]:
    for name in service.states:
        for action in sorted(_written(node, name) & RESERVED):
            fix = "Call it otherwise: people see its title only."
            yield (
                f"states.{name}.actions.{action}",
                f"{action!r} is written by the system itself",
                fix,
            )


# --- the other side -----------------------------------------------------------------------------


def _summoning(service: Service, _: Node) -> Iterator[Finding]:
    """Somebody is called to a service of their own, and there must be somebody to call."""
    for state in service.states.values():
        for action in state.actions.values():
            key = f"states.{state.name}.actions.{action.name}"
            if action.effect == SUMMON and not action.spawns:
                fix = "Add `spawns:`, the service that is for them."
                yield f"{key}.effect", "calls the other side, and to no service", fix
            if action.effect == SUMMON and service.opposite == "none":
                fix = "Write `opposite: required`, or `optional`."
                yield f"{key}.effect", "calls another side, and the service asks for none", fix
            told = [field.key for field in action.needs]
            for name in action.passes:
                if name not in told:
                    wrong = f"{action.name!r} is not told {name!r}, so it cannot pass it on"
                    yield f"{key}.passes", wrong, suggestion(name, told)


def _sessions(service: Service, _: Node) -> Iterator[Finding]:
    """Nobody waits for a session that no action of the file holds."""
    actions = [(s, a) for s in service.states.values() for a in s.actions.values()]
    holds = any(action.effect == HOLD for _, action in actions)
    for state, action in actions:
        if action.held and not holds:
            fix = "Give an action of the file `with: minutes`."
            key = f"states.{state.name}.actions.{action.name}.held"
            yield key, "waits for a session, and no action holds one", fix


def _minutes(service: Service, _: Node) -> Iterator[Finding]:
    """What was said in a session goes to those who were invited, in their own orders, and to nobody else."""
    for state in service.states.values():
        for action in state.actions.values():
            if action.effect != HOLD:
                continue
            key = f"states.{state.name}.actions.{action.name}"
            if action.tells:
                fix = "Write `tells: []`: the session tells those who were invited."
                yield f"{key}.tells", f"tells {', '.join(action.tells)} of a session besides", fix
            if action.passes:
                fix = "Take `passes` out: a side that spoke alone is not to be read by the other."
                yield f"{key}.passes", "passes on what was said in a session", fix


def _by_the_other(service: Service, _: Node) -> Iterator[Finding]:
    """What is done here because of a deed in another order is done by the system, which is told nothing."""
    for state in service.states.values():
        moves = [*(("answers", *one) for one in state.answers.items())]
        moves += [("follows", *one) for one in state.follows.items()]
        for word, cause, name in moves:
            key, action = f"states.{state.name}.{word}.{cause}", state.actions.get(name)
            if action is None:
                fix = suggestion(name, list(state.actions))
                yield key, f"no action of {state.name!r} is called {name!r}", fix
            elif "system" not in action.by:
                fix = f"Add system to `by` of {name}."
                yield key, f"the system may not take the action {name!r}", fix
            elif asked := must_be_told(action):
                fix = f"Take {asked} out of the `needs` of {name}, or do not require it."
                yield key, f"{name!r} must be told {asked}, which the system does not know", fix


LOOKS: tuple[Look, ...] = (
    papers.recipients,
    _dates,
    _picked,
    _questions,
    _charges,
    _draws,
    _ways,
    _redo,
    _closing,
    _names,
    clocks,
    _summoning,
    _sessions,
    _minutes,
    _by_the_other,
    papers.documents,
    papers.signatures,
    papers.handled,
)
