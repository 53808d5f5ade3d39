"""Measure how well questions are read, and how well and how fast articles are found (data: folder KNOWLEDGE_DATA)."""

import argparse
import json
import os
import sys
from pathlib import Path

NEEDS_DATABASE = False  # it measures over files, beside every library
VARIABLE = "KNOWLEDGE_DATA"
LABELLED = "tests/capabilities/knowledge/triage/data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help=f"the folder; otherwise {VARIABLE} names it")


def run(args: argparse.Namespace) -> int:
    from santai.project import environment
    from santai.project.bench.knowledge import CORPUS, SETS, bench

    print(accuracy(environment.CHECKOUT / LABELLED), flush=True)
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


def accuracy(labelled: Path) -> str:
    """How many questions that nothing is learned from reach the right kind of help, in all and by class."""
    from santai.capabilities.knowledge.triage.measuring import DAY, measured

    if not labelled.is_dir():
        return f"没有带标注的问题（{LABELLED}），不评测分类。"
    tables = []
    for name in ("questions", "unseen"):  # our own questions, and those of other people
        lines = (labelled / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row.get("half", "kept") == "kept"]
        tables.append(f"{name}\n{measured(rows, DAY)}")
    return "\n\n".join(tables)
