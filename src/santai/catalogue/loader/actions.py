"""Actions: what may be done to an order, by whom, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from santai.catalogue.loader.blocks import (
    Block,
    flag,
    many,
    member,
    one_of,
    only_true,
    some,
    text,
    word,
)
from santai.catalogue.loader.fields import ASSIGNMENT, CALLING, HOLDING, SERVING, needs_in
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import TOLD, Scope
from santai.catalogue.schema import HOLD, ActionSpec, Stage

APPLICANT: tuple[str, ...] = ("applicant",)
OPEN: tuple[Stage, ...] = (Stage.OPEN,)


def action_in(scope: Scope) -> Callable[[str, Node], ActionSpec]:
    """A reader for an action of a service. One called like a common action changes that, key by key."""

    def read(name: str, node: Node) -> ActionSpec:
        common = scope.world.lent[name].entries() if name in scope.world.lent else {}
        lent = {key: value for key, value in common.items() if key != "stages"}
        if lent and isinstance(node.value, dict):
            node = replace(node, value={**lent, **node.value})
        return _read(name, node, scope, common=False)

    return read


def common_action_in(scope: Scope) -> Callable[[str, Node], ActionSpec]:
    """A reader for an action of lifecycle.yaml, which also says in which stages it is offered."""
    return lambda name, node: _read(name, node, scope, common=True)


def _read(name: str, node: Node, scope: Scope, *, common: bool) -> ActionSpec:
    with Block(node) as block:
        stages = block.get("stages", some(member(Stage, "stage")), OPEN) if common else OPEN
        action = ActionSpec(
            name=name,
            title=block.need("title", text),
            by=block.need("by", some(scope.actor)),
            to=block.get("to", scope.state, ""),
            needs=block.get("needs", needs_in(scope), ()),
            once=block.get("once", flag, False),
            documents=block.get("document", some(scope.document), ()),
            suggests=block.get("suggests", scope.rule, ""),
            requires=block.get("requires", scope.rule, ""),
            materials=block.get("materials", some(scope.material), ()),
            effect=block.get("effect", scope.effect, ""),
            spawns=block.get("spawns", scope.service, ""),
            signed=block.get("signed", some(scope.document), ()),
            held=block.get("held", only_true, False),
            passes=block.get("passes", some(word), ()),
            waits=block.get("waits", flag, False),
            outcome=block.get("outcome", word, ""),
            confirm=block.get("confirm", word, ""),
            tells=block.get("tells", many(one_of(TOLD, "recipient")), APPLICANT),
            common=common,
            stages=stages,
            basis=block.get("basis", scope.basis, ()),
        )
        return _with_companion(block, action)


COMPANIONS = {
    "assignment": ("assign", (ASSIGNMENT,)),
    "serving": ("serve", SERVING),
    "session": ("call_session", CALLING),
    "minutes": (HOLD, HOLDING),
}


def _with_companion(block: Block, action: ActionSpec) -> ActionSpec:
    """`with: assignment` and the like are short for an effect and what it has to be told."""
    companion = block.get("with", one_of(list(COMPANIONS), "companion"), "")
    if not companion:
        return action
    if block.has("effect"):
        fix = f"Keep `with: {companion}`, or write `effect` and `needs` out."
        block.refuse(block.node, "has both `with` and `effect`", fix)
    effect, needs = COMPANIONS[companion]
    return replace(action, effect=effect, needs=(*action.needs, *needs))
