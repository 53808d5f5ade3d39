"""Triage: from a person's own words to field, service, danger and periods, and a talk of a few turns.

    read(text, today=…) -> Reading            what is found in a text
    converse(state, said, today=…) -> Turn    the next turn of a talk; the state is plain data

Rules are data (catalogue/data/triage); they decide, and always of danger. A trained model is one more voice.
No Django: approved answers and passages of the library come in through `sources`.
"""

from santai.capabilities.knowledge.triage.engine import article, articles, read
from santai.capabilities.knowledge.triage.reading import Period, Reading, Signal, Source, Why
from santai.capabilities.knowledge.triage.talking import (
    Asked,
    Offer,
    State,
    Turn,
    begin,
    converse,
)

__all__ = [
    "Asked",
    "Offer",
    "Period",
    "Reading",
    "Signal",
    "Source",
    "State",
    "Turn",
    "Why",
    "article",
    "articles",
    "begin",
    "converse",
    "read",
]
