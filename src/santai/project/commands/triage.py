"""Sort questions in people's own words: which field of law, which help fits, what danger.

--in FILE --out FILE     lines {"ref", "text"} in, lines {"ref", "service", "field", "signals", "sources"} out
--train FILE … --model FILE    train the small model from labelled questions
--measure FILE …         how well labelled questions are read, as a table
--talks FILE             the hand-written conversations, as a table

Order is kept; nothing is written if a line cannot be read. Needs no database and no trained file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from santai.capabilities.knowledge.triage import Reading

NEEDS_DATABASE = False
SHOWN = 20  # mistakes of a file that are named


class BadLine(ValueError):
    """A line that is not what it should be."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--in", dest="source", type=Path, metavar="FILE", help="JSON Lines")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the readings go")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="default: today")
    parser.add_argument("--why", action="store_true", help="also: topics, guide, rules that fired")
    parser.add_argument("--train", nargs="+", type=Path, metavar="FILE", help="labelled questions")
    parser.add_argument("--model", type=Path, metavar="FILE", help="where the trained model goes")
    parser.add_argument("--measure", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--half", default="dev", help="of a file with halves (default: %(default)s)"
    )
    parser.add_argument("--talks", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    try:
        if args.source and args.out:
            return _sort(args)
        if args.train and args.model:
            return _train(args)
        if args.measure:
            return _measure(args)
        if args.talks:
            return _talks(args)
    except (BadLine, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        "santai triage: name --in and --out, --train and --model, --measure or --talks.",
        file=sys.stderr,
    )
    return 2


def _sort(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.triage import read

    rows = lines(args.source, "ref", "text")
    today = args.on or _today()
    written = [
        json.dumps(_row(row["ref"], read(row["text"], today=today), args.why), ensure_ascii=False)
        for row in rows
    ]
    args.out.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    print(f"{len(written)} 条，写入 {args.out}。")
    return 0


def _today() -> date:
    from santai.kernel.workdays import ZONE

    return datetime.now(ZONE).date()


def _row(ref: object, reading: Reading, why: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "ref": ref,
        "service": reading.service,
        "field": reading.field,
        "signals": [signal.id for signal in reading.signals],
        "sources": [source.title for source in reading.sources],
    }
    if why:
        row["guide"] = reading.guide
        row["why"] = [f"{one.kind} {one.rule}: {'、'.join(one.words)}" for one in reading.why]
    return row


def lines(path: Path, *needed: str) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises BadLine with every line that is none, by its number."""
    found, problems = [], []
    for place, line in _numbered(path):
        try:
            found.append(_checked(line, needed))
        except ValueError as error:
            problems.append(f"{path}:{place}: {error}")
    if problems:
        more = [f"… and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise BadLine("\n".join([*problems[:SHOWN], *more]))
    return found


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadLine(f"{path}: is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    for place, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield place, line


def _checked(line: str, needed: tuple[str, ...]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"is not JSON ({error}). Write one object a line.") from error
    if not isinstance(row, dict):
        raise ValueError("is not an object. Write {…} on every line.")
    for key in needed:
        if key not in row:
            raise ValueError(f"lacks {key!r}.")
    if not isinstance(row.get("text", ""), str):
        raise ValueError("'text' is not a text. Put quotes around it.")
    return row


def _train(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.triage.training import trained

    rows = [row for path in args.train for row in lines(path, "text", "service")]
    rows = [row for row in rows if row.get("half", args.half) == args.half]
    trained([row["text"] for row in rows], [row["service"] for row in rows]).save(args.model)
    print(f"{len(rows)} 条问题，模型写入 {args.model}（{args.model.stat().st_size:,} 字节）。")
    return 0


def _measure(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.triage.measuring import measured

    rows = [row for path in args.measure for row in lines(path, "ref", "text", "service")]
    rows = [row for row in rows if row.get("half", args.half) == args.half]
    print(measured(rows, args.on or _today()))
    return 0


def _talks(args: argparse.Namespace) -> int:
    from santai.capabilities.knowledge.triage.measuring import talk_table, talked

    results = talked(lines(args.talks, "ref", "says", "field", "service", "signals"))
    print(talk_table(results))
    return 0 if all(one.right for one in results) else 1
