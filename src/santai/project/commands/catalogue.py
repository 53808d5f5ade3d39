"""Look at the catalogue: check its files, show a service, compare two of its versions, draw its states.

check [FOLDER …]         every mistake in the packaged files and the folders (or SANTAI_CATALOGUE)
show SERVICE             a service in plain words, in a region on a day
diff SERVICE ONE OTHER   what differs between two versions, or between two regions on a day
schema                   the JSON Schema that helps editors with service files
diagram SERVICE          its states as SVG or Mermaid
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from santai.project.environment import CHECKOUT, words

if TYPE_CHECKING:
    from santai.catalogue import Catalogue
    from santai.catalogue.schema import Service

NEEDS_DATABASE = False
SCHEMA = CHECKOUT / "docs" / "schema" / "service.schema.json"
NATION = "nation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="name every mistake; exit code 1 if there is one")
    check.add_argument("folder", nargs="*", type=Path, help="further catalogue folders")
    show = verbs.add_parser("show", help="a service in plain words")
    _where_and_when(show)
    show.add_argument("--version", default="", help="this version, wherever it holds")
    diff = verbs.add_parser("diff", help="what differs between two versions or two regions")
    diff.add_argument("service")
    for side in ("one", "other"):
        text = f"a version (2022-01-01+41@2024-03-01), a region code, or {NATION}"
        diff.add_argument(side, help=text)
    _when(diff)
    schema = verbs.add_parser("schema", help="the JSON Schema of service files")
    schema.add_argument("--write", nargs="?", type=Path, const=SCHEMA, metavar="FILE")
    diagram = verbs.add_parser("diagram", help="the states of a service as SVG")
    _where_and_when(diagram)
    diagram.add_argument("--mermaid", action="store_true", help="Mermaid text instead")


def _where_and_when(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", help="an id, such as legal-aid/civil")
    parser.add_argument("--region", default="", metavar="CODE", help="default: the nation")
    _when(parser)


def _when(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="default: today")


def run(args: argparse.Namespace) -> int:
    from santai.catalogue import CatalogueError, NotInCatalogue

    try:
        verb = {
            "check": _check,
            "show": _show,
            "diff": _diff,
            "schema": _schema,
            "diagram": _diagram,
        }
        print(verb[args.verb](args))
    except CatalogueError as error:
        print(error, file=sys.stderr)
        print(f"发现 {len(error.problems)} 处问题。", file=sys.stderr)
        return 1
    except NotInCatalogue as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _check(args: argparse.Namespace) -> str:
    start = time.monotonic()
    loaded = _catalogue(*args.folder)
    versions = sum(len(loaded.versions(service)) for service in loaded.ids)
    return "\n".join(
        [
            f"目录没有问题：{len(loaded.ids)} 个事项、{versions} 个版本，"
            f"{len({law.title for law in loaded.laws.values()})} 部法律、{len(loaded.parameters)} 项参数；"
            f"用时 {time.monotonic() - start:.2f} 秒。",
            *_unconfirmed(loaded),
            *_without_english(loaded, args.folder),
        ]
    )


def _unconfirmed(loaded: Catalogue) -> list[str]:
    """Limits whose number nobody has confirmed yet; no mistake, but good to know."""
    from santai.catalogue.limits import unconfirmed

    services = (loaded.service_version(id_, v) for id_ in loaded.ids for v in loaded.versions(id_))
    found = [
        f"{service.id} {service.version} {clock.name}：{limit.said}，{clock.parameter}"
        for service in services
        for clock, limit in unconfirmed(service, loaded)
    ]
    return [f"待核实的时限（{len(found)} 个）：", *found] if found else []


def _without_english(loaded: Catalogue, folders: list[Path]) -> list[str]:
    """What an English reader would read in Chinese; no mistake, but good to know."""
    from santai.project.texts import texts_without_words

    missing = texts_without_words(loaded, folders, "en")
    return [f"还没有英文（{len(missing)} 条）：", *missing] if missing else []


def _show(args: argparse.Namespace) -> str:
    from santai.catalogue.describe import outline

    loaded = _catalogue()
    if args.version:
        service = loaded.service_version(args.service, args.version)
    else:
        service = loaded.service(args.service, args.region, _day(args))
    lines, section = [f"{service.title}  {service.version}"], ""
    for line in outline(service, loaded):
        if line.section != section:
            lines += ["", line.section]
            section = line.section
        lines.append(f"  {line.name}：{line.text}")
    return "\n".join(lines)


def _diff(args: argparse.Namespace) -> str:
    from santai.catalogue.describe import differences

    loaded = _catalogue()
    one, other = (_side(loaded, args, side) for side in (args.one, args.other))
    found = [str(difference) for difference in differences(one, other, loaded)]
    return "\n".join([f"{one.version} → {other.version}", *(found or ["没有不同。"])])


def _side(loaded: Catalogue, args: argparse.Namespace, side: str) -> Service:
    if side == NATION or side.isdigit():
        region = "" if side == NATION else side
        return loaded.service(args.service, region, _day(args))
    return loaded.service_version(args.service, side)


def _schema(args: argparse.Namespace) -> str:
    from santai.catalogue.fileschema import written

    if args.write is None:
        return written().rstrip()
    args.write.parent.mkdir(parents=True, exist_ok=True)
    args.write.write_text(written(), encoding="utf-8")
    return f"已写入 {args.write}"


def _diagram(args: argparse.Namespace) -> str:
    from santai.catalogue.diagram import mermaid, svg

    service = _catalogue().service(args.service, args.region, _day(args))
    return (mermaid(service) if args.mermaid else svg(service)).rstrip()


def _catalogue(*folders: Path) -> Catalogue:
    """The packaged catalogue with these folders, or with those of SANTAI_CATALOGUE."""
    from santai.catalogue import load
    from santai.catalogue.current import PACKAGED

    return load(PACKAGED, *(folders or map(Path, words("SANTAI_CATALOGUE", separator=":"))))


def _day(args: argparse.Namespace) -> date:
    from santai.kernel.workdays import ZONE

    return args.on or datetime.now(ZONE).date()
