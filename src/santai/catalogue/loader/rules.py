"""Rules: questions of law about the facts."""

from __future__ import annotations

from collections.abc import Callable

from santai.catalogue.loader.blocks import Block, Reader, many, some, word
from santai.catalogue.loader.conditions import condition_in
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import Condition, Rule


def rule_in(scope: Scope) -> Callable[[str, Node], Rule]:
    alternatives: Reader[tuple[Condition, ...]] = some(condition_in(scope))

    def read(name: str, node: Node) -> Rule:
        with Block(node) as block:
            return Rule(
                name=name,
                says=block.need("says", word),
                yes_if=block.need("yes_if", alternatives),
                no_if=block.get("no_if", many(condition_in(scope)), ()),
                basis=block.need("basis", scope.basis),
            )

    return read
