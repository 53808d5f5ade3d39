"""Layers: what a province, city or county changes in a service, laid over the file it improves.

A layer is a piece of a service file. Mappings are merged key by key, anything else takes the place of what
was there, and these say more than that:

- `materials.x.remove: true` drops the material, also from what actions wait for;
- `materials.x.unless` and `rules.x.yes_if_also` add an alternative;
- `basis` adds citations; what a layer changes also cites the layer's own basis.

Whether the result is better for the citizen is not asked here: betterment.py proves it from the two services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from santai.catalogue.errors import CatalogueError, Problem, suggestion
from santai.catalogue.loader.blocks import Block, day, only_true, region, word
from santai.catalogue.loader.reading import Node

HEADER = ("improves", "region", "effective", "until", "basis", "source")
NAMED = re.compile(
    r"(materials|rules|states|documents|fee\.schedule)|states\.[^.]+\.(actions|clocks)"
)
CITED = re.compile(
    r"(?P<noun>(materials|rules)\.[^.]+|states\.[^.]+\.(remedy|(clock|clocks\.[^.]+)(\.extend)?)|fee(\.(schedule|reductions)\.[^.]+)?)"
)
UNCITED = {"title", "says", "basis", "extend"}  # words need no law, an extension cites its own


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer file. In force from `effective` up to and including `until`."""

    improves: str
    region: str
    effective: date
    until: date | None
    source: str
    node: Node

    @property
    def name(self) -> str:
        return f"{self.region}@{self.effective}"

    @property
    def basis(self) -> tuple[Node, ...]:
        given = self.node.entries().get("basis")
        return given.items() if given else ()


def read_layer(node: Node) -> Layer:
    """The header of a layer; its changes are read with the service they are laid over."""
    header = {key: value for key, value in node.entries().items() if key in HEADER}
    with Block(replace(node, value=header)) as block:
        if len(header) == len(node.entries()):
            block.refuse(node, "changes nothing", "Write what is better here, or take it away.")
        if not (block.has("basis") or block.has("source")):
            fix = "Add `basis:` (a citation) or `source:` (where it was published)."
            block.refuse(node, "does not say where it comes from", fix)
        block.asked.append("basis")
        return Layer(
            improves=block.need("improves", word),
            region=block.need("region", _some_region),
            effective=block.need("effective", day),
            until=block.get("until", day, None),
            source=block.get("source", word, ""),
            node=node,
        )


def _some_region(node: Node) -> str:
    if code := region(node):
        return code
    raise node.error("a layer belongs to a place", "Write the prefix of its code, such as '41'.")


def overlay(base: Node, layer: Layer) -> Node:
    """The service's file as it reads in the layer's region. Raises CatalogueError for unknown names."""
    changes = {k: v for k, v in layer.node.entries().items() if k not in HEADER or k == "basis"}
    work = _Overlay(layer)
    merged = work.merged(base, replace(layer.node, value=changes))
    if work.problems:
        raise CatalogueError(work.problems)
    return _without(merged, work.removed) if work.removed else merged


class _Overlay:
    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.removed: set[str] = set()
        self.problems: list[Problem] = []

    def merged(self, base: Node, change: Node) -> Node:
        """`change` over `base`, both at the same key."""
        if not isinstance(base.value, dict) or not isinstance(change.value, dict):
            return change
        entries = dict(base.value)
        for name, node in change.value.items():
            self.put(entries, name, node, change.key)
        changed = change.value.keys()
        if CITED.fullmatch(change.key) and changed - UNCITED and "basis" not in changed:
            entries["basis"] = _joined(entries.get("basis"), self.layer.basis, change)
        return replace(base, value=entries)

    def put(self, entries: dict[str, Node], name: str, node: Node, key: str) -> None:
        """One entry of a change among those of the file."""
        if NAMED.fullmatch(key) and name not in entries:
            self.unknown(node, name, key, entries)
        elif key == "materials" and "remove" in node.entries():
            self.remove(entries, name, node)
        elif name == "basis":
            entries[name] = _joined(entries.get(name), node.items(), node)
        elif name == "yes_if_also":
            entries["yes_if"] = _either(entries.get("yes_if"), node)
        elif name == "unless" and key.startswith("materials."):
            entries[name] = _either(entries.get(name), node)
        else:
            entries[name] = self.merged(entries[name], node) if name in entries else node

    def remove(self, entries: dict[str, Node], name: str, node: Node) -> None:
        try:
            with Block(node) as block:
                block.need("remove", only_true)
        except CatalogueError as error:
            self.problems += error.problems
        else:
            del entries[name]
            self.removed.add(name)

    def unknown(self, node: Node, name: str, key: str, entries: Mapping[str, Node]) -> None:
        wrong = f"{self.layer.improves} has no {name!r} among its {key.rpartition('.')[2]}"
        fix = f"A layer cannot add one. {suggestion(name, entries)}"
        self.problems.append(node.problem(wrong, fix))


def _joined(old: Node | None, more: tuple[Node, ...], place: Node) -> Node:
    """A list with more at its end, nothing twice."""
    given = old.items() if old else ()
    return replace(old or place, value=(*given, *(node for node in more if node not in given)))


def _either(old: Node | None, new: Node) -> Node:
    """A condition that holds when one of the two does."""
    return replace(old, value=(*old.items(), *new.items())) if old else new


def _without(service: Node, materials: set[str]) -> Node:
    """The service with no action waiting for materials that are no longer asked for."""

    def action(node: Node) -> Node:
        if "materials" not in node.entries():
            return node
        waited = node.entries()["materials"]
        kept = tuple(item for item in waited.items() if item.value not in materials)
        rest = {k: v for k, v in node.entries().items() if k != "materials"}
        return replace(
            node, value=rest | ({"materials": replace(waited, value=kept)} if kept else {})
        )

    return _mapped(service, ("states", "*", "actions", "*"), action)


def _mapped(node: Node, path: tuple[str, ...], change: Callable[[Node], Node]) -> Node:
    """The node with everything at a path ("*": any name) changed."""
    if not path:
        return change(node)
    entries = {
        name: _mapped(inner, path[1:], change) if path[0] in ("*", name) else inner
        for name, inner in node.entries().items()
    }
    return replace(node, value=entries) if entries else node
