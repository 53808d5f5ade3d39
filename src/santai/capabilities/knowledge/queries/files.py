"""The answers, cases and topics that come with the product, as files."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from santai.catalogue.answers import (
    Topic,
    WrittenAnswer,
    WrittenCase,
    read_answers,
    read_cases,
    read_topics,
)
from santai.catalogue.current import catalogue

PACKAGED = Path(__file__).resolve().parents[1] / "data"
WRITTEN_ON = date(2026, 3, 1)  # the day on which the packaged files were checked against the law


def files_of(
    folder: Path = PACKAGED, on: date = WRITTEN_ON
) -> tuple[list[WrittenAnswer], list[WrittenCase]]:
    """Everything below `answers/` and `cases/`; raises CatalogueError with what is wrong."""
    known = catalogue()
    answers = [
        one for path in sorted(folder.glob("answers/*.yaml")) for one in read_answers(path, known)
    ]
    cases = [
        one for path in sorted(folder.glob("cases/*.yaml")) for one in read_cases(path, known, on)
    ]
    return answers, cases


@cache
def topics() -> tuple[Topic, ...]:
    """The guides (专题), in their order."""
    answers, cases = files_of()
    held = {"answers": {one.key for one in answers}, "cases": {one.key for one in cases}}
    found = [
        topic
        for path in sorted(PACKAGED.glob("topics/*.yaml"))
        for topic in read_topics(path, catalogue(), WRITTEN_ON, held)
    ]
    return tuple(found)
