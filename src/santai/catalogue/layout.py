"""A layered drawing of a graph from top to bottom, after Sugiyama: small, deterministic, no crossing labels.

Edges that close a circle are turned round for the drawing; every edge passes through an own place in each
layer between its ends, the first of which is its label's, so that nothing lies on anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

GAP = 24  # between neighbours in a layer
DROP = 36  # between layers: where lines bend
SWEEPS = 8

Size = tuple[float, float]
Edge = tuple[str, str]


@dataclass(slots=True)
class Place:
    """A box, a label, or a point an edge passes through; x and y are its middle."""

    width: float
    height: float
    layer: int
    x: float = 0
    y: float = 0
    row: float = 0  # height of the highest in its layer
    above: list[Place] = field(default_factory=list)
    below: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pass:
    """A line going straight through a layer, from `enter` to `leave`; at its ends, out of or into a box."""

    x: float
    enter: float
    leave: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything is. `lines`: for each edge what it passes, from its source to its target."""

    width: float
    height: float
    boxes: Mapping[str, Place]
    labels: Mapping[Edge, Place]
    lines: Mapping[Edge, Sequence[Pass]]


def draw(first: str, boxes: Mapping[str, Size], edges: Mapping[Edge, Size]) -> Drawing:
    """Lay out boxes and labelled edges (none from a box to itself); `first` comes on top."""
    turned = _closing(first, boxes, edges)
    layers = _layers(boxes, [(b, a) if (a, b) in turned else (a, b) for a, b in edges])
    nodes = {name: Place(*size, layer=2 * layers[name]) for name, size in boxes.items()}
    paths = {edge: _path(nodes, edge, size, edge in turned) for edge, size in edges.items()}
    rows = _rows(nodes.values(), paths.values())
    for _ in range(SWEEPS):
        _order(rows)
    _across(rows)
    width, height = _down(rows)
    labels = {edge: max(path[1:-1], key=lambda place: place.width) for edge, path in paths.items()}
    lines = {edge: list(_line(path)) for edge, path in paths.items()}
    return Drawing(width, height, nodes, labels, lines)


def _closing(first: str, boxes: Iterable[str], edges: Iterable[Edge]) -> set[Edge]:
    """The edges that lead back to where one came from, walking from `first`."""
    onward = defaultdict[str, list[str]](list)
    for source, target in edges:
        onward[source].append(target)
    closing: set[Edge] = set()
    done: set[str] = set()

    def walk(name: str, path: frozenset[str]) -> None:
        done.add(name)
        for target in onward[name]:
            if target in path:
                closing.add((name, target))
            elif target not in done:
                walk(target, path | {target})

    for name in (first, *boxes):
        if name not in done:
            walk(name, frozenset({name}))
    return closing


def _layers(boxes: Iterable[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Each box below everything that leads to it. The edges hold no circle."""
    layers = dict.fromkeys(boxes, 0)
    for _ in layers:
        for source, target in edges:
            layers[target] = max(layers[target], layers[source] + 1)
    return layers


def _path(nodes: Mapping[str, Place], edge: Edge, label: Size, turned: bool) -> list[Place]:
    """The places of an edge, in the edge's own direction; the label is next to its source."""
    source, target = nodes[edge[0]], nodes[edge[1]]
    top, bottom = (target, source) if turned else (source, target)
    between = [Place(0, 0, layer) for layer in range(top.layer + 1, bottom.layer)]
    mark = between[-1] if turned else between[0]
    mark.width, mark.height = label
    downward = [top, *between, bottom]
    for upper, lower in pairwise(downward):
        upper.below.append(lower)
        lower.above.append(upper)
    return downward[::-1] if turned else downward


def _rows(nodes: Iterable[Place], paths: Iterable[Sequence[Place]]) -> list[list[Place]]:
    rows = defaultdict[int, list[Place]](list)
    for place in [*nodes, *(place for path in paths for place in path[1:-1])]:
        rows[place.layer].append(place)
    return [rows[layer] for layer in sorted(rows)]


def _order(rows: Sequence[list[Place]]) -> None:
    """One sweep down and one up: each place moves to the middle of its neighbours."""
    for there, sweep in (("above", rows[1:]), ("below", rows[-2::-1])):
        position = {id(place): spot for row in rows for spot, place in enumerate(row)}
        for row in sweep:
            spots = {
                id(place): _mean([position[id(other)] for other in getattr(place, there)], spot)
                for spot, place in enumerate(row)
            }
            row.sort(key=lambda place: spots[id(place)])
            position.update((id(place), spot) for spot, place in enumerate(row))


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _across(rows: Sequence[list[Place]]) -> None:
    """Columns: as near to the neighbours' middle as the order and the gaps allow."""
    for row in rows:
        _spread(row, [0.0] * len(row))
    for turn in range(SWEEPS):
        there = ("above", "below")[turn % 2]
        for row in rows if there == "above" else reversed(rows):
            _spread(row, [_mean([o.x for o in getattr(p, there)], p.x) for p in row])
    left = min(place.x - place.width / 2 for row in rows for place in row)
    for row in rows:
        for place in row:
            place.x += GAP - left


def _spread(row: Sequence[Place], wanted: Sequence[float]) -> None:
    """The places nearest to the wanted ones that keep order and gaps (pool adjacent violators)."""
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (one.width + other.width) / 2 + GAP)
    blocks: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset])
        while len(blocks) > 1 and _mean(blocks[-2], 0) > _mean(blocks[-1], 0):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    settled = [_mean(block, 0) for block in blocks for _ in block]
    for place, base, offset in zip(row, settled, offsets, strict=True):
        place.x = base + offset


def _down(rows: Sequence[list[Place]]) -> Size:
    """Lines of places, each as high as its highest; gives the size of the whole."""
    y = float(GAP)
    for row in rows:
        height = max(place.height for place in row)
        for place in row:
            place.y, place.row = y + height / 2, height
        y += height + DROP
    right = max(place.x + place.width / 2 for row in rows for place in row)
    return right + GAP, y - DROP + GAP


def _line(path: Sequence[Place]) -> Iterator[Pass]:
    """What an edge passes: out of the source's side, through the places between, into the target."""
    source, *between, target = path
    down = 1 if source.y < target.y else -1
    yield Pass(_port(source, between[0]), source.y, source.y + down * source.height / 2)
    for place in between:
        yield Pass(place.x, place.y - down * place.row / 2, place.y + down * place.row / 2)
    yield Pass(_port(target, between[-1]), target.y - down * target.height / 2, target.y)


def _port(box: Place, neighbour: Place) -> float:
    """Where on its side a box is left or entered: the lines share the side in the neighbours' order."""
    side = box.below if neighbour.y > box.y else box.above
    order = sorted(range(len(side)), key=lambda spot: side[spot].x)
    spot = next(place for place, index in enumerate(order) if side[index] is neighbour)
    return box.x + box.width * 0.7 * ((spot + 1) / (len(side) + 1) - 0.5)
