"""Which requirements are cited by a test or a catalogue file, and which by none.

docs/requirements.md holds them in groups. A citation is the ID, such as ORD-14, anywhere in a file
of tests/ or of the catalogue's data. docs/not-yet.md lists what is not there yet, each with its reason.
"""

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from santai.project import environment

NEEDS_DATABASE = False

HEADING = re.compile(r"^## ([A-Z]+) – (.+)$")
ITEM = re.compile(r"^- \*\*([A-Z]+-\d+)\*\* ")
NOT_YET = re.compile(r"^- \*\*([A-Z]+-\d+)\*\* (.+)$", re.MULTILINE)
CITED = re.compile(r"\b[A-Z]{2,8}-\d{2,3}\b")
SOURCES = {
    "test": ("tests", {".py", ".yaml"}),
    "catalogue": ("src/santai/catalogue/data", {".yaml"}),
}


@dataclass(frozen=True)
class Group:
    code: str
    title: str
    items: tuple[str, ...]


def read(document: str) -> list[Group]:
    """The groups of docs/requirements.md, in its order, with their IDs."""
    groups: list[Group] = []
    for line in document.splitlines():
        if heading := HEADING.match(line):
            groups.append(Group(heading[1], heading[2], ()))
        elif item := ITEM.match(line):
            last = groups.pop()
            groups.append(Group(last.code, last.title, (*last.items, item[1])))
    return groups


def citations(folder: Path, suffixes: Iterable[str]) -> dict[str, set[Path]]:
    """What looks like an ID, and the files below ``folder`` that have it."""
    found: dict[str, set[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and path.is_file():
            for cited in CITED.findall(path.read_text()):
                found.setdefault(cited, set()).add(path)
    return found


def not_yet(document: str) -> dict[str, str]:
    """What docs/not-yet.md lists, and why."""
    return dict(NOT_YET.findall(document))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="only these, such as ORD")
    parser.add_argument("--cited", action="store_true", help="list the cited ones, and where")
    parser.add_argument("--missing", action="store_true", help="list those that nothing cites")


def run(args: argparse.Namespace) -> int:
    document = environment.CHECKOUT / "docs" / "requirements.md"
    if not document.is_file():
        print("docs/requirements.md is not here; this command needs a checkout of Santai.")
        return 1
    groups = read(document.read_text())
    unknown = set(args.groups) - {group.code for group in groups}
    if unknown:
        print(f"no such group: {', '.join(sorted(unknown))}")
        return 2
    if args.groups:
        groups = [group for group in groups if group.code in args.groups]
    found = {
        source: citations(environment.CHECKOUT / folder, suffixes)
        for source, (folder, suffixes) in SOURCES.items()
    }
    listed = environment.CHECKOUT / "docs" / "not-yet.md"
    found["list"] = {item: {listed} for item in not_yet(listed.read_text())}
    print("\n".join(report(groups, found, cited=args.cited, missing=args.missing)))
    return 0


def report(
    groups: list[Group],
    found: dict[str, dict[str, set[Path]]],
    *,
    cited: bool = False,
    missing: bool = False,
) -> list[str]:
    """The lines to print; ``found`` maps a source to its citations."""
    lines = [_row("group", "all", *(f"by {source}" for source in found), "by none", "")]
    totals = [0] * (len(found) + 2)
    for group in groups:
        by = [[item for item in group.items if item in where] for where in found.values()]
        none = [item for item in group.items if not any(item in where for where in found.values())]
        counts = [len(group.items), *map(len, by), len(none)]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        lines.append(_row(group.code, *counts, group.title))
        if cited:
            known = [item for item in group.items if item not in none]
            lines += [f"    {item}  {_where(item, found)}" for item in known]
        if missing and none:
            lines.append("    by none: " + " ".join(none))
    return [*lines, _row("total", *totals, "")]


def _row(*cells: object) -> str:
    first, *numbers, last = map(str, cells)
    return f"{first:<6}{''.join(f'{number:>13}' for number in numbers)}  {last}".rstrip()


def _where(item: str, found: dict[str, dict[str, set[Path]]]) -> str:
    paths = {path for where in found.values() for path in where.get(item, ())}
    return ", ".join(sorted(str(path.relative_to(environment.CHECKOUT)) for path in paths))
