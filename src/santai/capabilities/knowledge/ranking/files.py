"""Files of questions, a JSON object a line: `qid`, `q`, for training also `gold_names`, `answer`, `keywords`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from santai.capabilities.knowledge.ranking.errors import BadQuestions
from santai.capabilities.knowledge.ranking.index import Index
from santai.capabilities.knowledge.ranking.questions import Question

STATE = "中华人民共和国"  # people leave it out, and so do some collections


@dataclass(frozen=True, slots=True)
class Asked:
    qid: str | int
    text: str
    names: tuple[str, ...] = ()  # of the articles that answer it
    answer: str = ""


def read(path: Path) -> list[Asked]:
    """Raises BadQuestions, which names the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestions(path, 0, "打不开，或者不是 UTF-8 文字") from error
    return [_asked(path, at, line) for at, line in enumerate(lines, 1) if line.strip()]


def _asked(path: Path, at: int, line: str) -> Asked:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise BadQuestions(path, at, "不是 JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("q"), str) or "qid" not in told:
        raise BadQuestions(path, at, "缺少 qid 或 q")
    names = told.get("gold_names") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadQuestions(path, at, "gold_names 应当是一列条文名称")
    return Asked(told["qid"], told["q"], tuple(names), _answer(told))


def _answer(told: Mapping[str, Any]) -> str:
    """What was answered, and the words it was filed under; a missing one may come as null or NaN."""
    parts = (told.get("answer"), told.get("keywords"))
    return " ".join(part for part in parts if isinstance(part, str))


def matched(index: Index, asked: Iterable[Asked]) -> list[Question]:
    """Those whose articles the library has; of an article in several versions, all of them."""
    found = [(one, positions(index, one.names)) for one in asked]
    return [Question.of(one.text, right, one.answer) for one, right in found if right]


def positions(index: Index, names: Sequence[str]) -> list[int]:
    return [at for name in names for at in _named(index, name)]


def _named(index: Index, name: str) -> list[int]:
    short = name.removeprefix(STATE)
    known = index.positions_named
    return known.get(name) or known.get(short) or known.get(STATE + short) or []


def write_run(path: Path, runs: Iterable[tuple[Asked, Sequence[str]]]) -> int:
    """Lines `{"qid", "ranked": [names, best first]}`; gives how many."""
    lines = [
        json.dumps({"qid": asked.qid, "ranked": list(dict.fromkeys(names))}, ensure_ascii=False)
        for asked, names in runs
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)
