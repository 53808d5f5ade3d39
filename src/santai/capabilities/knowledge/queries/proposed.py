"""What is put before somebody who types while a person talks: the same reading and the same answers as the robot's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from santai.capabilities.knowledge.queries.answers import Told, answers_like
from santai.capabilities.knowledge.triage import Reading, read

LONGEST = 2000
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Proposed:
    """`reading` is None where nothing was typed."""

    text: str = ""
    reading: Reading | None = None
    answers: tuple[Told, ...] = ()


def proposed(text: str, region: str = "", *, on: date) -> Proposed:
    words = text.strip()[:LONGEST]
    if not words:
        return Proposed()
    answers = answers_like(words, region, on=on, limit=SHOWN)
    return Proposed(words, read(words, today=on), tuple(answers))
