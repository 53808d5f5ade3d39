"""Which files a catalogue consists of.

services/<line>/<name>/<day>.yaml              a full service
layers/<code>-<place>/<line>/<name>/<day>.yaml what a place improves in it
parameters/<name>.yaml   laws/<name>.yaml   standards/<name>.yaml   triage/<name>.yaml   calendars/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from santai.catalogue.errors import CatalogueError, Problem
from santai.catalogue.loader.reading import Node, read

T = TypeVar("T")

CALENDARS = "calendars"  # santai.catalogue.calendars reads them
SERVICE = r"(?P<service>[a-z][a-z0-9-]*/[a-z][a-z0-9-]*)"
DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
PATHS = {
    "services": re.compile(rf"services/{SERVICE}/{DAY}\.yaml"),
    "layers": re.compile(rf"layers/(?P<region>[0-9]+)[^/]*/{SERVICE}/{DAY}\.yaml"),
    "parameters": re.compile(r"parameters/(?P<name>[a-z][a-z0-9_]*)\.yaml"),
    "laws": re.compile(r"laws/(?P<name>[^/]+)\.yaml"),
    "standards": re.compile(r"standards/(?P<name>[a-z]+)\.yaml"),
    "triage": re.compile(r"triage/(?P<name>[a-z]+)\.yaml"),
}
EXAMPLES = {
    "services": "services/legal-aid/civil/2022-01-01.yaml",
    "layers": "layers/41-henan/legal-aid/civil/2024-03-01.yaml",
    "parameters": "parameters/hardship_line.yaml",
    "laws": "laws/legal-aid-law.yaml",
    "standards": "standards/roles.yaml",
    "triage": "triage/topics.yaml",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file: its content, and what its path says about it (service, day, region, name)."""

    node: Node
    path: Mapping[str, str]


class Problems:
    """Goes on after a mistake, and raises all of them in the end."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def kept(self, read_one: Callable[[], T]) -> T | None:
        try:
            return read_one()
        except CatalogueError as error:
            self.found += error.problems
            return None

    def raised(self) -> None:
        if self.found:
            raise CatalogueError(self.found)


def find_files(roots: Sequence[Path]) -> Mapping[str, list[File]]:
    """The files of all roots by the folder they lie in. Messages call those of the first by their path."""
    problems, files = Problems(), defaultdict[str, list[File]](list)
    for root in roots:
        shown = "" if root == roots[0] else f"{root.name}/"
        for path in _yaml_in(root, problems):
            within = path.relative_to(root).as_posix()
            folder = within.partition("/")[0]
            match = PATHS[folder].fullmatch(within) if folder in PATHS else None
            if match is None:
                problems.found.append(_misplaced(shown + within, folder))
            elif node := problems.kept(partial(read, path, shown + within)):
                files[folder].append(File(node, match.groupdict()))
    problems.raised()
    return files


def _yaml_in(root: Path, problems: Problems) -> Iterator[Path]:
    if not root.is_dir():
        fix = "Correct the path, or make the folder."
        problems.found.append(Problem(str(root), "", "is not a folder", fix))
    for path in sorted(root.rglob("*.y*ml")):
        if path.is_file() and path.relative_to(root).parts[0] != CALENDARS:
            yield path


def _misplaced(file: str, folder: str) -> Problem:
    if folder in EXAMPLES:
        fix = f"Name it like {EXAMPLES[folder]}."
        return Problem(file, "", "is not named as the catalogue needs it", fix)
    fix = f"Put it into one of {', '.join([*EXAMPLES, CALENDARS])}, or take it away."
    return Problem(file, "", "lies where the catalogue does not look", fix)
