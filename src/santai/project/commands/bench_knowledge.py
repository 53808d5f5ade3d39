"""Measure how well and how fast articles are found, over the data in the folder KNOWLEDGE_DATA."""

import argparse
import os
import sys
from pathlib import Path

NEEDS_DATABASE = False  # it measures over files, beside every library
VARIABLE = "KNOWLEDGE_DATA"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help=f"the folder; otherwise {VARIABLE} names it")


def run(args: argparse.Namespace) -> int:
    from santai.project import environment
    from santai.project.bench.knowledge import CORPUS, SETS, bench

    named = args.data or os.environ.get(VARIABLE)
    missing = [name for name in (CORPUS, *SETS) if named and not (Path(named) / name).is_file()]
    if not named or missing:
        lacking = "、".join(missing or [CORPUS, *SETS])
        print(
            f"缺少评测数据：{lacking}。请把它们放进一个文件夹，再运行 {VARIABLE}=文件夹 make bench-knowledge。",
            file=sys.stderr,
        )
        return 1
    bench(Path(named), environment.CHECKOUT / "build" / "bench-knowledge")
    return 0
