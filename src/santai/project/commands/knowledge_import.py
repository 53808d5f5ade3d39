"""Bring laws into the library: `santai knowledge-import PATH…`.

PATH is a folder or a .tar.gz of Markdown laws, a .md, a .jsonl or .jsonl.gz with an article a line, or a .docx as the
national law database gives it. It may be run as often as you like: what did not change is left alone. With
`--only-for-measuring` the articles serve benchmarks, and nobody outside is shown one of them. `--source TEXT` says
where the texts are from, on their pages and in what people download.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from santai.capabilities.knowledge.limits import LONGEST_SOURCE

if TYPE_CHECKING:
    from santai.capabilities.knowledge.actions import BroughtIn

SHOWN = 12  # titles of each kind that are named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    parser.add_argument(
        "--only-for-measuring",
        action="store_true",
        help="articles of a benchmark: never shown to the public",
    )
    parser.add_argument(
        "--source",
        type=_source,
        default="",
        help="where the texts are from, as the pages say it; else the name of the file",
    )
    parser.add_argument(
        "--no-index", action="store_true", help="leave the index to `santai knowledge index`"
    )


def _source(text: str) -> str:
    said = text.strip()
    if not 1 <= len(said) <= LONGEST_SOURCE:
        raise argparse.ArgumentTypeError(f"请写来源，最多 {LONGEST_SOURCE} 个字。")
    return said


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from santai.capabilities.knowledge.actions import BadLaw, bring_in_laws, laws_in
    from santai.capabilities.knowledge.queries import build_index, index

    measuring, changed = args.only_for_measuring, False
    for path in args.paths:
        start = time.monotonic()
        try:
            done = bring_in_laws(
                laws_in(path), at=timezone.now(), measuring=measuring, source=args.source
            )
        except BadLaw as bad:
            print(f"{bad}\n“{path}”没有导入，已经在库里的没有变。", file=sys.stderr)
            return 1
        _tell(path, done, time.monotonic() - start)
        changed = changed or done.changed
    if not args.no_index and (changed or index(measuring=measuring) is None):
        start = time.monotonic()
        many = build_index(measuring=measuring)
        print(f"检索索引：{many:,} 条，用时 {time.monotonic() - start:.1f} 秒。")
    return 0


def _tell(path: Path, done: "BroughtIn", seconds: float) -> None:
    print(
        f"{path.name}：新增 {len(done.new)} 部，新版本 {len(done.versions)} 个，更正 {len(done.corrected)} 个，"
        f"没有变化 {done.same} 个；写入 {done.articles:,} 条，用时 {seconds:.1f} 秒。"
    )
    for said, titles in (
        ("新版本", done.versions),
        ("更正", done.corrected),
        ("因此废止", done.repealed),
    ):
        for title in titles[:SHOWN]:
            print(f"  {said}：{title}")
        if len(titles) > SHOWN:
            print(f"  ……还有 {len(titles) - SHOWN} 个")
    if done.touched:
        print(f"  有 {done.touched} 处引用了变动的条文，请在“知识库”的“法律变动”里看。")
