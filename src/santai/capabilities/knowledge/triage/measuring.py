"""How well it reads: labelled questions by service, and hand-written talks turn by turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from santai.capabilities.knowledge.triage.engine import read
from santai.capabilities.knowledge.triage.talking import Turn, begin, converse

ANY = "*"  # a talk that may go to more than one field or line
DAY = date(2026, 11, 23)  # talks speak of last week and last year: they were written on this day
QUIET = "不知道"  # what is answered to questions the script has no answer for


@dataclass(frozen=True, slots=True)
class Talked:
    """One talk: what was expected, what came of it."""

    ref: str
    said: str
    field: str
    service: str
    signals: tuple[str, ...]
    asked: int
    answered: bool
    sourced: bool
    right: bool
    missed: tuple[str, ...]  # dangers that were not noticed
    false: tuple[str, ...]  # dangers that there were not


def measured(rows: Sequence[Mapping[str, Any]], today: date) -> str:
    """Accuracy by service, and what was taken for what."""
    right, all_, confused = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for row in rows:
        got = read(row["text"], today=today).service
        all_[row["service"]] += 1
        right[row["service"]] += got == row["service"]
        if got != row["service"]:
            confused[row["service"], got] += 1
    total = f"{sum(right.values())}/{len(rows)} = {sum(right.values()) / (len(rows) or 1):.3f}"
    return "\n".join(
        [
            f"service      right/all\nall          {total}",
            *(f"{name:<12} {right[name]}/{all_[name]}" for name in sorted(all_)),
            *(f"{want} taken for {got}: {count}" for (want, got), count in confused.most_common()),
        ]
    )


def talked(rows: Iterable[Mapping[str, Any]]) -> list[Talked]:
    return [_talk(row) for row in rows]


def _talk(row: Mapping[str, Any]) -> Talked:
    turns = list(_turns(row["says"]))
    last, signals = turns[-1], _signals(turns)
    wanted = set(row["signals"])
    fits = row["service"] in (ANY, last.service) and row["field"] in (ANY, last.field)
    return Talked(
        row["ref"],
        " / ".join(row["says"]),
        last.field,
        last.service,
        signals,
        sum(turn.asks is not None for turn in turns),
        last.answered,
        all(turn.sources for turn in turns if turn.answered),
        fits and wanted <= set(signals),
        tuple(sorted(wanted - set(signals))),
        tuple(sorted(set(signals) - wanted)),
    )


def _turns(says: Sequence[str]) -> Iterable[Turn]:
    """The talk as written; what is asked beyond it gets no answer worth having."""
    state, turn = begin(), None
    for said in says:
        turn = converse(state, said, today=DAY)
        state = turn.state
        yield turn
    while turn and turn.asks:
        turn = converse(state, QUIET, today=DAY)
        state = turn.state
        yield turn


def _signals(turns: Iterable[Turn]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for turn in turns for one in turn.signals))


def talk_table(results: Sequence[Talked]) -> str:
    """A table in Markdown, and the counts under it."""
    rows = [
        f"| {one.ref} | {one.said} | {one.field} | {one.service} | {'、'.join(one.signals)} "
        f"| {one.asked} | {'✓' if one.right else '✗'} |"
        for one in results
    ]
    return "\n".join(
        [
            "| no | said | field | service | danger | asked | right |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            f"right: {sum(one.right for one in results)}/{len(results)}",
            f"answers without a source: {sum(one.answered and not one.sourced for one in results)}",
            f"dangers missed: {sum(bool(one.missed) for one in results)}",
            f"false alarms: {sum(bool(one.false) for one in results)}",
        ]
    )
