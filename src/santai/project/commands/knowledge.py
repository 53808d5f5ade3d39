"""The library of law: `index`, `train`, `rank`, `status`.

`santai knowledge index` reads the articles of the library and builds the search index anew (an import does so too).

`santai knowledge train --questions FILE…` learns the order of articles from answered questions, a JSON object a line:
`{"qid", "q", "gold_names": [names of articles], "answer"}`. Search works without it; it gets better with it.

`santai knowledge rank --questions FILE --out RUN` answers every question with the names of articles, best first:
`{"qid", "ranked": […]}`. `santai knowledge status` says what there is.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from santai.capabilities.knowledge.ranking import Index
    from santai.capabilities.knowledge.ranking.questions import Question

VERBS = ("index", "train", "rank", "status")
DEPTH = 200  # names for each question
PUBLIC, MEASURING = "public", "measuring"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("--questions", nargs="+", type=Path, metavar="FILE", default=[])
    parser.add_argument("--out", type=Path, metavar="RUN", help="with rank: where to write")
    parser.add_argument(
        "--only-for-measuring", action="store_true", help="the articles imported for benchmarks"
    )
    parser.add_argument("--plain", action="store_true", help="with rank: by search alone")


def run(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.ranking import RankingError

    verbs = {"index": _index, "train": _train, "rank": _rank, "status": _status}
    try:
        return verbs[args.verb](args)
    except RankingError as error:
        print(error, file=sys.stderr)
        return 1


def folder(args: argparse.Namespace) -> Path:
    """Where the index lies that an import or `index` made."""
    from django.conf import settings

    return Path(settings.DATA) / "knowledge" / (MEASURING if args.only_for_measuring else PUBLIC)


def trained_file(args: argparse.Namespace) -> Path:
    """Beside the folder of the index, which is changed for a new one as a whole."""
    place = folder(args)
    return place.with_name(f"{place.name}.trained.npz")


def _index(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.queries import build_index

    start = time.monotonic()
    many = build_index(measuring=args.only_for_measuring)
    print(f"检索索引：{many:,} 条，用时 {time.monotonic() - start:.1f} 秒。")
    return 0


def _train(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.ranking import Index
    from santai.capabilities.knowledge.ranking.trained import Trained
    from santai.capabilities.knowledge.ranking.training import learn

    if not args.questions:
        return _wrong("train 要用 --questions 写明问题文件。")
    start, index = time.monotonic(), Index.load(folder(args))
    asked, sources = _questions(index, args.questions)
    order = learn(index, asked, say=lambda said: print(said, flush=True))
    path = trained_file(args)
    Trained(asked, order, sources).save(path, index)
    size, seconds = path.stat().st_size / 1e6, time.monotonic() - start
    print(f"学完了：{len(asked)} 个问题，{size:.1f} MB，用时 {seconds:.0f} 秒。")
    return 0


def _questions(index: "Index", paths: list[Path]) -> "tuple[list[Question], dict[str, int]]":
    from santai.capabilities.knowledge.ranking import files

    asked: list[Question] = []
    sources = {}
    for path in paths:
        told = files.read(path)
        found = files.matched(index, told)
        print(f"{path.name}：{len(told)} 个问题，{len(found)} 个能对上法律库。", flush=True)
        sources[path.name] = len(found)
        asked += found
    return asked, sources


def _rank(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.ranking import Ranker, files

    if len(args.questions) != 1 or args.out is None:
        return _wrong("rank 要用 --questions 写明一个问题文件，用 --out 写明结果放在哪里。")
    asked = files.read(args.questions[0])
    ranker = Ranker.load(folder(args), None if args.plain else trained_file(args))
    runs = ((one, ranker.names(one.text, DEPTH)) for one in asked)
    print(f"排好了 {files.write_run(args.out, runs)} 个问题的条文。")
    return 0


def _status(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.ranking import Index, NotTrained, trained

    index = Index.load(folder(args))
    print(f"检索索引：{len(index):,} 条，编号 {index.digest[:8]}。")
    try:
        learned = trained.load(trained_file(args), index)
    except NotTrained as none:
        print(none)
        return 0
    print(f"训练文件：{len(learned.asked)} 个问题，来自 {'、'.join(sorted(learned.sources))}。")
    return 0


def _wrong(said: str) -> int:
    print(f"santai knowledge: {said}", file=sys.stderr)
    return 2
