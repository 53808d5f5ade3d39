"""Materials: what must be shown, and when not."""

from __future__ import annotations

from collections.abc import Callable

from santai.catalogue.loader.blocks import Block, flag, one_of, positive, text, word
from santai.catalogue.loader.conditions import condition_in
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import MaterialSpec


def material_in(scope: Scope) -> Callable[[str, Node], MaterialSpec]:
    def read(key: str, node: Node) -> MaterialSpec:
        with Block(node) as block:
            return MaterialSpec(
                key=key,
                show=block.need("show", text),
                required=block.get("required", flag, True),
                original=block.get("original", flag, False),
                copies=block.get("copies", positive, 1),
                commitment=block.get("or", one_of(["commitment"], "substitute"), "") != "",
                shared_data=block.get("waive_if", one_of(["shared_data"], "ground"), "") != "",
                unless=block.get("unless", condition_in(scope), None),
                note=block.get("note", word, ""),
                basis=block.get("basis", scope.basis, ()),
            )

    return read
