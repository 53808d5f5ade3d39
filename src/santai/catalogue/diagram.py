"""The states of a service as a picture (SVG) and as Mermaid text.

Shown are the states of the file and those it leads to, not what every order has anyway (withdrawal,
archive). The picture says in words what it shows, for those who do not see it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from santai.catalogue.layout import Drawing, Pass, Place, draw
from santai.catalogue.schema import ActionSpec, Service, Stage, StateSpec
from santai.catalogue.words import STAGES, TURNS
from santai.kernel.words import listed, said, say

EM = 14.0  # font size
LINE = 20.0
LABEL = 0.8  # size of labels against titles
INK = "var(--ink, #1B2430)"
SOFT = "var(--soft, #4A5563)"
CARD = "var(--card, #FFFFFF)"
TINT = "var(--tint, #E8F0F7)"
ACCENT = "var(--accent, #1D5B8F)"

Edge = tuple[str, str]


def svg(service: Service, limits: Mapping[str, str] | None = None) -> str:
    """The picture, ready to stand in a page or in a file. `limits`: by the clock's name, where a place sets them."""
    states, moves = shown(service), _moves(service)
    drawing = draw(
        service.initial,
        {name: _size(_box_words(state, limits or {})) for name, state in states.items()},
        {edge: _size(words, LABEL) for edge, words in moves.items()},
    )
    own = re.sub(r"[^a-z0-9]+", "-", f"{service.id}-{service.version}")
    size = f'width="{drawing.width:.0f}" height="{drawing.height:.0f}"'
    view = f'viewBox="0 0 {drawing.width:.0f} {drawing.height:.0f}" font-size="{EM:.0f}"'
    title = say("{service}：办理流程", service=service.title.said)
    names = f'role="img" aria-labelledby="{own}-title {own}-desc"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="states" {view} {size} {names}>',
        f'<title id="{own}-title">{escape(title)}</title>',
        f'<desc id="{own}-desc">{escape(_in_words(service, moves))}</desc>',
        _tip(f"{own}-tip"),
        *_arrows(drawing, f"{own}-tip"),
        *(
            _box(state, service, drawing.boxes[name], limits or {})
            for name, state in states.items()
        ),
        *(_label(words, drawing.labels[edge]) for edge, words in moves.items()),
        "</svg>",
    )
    return "\n".join(parts)


def mermaid(service: Service) -> str:
    """The same as a Mermaid state diagram, for documents."""
    lines = ["stateDiagram-v2", f"  [*] --> {service.initial}"]
    lines += [f'  state "{_plain(s.title.said)}" as {name}' for name, s in shown(service).items()]
    for (source, target), words in _moves(service).items():
        lines.append(f"  {source} --> {target} : {_plain(listed(words))}")
    ends = [name for name, state in shown(service).items() if state.stage is not Stage.OPEN]
    lines += [f"  {name} --> [*]" for name in ends]
    return "\n".join(lines) + "\n"


def shown(service: Service) -> dict[str, StateSpec]:
    """The states a matter gets to by actions of the service, nearest first."""
    waiting, found = [service.initial], dict[str, StateSpec]()
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = service.states[name]
            waiting += [action.to for action in _own(found[name])]
    return found


def _own(state: StateSpec) -> Iterator[ActionSpec]:
    """The actions that lead on, without those that every order has."""
    moving = (action for action in state.actions.values() if action.to and not action.common)
    return (action for action in moving if action.to != state.name)


def _moves(service: Service) -> dict[Edge, list[str]]:
    """From state to state: the titles of the actions that lead there."""
    moves: dict[Edge, list[str]] = {}
    for name, state in shown(service).items():
        for action in _own(state):
            moves.setdefault((name, action.to), []).append(action.title.said)
    return moves


def _in_words(service: Service, moves: dict[Edge, list[str]]) -> str:
    states = service.states
    return said("；").join(
        say(
            "“{source}”经{actions}到“{target}”",
            source=states[source].title.said,
            actions=listed(words),
            target=states[target].title.said,
        )
        for (source, target), words in moves.items()
    )


# --- drawing ------------------------------------------------------------------------------------


def _box_words(state: StateSpec, here: Mapping[str, str]) -> list[str]:
    limits = [here.get(c.name, c.limit.said) for c in state.clocks if c.limit]
    whose = TURNS[state.turn] if state.stage is Stage.OPEN else STAGES[state.stage]
    title = state.title.said
    return [title, " · ".join([whose, *limits]).replace(title, "")]


def _size(words: list[str], scale: float = 1) -> tuple[float, float]:
    """Wide and high enough for lines of text; a Chinese character is one em."""
    width = max(
        sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.6 for c in w) for w in words
    )
    return (width * EM + 2 * EM) * scale, len(words) * LINE * scale + EM * scale


def _box(state: StateSpec, service: Service, place: Place, here: Mapping[str, str]) -> str:
    """The first state has a thick frame, an end a dashed one: colour is never the only sign."""
    fill = TINT if state.stage is Stage.OPEN else CARD
    frame = 'stroke-width="2.5"' if state.name == service.initial else 'stroke-width="1.2"'
    dashed = "" if state.stage is Stage.OPEN else ' stroke-dasharray="5 3"'
    x, y = place.x - place.width / 2, place.y - place.height / 2
    title, below = (escape(words) for words in _box_words(state, here))
    return (
        f'<g class="{state.stage}"><rect x="{x:.1f}" y="{y:.1f}" width="{place.width:.1f}"'
        f' height="{place.height:.1f}" rx="6" fill="{fill}" stroke="{ACCENT}" {frame}{dashed}/>'
        f'<g text-anchor="middle"><text x="{place.x:.1f}" y="{place.y - 3:.1f}" fill="{INK}"'
        f' font-weight="600">{title}</text><text x="{place.x:.1f}" y="{place.y + 16:.1f}"'
        f' fill="{SOFT}" font-size="{EM * LABEL:.1f}">{below}</text></g></g>'
    )


def _label(words: list[str], place: Place) -> str:
    top = place.y - (len(words) - 1) * LINE * LABEL / 2 + EM * LABEL / 3
    lines = "".join(
        f'<tspan x="{place.x:.1f}" y="{top + row * LINE * LABEL:.1f}">{escape(text)}</tspan>'
        for row, text in enumerate(words)
    )
    return (
        f'<text text-anchor="middle" font-size="{EM * LABEL:.1f}" fill="{INK}" stroke="{CARD}"'
        f' stroke-width="4" paint-order="stroke">{lines}</text>'
    )


def _tip(name: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        f' orient="auto"><path d="M0 0 8 4 0 8z" fill="{SOFT}"/></marker>'
    )


def _arrows(drawing: Drawing, tip: str) -> Iterator[str]:
    for line in drawing.lines.values():
        path = f'<path d="{_curve(line)}" fill="none" stroke="{SOFT}"'
        yield f'{path} marker-end="url(#{tip})"/>'


def _curve(line: Sequence[Pass]) -> str:
    """Straight through the layers, bending between them."""
    path = [f"M{line[0].x:.1f} {line[0].leave:.1f}"]
    for one, other in pairwise(line):
        half = (one.leave + other.enter) / 2
        path.append(
            f"C{one.x:.1f} {half:.1f} {other.x:.1f} {half:.1f} {other.x:.1f} {other.enter:.1f}"
        )
        if other is not line[-1]:
            path.append(f"V{other.leave:.1f}")
    return " ".join(path)


def _plain(text: str) -> str:
    """Text that means nothing to Mermaid."""
    return re.sub(r'[":;#\n]', " ", text).strip()
