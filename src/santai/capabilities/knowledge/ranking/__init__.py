"""Find the articles that answer a question: an index, and what answered questions teach about its order.

Plain Python over arrays, without Django. `Index` alone searches; `Ranker` puts what was learned on top of it.
"""

from santai.capabilities.knowledge.ranking.errors import (
    NoIndex,
    NotTrained,
    OtherFormat,
    OtherIndex,
    RankingError,
    TooFewQuestions,
)
from santai.capabilities.knowledge.ranking.index import Hit, Index
from santai.capabilities.knowledge.ranking.pieces import Piece
from santai.capabilities.knowledge.ranking.ranker import Ranker

__all__ = [
    "Hit",
    "Index",
    "NoIndex",
    "NotTrained",
    "OtherFormat",
    "OtherIndex",
    "Piece",
    "Ranker",
    "RankingError",
    "TooFewQuestions",
]
