"""What everybody may read: approved answers and cases, and what was told on a day."""

from santai.capabilities.knowledge.queries.answers import (
    Told,
    answer_by_key,
    answers_for,
    answers_like,
    end_of_day,
    told_on,
    versions_of,
    ways_of_asking,
)
from santai.capabilities.knowledge.queries.boxes import Boxes, boxes, waits_for
from santai.capabilities.knowledge.queries.cases import ToldCase, case_by_key, cases
from santai.capabilities.knowledge.queries.files import PACKAGED, files_of, topics

__all__ = [
    "PACKAGED",
    "Boxes",
    "Told",
    "ToldCase",
    "answer_by_key",
    "answers_for",
    "answers_like",
    "boxes",
    "case_by_key",
    "cases",
    "end_of_day",
    "files_of",
    "told_on",
    "topics",
    "versions_of",
    "waits_for",
    "ways_of_asking",
]
