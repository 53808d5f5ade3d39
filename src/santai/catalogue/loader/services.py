"""A whole service file, or one with layers laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    day,
    many,
    member,
    named,
    one_of,
    region,
    some,
    text,
    word,
)
from santai.catalogue.loader.documents import document_in
from santai.catalogue.loader.fees import fee_in
from santai.catalogue.loader.fields import fields_in
from santai.catalogue.loader.materials import material_in
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.rules import rule_in
from santai.catalogue.loader.scope import SERVED, Scope, World, always_known, names
from santai.catalogue.loader.states import state_in
from santai.catalogue.schema import (
    SUMMON,
    ActionSpec,
    Door,
    Field,
    Level,
    MaterialSpec,
    OneOpen,
    Part,
    Service,
    StateSpec,
)

PARTY = ("name", "id_number", "phone", "address", "groups")
OPPOSITE = ("none", "optional", "required")


def read_service(node: Node, world: World, *, version: str, days: Mapping[str, date]) -> Service:
    """The service a file describes. `days`: the effective day of each file that speaks in it."""
    facts = always_known(world.standards.groups)
    scope = Scope(world, days, facts, *_names(node, world))
    form = _form(node, scope)  # first: nearly everything else asks about its fields
    scope = scope.knowing(**{field.key: field for field in form})
    known = world.standards
    with Block(node) as block:
        states = block.need("states", named(state_in(scope))) or {}
        return Service(
            id=block.need("id", word),
            version=version,
            title=block.need("title", text),
            line=block.need("line", one_of(known.lines, "line")),
            summary=block.need("summary", text),
            effective=block.need("effective", day),
            until=block.get("until", day, None),
            basis=block.need("basis", scope.basis),
            serves=block.need("serves", some(one_of(SERVED, "kind of person served"))),
            levels=block.need("levels", some(member(Level, "level"))),
            handler=block.need("handler", one_of(known.organisation_kinds, "organisation kind")),
            doors=block.need("doors", some(member(Door, "door"))),
            fee=block.need("fee", fee_in(scope)),
            applicant=block.need("applicant", _applicant),
            opposite=block.get("opposite", one_of(OPPOSITE, "choice of opposite"), "none"),
            form=block.get("form", lambda _: form, ()),
            materials=tuple(_materials(block, scope).values()),
            rules=block.get("rules", named(rule_in(scope)), {}),
            initial=next(iter(states), ""),
            states=_with_common(states, world),
            redo=block.get("redo", scope.state, ""),
            documents=block.get("documents", named(document_in(scope)), {}),
            skills=block.get("skills", many(one_of(known.skills, "skill")), ()),
            practitioners=block.get(
                "practitioners", many(one_of(known.practitioners, "kind of practitioner")), ()
            ),
            region=block.get("region", region, ""),
            title_field=block.get("title_field", one_of(names(node, "form"), "form field"), ""),
            dossier=block.get("dossier", some(one_of(_parts(node), "part of a dossier")), ()),
            summons=_summoned(states),
            one_open=block.get("one_open", _one_open(scope), None),
        )


def _names(node: Node, world: World) -> tuple[frozenset[str], ...]:
    """Rules, states, materials and documents: what the parts of a service call each other by."""
    states = names(node, "states") | frozenset(world.common_states)
    return names(node, "rules"), states, names(node, "materials"), names(node, "documents")


def _parts(node: Node) -> tuple[str, ...]:
    """What can be bound: the parts every dossier has, and single documents of this service."""
    known = [part.value for part in Part]
    return *known, *sorted(names(node, "documents") - set(known))


def _form(node: Node, scope: Scope) -> tuple[Field, ...]:
    form = node.entries().get("form")
    return fields_in(scope)(form) if form and form.value is not None else ()


def _materials(block: Block, scope: Scope) -> dict[str, MaterialSpec]:
    return block.get("materials", named(material_in(scope)), {})


def _applicant(node: Node) -> dict[str, bool]:
    """What is asked of the applicant, and whether it must be given: a "?" means it need not."""
    written = some(one_of([*PARTY, *(f"{name}?" for name in PARTY)], "particular of a party"))(node)
    asked = {name.removesuffix("?"): not name.endswith("?") for name in written}
    if len(asked) < len(written):
        raise node.error("names a particular twice, with and without ?", "Keep one of the two.")
    return asked


def _one_open(scope: Scope) -> Reader[OneOpen]:
    def read(node: Node) -> OneOpen:
        with Block(node) as block:
            return OneOpen(block.need("says", text), block.need("basis", scope.basis))

    return read


def _summoned(states: Mapping[str, StateSpec]) -> frozenset[str]:
    actions = (action for state in states.values() for action in state.actions.values())
    return frozenset(action.spawns for action in actions if action.effect == SUMMON)


def _with_common(states: Mapping[str, StateSpec], world: World) -> dict[str, StateSpec]:
    """The file's states and the common last ones, each with the common actions of its stage."""
    every = {**states, **{n: s for n, s in world.common_states.items() if n not in states}}
    effects = {action.effect for state in states.values() for action in state.actions.values()}
    return {
        name: replace(state, actions=_actions(state, world, effects))
        for name, state in every.items()
    }


def _actions(state: StateSpec, world: World, effects: set[str]) -> dict[str, ActionSpec]:
    common = {
        spec.name: spec
        for spec in world.common_actions
        if state.stage in spec.stages and (not spec.only_with or spec.only_with in effects)
    }
    return {**state.actions, **{n: a for n, a in common.items() if n not in state.actions}}
