"""The library of law, and answers: `import`, `index`, `train`, `rank`, `status`, `answers`.

`santai knowledge import PATH…` brings laws in (`santai knowledge-import --help` says from what).

`santai knowledge index` reads the articles of the library and builds the search index anew (an import does so too).

`santai knowledge train --questions FILE…` learns the order of articles from answered questions, a JSON object a line:
`{"qid", "q", "gold_names": [names of articles], "answer"}`. Search works without it; it gets better with it.

`santai knowledge rank --questions FILE --out RUN` answers every question with the names of articles, best first:
`{"qid", "ranked": […]}`. `santai knowledge status` says what there is.

`santai knowledge answers check|import` is for standard answers and typical cases (`santai knowledge-answers --help`).
"""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from santai.capabilities.knowledge.ranking import Index
    from santai.capabilities.knowledge.ranking.questions import Question

DEPTH = 200  # names for each question


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from santai.project.commands import knowledge_answers, knowledge_import

    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    made = {verb: verbs.add_parser(verb) for verb in ("import", "index", "train", "rank", "status")}
    knowledge_import.add_arguments(made["import"])
    knowledge_answers.add_arguments(verbs.add_parser("answers"))
    for verb in ("index", "train", "rank", "status"):
        made[verb].add_argument(
            "--only-for-measuring", action="store_true", help="the articles imported for benchmarks"
        )
    made["train"].add_argument("--questions", nargs="+", type=Path, metavar="FILE", required=True)
    made["rank"].add_argument("--questions", type=Path, metavar="FILE", required=True)
    made["rank"].add_argument("--out", type=Path, metavar="RUN", required=True)
    made["rank"].add_argument("--plain", action="store_true", help="by search alone")


def run(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.ranking import RankingError
    from santai.project.commands.knowledge_answers import run as answers
    from santai.project.commands.knowledge_import import run as bring_in

    verbs = {"import": bring_in, "index": _index, "train": _train, "rank": _rank, "status": _status}
    verbs["answers"] = answers
    if args.verb in {"import", "index"}:  # the others read files
        _with_tables()
    try:
        return verbs[args.verb](args)
    except RankingError as error:
        print(error, file=sys.stderr)
        return 1


def _with_tables() -> None:
    """A fresh machine has no tables yet: whoever only wants to try the library need not know."""
    from django.db import connection

    from santai.capabilities.knowledge.models import Law
    from santai.project.commands import setup_db

    if Law._meta.db_table not in connection.introspection.table_names():
        setup_db.run(argparse.Namespace(demo=False))


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

    start, index = time.monotonic(), Index.load(_folder(args))
    asked, sources = _questions(index, args.questions)
    order = learn(index, asked, say=lambda said: print(said, flush=True))
    path = _trained(args)
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

    asked = files.read(args.questions)
    ranker = Ranker.load(_folder(args), None if args.plain else _trained(args))
    runs = ((one, ranker.names(one.text, DEPTH)) for one in asked)
    print(f"排好了 {files.write_run(args.out, runs)} 个问题的条文。")
    return 0


def _status(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.ranking import Index, NotTrained, trained

    index = Index.load(_folder(args))
    print(f"检索索引：{len(index):,} 条，编号 {index.digest[:8]}。")
    try:
        learned = trained.load(_trained(args), index)
    except NotTrained as none:
        print(none)
        return 0
    print(f"训练文件：{len(learned.asked)} 个问题，来自 {'、'.join(sorted(learned.sources))}。")
    return 0


def _folder(args: argparse.Namespace) -> Path:
    from santai.capabilities.knowledge.queries.index import folder

    return folder(measuring=args.only_for_measuring)


def _trained(args: argparse.Namespace) -> Path:
    from santai.capabilities.knowledge.queries.rankers import trained_file

    return trained_file(measuring=args.only_for_measuring)
