"""The states of a service as a picture: one row for each, arrows on the right going on, on the left going back.

Pure geometry; a template draws it. Rows stand in the order in which a matter gets there, so nothing overlaps
whatever the graph is, and the list beside the picture says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from santai.catalogue.schema import Service, StateSpec

ROW, BOX, WIDTH = 56, 36, 280  # pixels: from row to row, height and width of a box
NEAR, GAP, FAR = 30, 14, 8  # a bow reaches out NEAR and GAP more for each row it spans, FAR at most
COMMON = frozenset(
    {"withdrawn", "merged", "archived"}
)  # every service ends there too: says nothing


@dataclass(frozen=True, slots=True)
class Box:
    """One state. `kind`: initial, open, completed or closed."""

    x: int
    y: int
    title: str
    kind: str

    @property
    def middle(self) -> int:
        return self.y + BOX // 2

    @property
    def centre(self) -> int:
        return self.x + WIDTH // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """All moves from one state to another. `path` is an SVG path, `words` what leads there."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = WIDTH
    box_height: int = BOX


def draw(service: Service) -> Picture:
    states = shown_states(service)
    moves = _moves(states)
    side = max((_reach(source, target) for source, target in moves), default=0) + NEAR
    return Picture(
        width=side * 2 + WIDTH,
        height=ROW * len(states),
        boxes=tuple(_box(state, row, side, service) for row, state in enumerate(states)),
        arrows=tuple(Arrow(_path(*ends, side), "、".join(words)) for ends, words in moves.items()),
    )


def shown_states(service: Service) -> list[StateSpec]:
    """The service's own states in reading order: each after the first one that leads to it."""
    return [service.states[name] for name in _reached(service) if name not in COMMON]


def _reached(service: Service) -> Iterator[str]:
    waiting, seen = [service.initial], {service.initial}
    while waiting:
        name = waiting.pop(0)
        yield name
        for spec in service.states[name].actions.values():
            if spec.to and spec.to not in seen:
                seen.add(spec.to)
                waiting.append(spec.to)


def _moves(states: Sequence[StateSpec]) -> dict[tuple[int, int], list[str]]:
    rows = {state.name: row for row, state in enumerate(states)}
    found: dict[tuple[int, int], list[str]] = {}
    for row, state in enumerate(states):
        for spec in state.actions.values():
            if not spec.common and rows.get(spec.to, row) != row:
                found.setdefault((row, rows[spec.to]), []).append(spec.title.zh)
    return found


def _box(state: StateSpec, row: int, side: int, service: Service) -> Box:
    kind = "initial" if state.name == service.initial else state.stage.value
    return Box(side, row * ROW + (ROW - BOX) // 2, state.title.zh, kind)


def _reach(source: int, target: int) -> int:
    return NEAR + min(abs(target - source), FAR) * GAP


def _path(source: int, target: int, side: int) -> str:
    """To the next row straight down; else a bow, on the right going on, on the left going back."""
    start, end = (row * ROW + ROW // 2 for row in (source, target))
    if target == source + 1:
        return f"M{side + WIDTH // 2} {start + BOX // 2} V{end - BOX // 2 - 2}"
    out = 1 if target > source else -1
    edge = side + WIDTH if out > 0 else side
    far, start, end = edge + out * _reach(source, target), start + out * 6, end - out * 6
    return f"M{edge} {start} C{far} {start} {far} {end} {edge + out * 2} {end}"
