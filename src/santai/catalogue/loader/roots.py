"""Loading a catalogue: laws and standards first, then the services that rest on them, then their layers."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from santai.catalogue.calendars import load_calendar
from santai.catalogue.catalogue import Catalogue
from santai.catalogue.errors import Problem, suggestion
from santai.catalogue.layering import Layer, read_layer
from santai.catalogue.loader.blocks import Block, Reader, day, region, word
from santai.catalogue.loader.folders import CALENDARS, File, Problems, find_files
from santai.catalogue.loader.laws import by_name, read_law
from santai.catalogue.loader.parameters import Places, joined, places, read_parameter, worse
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import World
from santai.catalogue.loader.sides import strange_causes
from santai.catalogue.loader.standards import FILES, read_standards, with_lifecycle
from santai.catalogue.loader.triage import read_triage
from santai.catalogue.sources import Parameter
from santai.catalogue.versions import Source, Versions

T = TypeVar("T")


def load(*roots: Path) -> Catalogue:
    """The catalogue of the roots. The first holds the standards; the others add to it.

    Raises CatalogueError with every mistake that could be found: first those in laws, standards and
    parameters, which the services rest on, then those in services and layers.
    """
    with _nothing_thrown_away():
        files = find_files(roots)
        world = _world(files)
        services = _services(files, world)
        first, *rest = [root / CALENDARS for root in roots]
        calendar = load_calendar(first, [folder for folder in rest if folder.is_dir()])
        return Catalogue(services, world, calendar, read_triage(files["triage"], world))


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Hundreds of thousands of things are read and kept; to look for garbage among them costs a quarter of the time."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


# --- what services rest on ----------------------------------------------------------------------


def _world(files: Mapping[str, list[File]]) -> World:
    problems = Problems()
    laws = [(problems.kept(partial(read_law, file.node)), file.node) for file in files["laws"]]
    problems.raised()
    world = World(by_name((law, node) for law, node in laws if law))
    standards = _standards(files["standards"])
    names = frozenset(file.path["service"] for file in files["services"])
    world = replace(world, standards=read_standards(standards, world), services=names)
    world = with_lifecycle(world, standards["lifecycle"])
    return replace(world, parameters=_parameters(files["parameters"]))


def _standards(files: Iterable[File]) -> dict[str, Node]:
    """Each list, with what further roots add to it."""
    problems, merged = Problems(), dict[str, Node]()
    for file in files:
        name, node = file.path["name"], file.node
        if name not in FILES:
            wrong = f"no standard is called {name!r}"
            problems.found.append(node.problem(wrong, suggestion(name, FILES)))
        elif name not in merged:
            merged[name] = node
        else:
            merged[name] = problems.kept(partial(_added, merged[name], node)) or merged[name]
    problems.raised()
    return merged


def _added(names: Node, more: Node) -> Node:
    if more.file.endswith("lifecycle.yaml"):
        fix = "Only the first root says how every order lives: take this file away."
        raise more.error("is a second lifecycle", fix)
    if twice := sorted(names.entries().keys() & more.entries().keys()):
        node = more.entries()[twice[0]]
        raise node.error(f"is already in {names.file}", "Give it another name.")
    return replace(names, value={**names.entries(), **more.entries()})


def _parameters(files: Iterable[File]) -> dict[str, Parameter]:
    """The parameters; a further root may add values to one, or set one of a day anew."""
    problems, parameters = Problems(), dict[str, Parameter]()
    written = defaultdict[str, Places](dict)
    for file in files:
        name = file.path["name"]
        if found := problems.kept(partial(read_parameter, name, file.node)):
            known = parameters.get(name, found)
            problems.found += _disagreement(known, found, file.node)
            parameters[name] = joined(known, found)
            written[name] = {**written[name], **places(file.node, found)}
    problems.raised()
    problems.found += [p for name, found in parameters.items() for p in worse(found, written[name])]
    problems.raised()
    return parameters


def _disagreement(known: Parameter, found: Parameter, node: Node) -> Iterator[Problem]:
    """What two roots say of one parameter must fit together; what is better is said by the first."""
    if (known.kind, known.unit) != (found.kind, found.unit):
        wrong = f"{known.name} is {known.kind} ({known.unit}) in another file"
        yield node.problem(wrong, "Write the same kind and unit.")
    if found.better and known.better and found.better is not known.better:
        wrong = f"of {known.name} the {known.better} is better in another file"
        yield node.at("better").problem(wrong, "Write the same, or take it out.")


# --- services and layers ------------------------------------------------------------------------


def _services(files: Mapping[str, list[File]], world: World) -> dict[str, Versions]:
    problems, services = Problems(), dict[str, Versions]()
    sources = defaultdict[str, list[Source]](list)
    layers = defaultdict[str, list[Layer]](list)
    for file in files["services"]:
        if source := problems.kept(partial(_source, file)):
            sources[source.service].append(source)
    for file in files["layers"]:
        if layer := problems.kept(partial(_layer, file, world)):
            layers[layer.improves].append(layer)
    problems.found += [*_rivals(sources.values()), *_rivals(layers.values())]
    problems.raised()
    for name, versions in sources.items():
        if built := problems.kept(partial(Versions, versions, layers[name], world)):
            services[name] = built
    problems.raised()
    problems.found += strange_causes(services)
    problems.raised()
    return services


def _source(file: File) -> Source:
    node, path = file.node, file.path
    with Block(node) as block:
        block.asked += node.entries()  # read with the rest, later
        return Source(
            service=block.need("id", _like(path["service"], word)),
            region=block.get("region", region, ""),
            effective=block.need("effective", _like(path["day"], day)),
            until=block.get("until", day, None),
            node=node,
        )


def _layer(file: File, world: World) -> Layer:
    """A layer that is where it says, for a service there is."""
    node, path = file.node, file.path
    if path["service"] not in world.services:
        fix = suggestion(path["service"], world.services)
        raise node.at("improves").error(f"no service is called {path['service']!r}", fix)
    with Block(node) as block:
        block.asked += node.entries()
        block.need("improves", _like(path["service"], word))
        block.need("region", _like(path["region"], region))
        block.need("effective", _like(path["day"], day))
    return read_layer(node)


def _like(path: str, reader: Reader[T]) -> Reader[T]:
    """A value that must be the one in the file's path."""

    def read(node: Node) -> T:
        if str(value := reader(node)) != path:
            raise node.error(f"says {value}, the path says {path}", "Make the two agree.")
        return value

    return read


def _rivals(families: Iterable[list[Source] | list[Layer]]) -> Iterator[Problem]:
    """Two files for one day (and region) of one service: nobody could tell which holds."""
    for family in families:
        seen: dict[tuple[str, date], Node] = {}
        for part in family:
            first = seen.setdefault((part.region, part.effective), part.node)
            if first is not part.node:
                fix = "Keep one of the two, or date the later one."
                yield part.node.at("effective").problem(f"{first.file} is of the same day", fix)
    for family in families:
        if len({part.region for part in family if isinstance(part, Source)}) > 1:
            fix = "Give the local service an id of its own."
            yield family[0].node.problem("has files for several regions", fix)
