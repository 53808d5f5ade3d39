"""All versions of one service: its files by date, the layers over them, and which holds where and when.

Every combination that is ever in force is built, checked and proved when the catalogue is loaded, so that a
look-up is only a look-up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from santai.catalogue.betterment import worse
from santai.catalogue.checks import check
from santai.catalogue.errors import CatalogueError, NotInCatalogue, Problem
from santai.catalogue.layering import Layer, overlay
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import World
from santai.catalogue.loader.services import read_service
from santai.catalogue.schema import Service

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """One full service file."""

    service: str
    region: str
    effective: date
    until: date | None
    node: Node


@dataclass(frozen=True, slots=True)
class Built:
    """A service as files and layers make it, with the text it was read from."""

    service: Service
    node: Node


Stack = tuple[Source, tuple[Layer, ...]]
Part = TypeVar("Part", Source, Layer)


class Versions:
    """The versions of one service. Raises CatalogueError if one is broken or a layer makes it worse."""

    def __init__(self, sources: Iterable[Source], layers: Iterable[Layer], world: World) -> None:
        self.sources = sorted(sources, key=lambda source: source.effective)
        self.layers = sorted(layers, key=lambda layer: (layer.region, layer.effective))
        self.region = self.sources[0].region
        self._world = world
        self._built: dict[str, Built | None] = {}
        self._problems: list[Problem] = []
        for source in self.sources:
            self._build((source, ()))  # even one that is never in force
        for layer in self.layers:
            self._problems += self._out_of_place(layer)
        prefixes = {self.region, *(layer.region for layer in self.layers)}
        self._spans = {prefix: dict(self._timeline(prefix)) for prefix in prefixes}
        if self._problems:
            raise CatalogueError(self._problems)
        self._days = {prefix: list(spans) for prefix, spans in self._spans.items()}
        self._lengths = sorted({len(prefix) for prefix in prefixes}, reverse=True)
        self.names = tuple(sorted(self._built))

    @property
    def built(self) -> Iterator[tuple[Service, Node]]:
        """Every version there is, with what it was read from."""
        return ((one.service, one.node) for one in self._built.values() if one)

    # --- looking up

    def on(self, region: str, day: date) -> Service | None:
        """The service as it stands in a region on a day; None where it does not."""
        for length in self._lengths:
            prefix = region[:length]
            if len(prefix) == length and prefix in self._days:
                days = self._days[prefix]
                place = bisect_right(days, day)
                return self._spans[prefix][days[place - 1]] if place else None
        return None

    def version(self, version: str) -> Service:
        """The service that an order was born with. Raises NotInCatalogue."""
        if version not in self._built:
            self._build(self._stack(version))
        if built := self._built[version]:
            return built.service
        raise NotInCatalogue(f"{self.sources[0].service} {version} cannot be built")

    # --- which files make a version -------------------------------------------------------------

    def _timeline(self, prefix: str) -> Iterator[tuple[date, Service | None]]:
        """What holds in a region from each day on which something begins or ends there."""
        layers = [layer for layer in self.layers if prefix.startswith(layer.region)]
        spans = [(source.effective, source.until) for source in self.sources]
        spans += [(layer.effective, layer.until) for layer in layers]
        turns = {begin for begin, _ in spans} | {end + DAY for _, end in spans if end}
        for day in sorted(turns):
            stack = self._in_force(prefix, day)
            built = self._build(stack) if stack else None
            yield day, built.service if built else None

    def _in_force(self, prefix: str, day: date) -> Stack | None:
        """The latest file and, from the nation down, the latest layer of each region that holds it."""
        source = _latest(self.sources, day)
        regions = sorted({layer.region for layer in self.layers if prefix.startswith(layer.region)})
        latest = (
            _latest([a for a in self.layers if a.region == region], day) for region in regions
        )
        return (source, tuple(filter(None, latest))) if source else None

    def _stack(self, version: str) -> Stack:
        """The files that a version names."""
        first, *rest = version.split("+")
        source = next((source for source in self.sources if str(source.effective) == first), None)
        layers = [layer for layer in self.layers if layer.name in rest]  # from the nation down
        if source is None or [layer.name for layer in layers] != rest:
            known = ", ".join(filter(self._built.get, self._built))
            raise NotInCatalogue(
                f"{self.sources[0].service} has no version {version!r}, only {known}"
            )
        return source, tuple(layers)

    def _out_of_place(self, layer: Layer) -> Iterator[Problem]:
        """A layer needs something under it on the day it begins."""
        node = layer.node.at("effective")
        if layer.until and layer.until < layer.effective:
            yield layer.node.at("until").problem(
                f"ends ({layer.until}) before it begins ({layer.effective})",
                "`until` is the last day it is in force.",
            )
        if not layer.region.startswith(self.region):
            fix = f"It is offered in {self.region} only: take the layer away."
            yield layer.node.at("region").problem(f"{layer.improves} is not offered there", fix)
        elif _latest(self.sources, layer.effective) is None:
            known = ", ".join(str(source.effective) for source in self.sources)
            fix = f"Its files are of {known}: date the layer within one of them."
            yield node.problem(f"{layer.improves} is not in force on {layer.effective}", fix)

    # --- building and proving -------------------------------------------------------------------

    def _build(self, stack: Stack) -> Built | None:
        """The service of a stack; None if it or anything under it is broken (and noted so)."""
        name = _name(stack)
        if name not in self._built:
            try:
                self._built[name] = self._layered(stack) if stack[1] else self._read(stack, name)
            except CatalogueError as error:
                self._built[name] = None
                self._problems += error.problems
        return self._built[name]

    def _layered(self, stack: Stack) -> Built | None:
        source, layers = stack
        below = self._build((source, layers[:-1]))
        if below is None:
            return None
        node = overlay(below.node, layers[-1])
        try:
            built = self._read(stack, _name(stack), node)
        except CatalogueError as error:
            raise CatalogueError(
                _blamed(problem, layers[-1]) for problem in error.problems
            ) from error
        if problems := worse(below.service, built.service):
            raise CatalogueError(_placed(problem, stack, below.service) for problem in problems)
        return built

    def _read(self, stack: Stack, version: str, node: Node | None = None) -> Built:
        source, layers = stack
        node = node or source.node
        days = {source.node.file: source.effective}
        days |= {layer.node.file: layer.effective for layer in layers}
        service = read_service(node, self._world, version=version, days=days)
        if problems := check(service, node):
            raise CatalogueError(problems)
        return Built(service, node)


def _name(stack: Stack) -> str:
    """`2022-01-01+41@2024-03-01+4104@2025-01-01`."""
    return "+".join([str(stack[0].effective), *(layer.name for layer in stack[1])])


def _latest(parts: Sequence[Part], day: date) -> Part | None:
    """The last to begin by a day, unless it has ended; what it took the place of does not come back."""
    begun = [part for part in parts if part.effective <= day]
    if begun and (begun[-1].until is None or day <= begun[-1].until):
        return begun[-1]
    return None


def _blamed(problem: Problem, layer: Layer) -> Problem:
    """A mistake that shows in the file below, but came with the layer."""
    if problem.file == layer.node.file:
        return problem
    wrong = f"with this layer, {problem.wrong}"
    return replace(problem, file=layer.node.file, line=layer.node.at(problem.key).line, wrong=wrong)


def _placed(problem: Problem, stack: Stack, below: Service) -> Problem:
    """What is worse, where the layer says it, and since when if that is not the layer's own day."""
    source, layers = stack
    layer = layers[-1]
    newest = max([source.effective, *(other.effective for other in layers[:-1])])
    fix = problem.fix
    if newest > layer.effective:
        fix += f" It held until {newest - DAY}: end it with `until: {newest - DAY}`, or date a new one."
    wrong = f"{problem.wrong} ({layer.improves} {below.version})"
    place = layer.node.at(problem.key)
    return replace(problem, file=place.file, line=place.line, wrong=wrong, fix=fix)
